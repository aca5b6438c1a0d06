import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { client } from '../test/http/client.js';
import { BuiltService } from '../test/service/built-service.js';
import { Browser } from '../test/web/browser.js';
import { findChromium } from '../test/web/chromium.js';
import { inTemporaryDirectory } from './measure.js';

const DEALS = Number(process.env.PAGE_DEALS ?? 10_000);
const MOST_GZIP_BYTES = 120_000;
const LONGEST_FIRST_VIEW_MS = 1_000;
const VISITS = 5;
/** How far a slow connection brings what, in each second: that of a phone out of town. */
const SLOW_BYTES = 180_000;
const SLOW_LATENCY_MS = 150;

/** How much of the page has to come, and how soon one can look and filter when there are many deals. */
export async function benchPage(): Promise<void> {
  saySizes();
  if (findChromium() === undefined) {
    say('first view: not measured, there is no Chromium on this machine');
    return;
  }
  await inTemporaryDirectory(async (directory) => {
    const service = await BuiltService.start(directory);
    const browser = await Browser.start();
    try {
      await client(service.url).upload(manyReports());
      await firstView(browser, service.url); // the service answers its first questions slower than all others
      const views = await times(VISITS, () => firstView(browser, service.url));
      sayView(`first view usable with ${DEALS} deals`, views, LONGEST_FIRST_VIEW_MS);
      const deal = await times(VISITS, () => firstView(browser, `${service.url}/?deal=deal-7`, '.facts'));
      sayView('first view of one deal usable', deal, LONGEST_FIRST_VIEW_MS);
      const slow = await times(VISITS, () => firstView(browser, service.url, ROWS, true));
      sayView(`the same list at ${SLOW_BYTES / 1_000} kB/s and ${SLOW_LATENCY_MS} ms away`, slow);
    } finally {
      await browser.close();
      await service.stop();
    }
  });
}

function saySizes(): void {
  const folder = 'dist/web';
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz|map)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const size = (some: readonly string[]) =>
    some.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const first = files.filter(
    (file) => file.endsWith('index.html') || page.includes(file.slice(folder.length)),
  );
  say(
    `the page, gzipped: ${kB(size(files))} in ${files.length} files (${(size(files) / MOST_GZIP_BYTES).toFixed(2)} x the ${kB(MOST_GZIP_BYTES)} it may have); its first view ${kB(size(first))}`,
  );
}

const ROWS = '[role="row"] a';

/** Milliseconds from asking for the page until the view stands and answers to a key, for somebody who was never here. */
async function firstView(browser: Browser, address: string, sight = ROWS, isSlow = false): Promise<number> {
  const { page } = await browser.prepare(address);
  if (isSlow) {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: SLOW_LATENCY_MS,
      downloadThroughput: SLOW_BYTES,
      uploadThroughput: SLOW_BYTES,
    });
  }
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator(sight).first().waitFor();
  await page.keyboard.press('Tab');
  const took = Number(await page.evaluate('performance.now()'));
  await browser.leave();
  return took;
}

async function times(count: number, measure: () => Promise<number>): Promise<readonly number[]> {
  const taken: number[] = [];
  while (taken.length < count) {
    taken.push(await measure());
  }
  return taken.toSorted((a, b) => a - b);
}

function sayView(what: string, views: readonly number[], longestMs?: number): void {
  const middle = views[Math.floor(views.length / 2)]!;
  const goal =
    longestMs === undefined ? '' : `, ${(middle / longestMs).toFixed(2)} x the ${longestMs} ms it may take`;
  say(
    `${what}: ${middle.toFixed(0)} ms (the middle of ${views.length}; the longest ${views.at(-1)!.toFixed(0)} ms)${goal}`,
  );
}

/** One report about each deal, of all statuses, told over two years. */
function manyReports(): string {
  const statuses = ['rumored', 'in_talks', 'terms_changing', 'confirmed', 'collapsed'];
  const lines = Array.from({ length: DEALS }, (_, number) =>
    JSON.stringify({
      deal: `deal-${number}`,
      title: `Deal no. ${number} of Acme and Beta`,
      reportId: `deal-${number}/first`,
      source: { name: `Wire ${number % 40}`, kind: 'press' },
      publishedAt: new Date(Date.UTC(2024, 0, 1) + ((number * 7_919) % 730) * 86_400_000).toISOString(),
      status: statuses[number % statuses.length],
      terms: {
        amount: { value: String(1_000_000 * (1 + (number % 900))), qualifier: 'exact', currency: 'USD' },
      },
      parties: [
        { name: `Acme ${number % 300}`, roles: ['acquirer'] },
        { name: `Beta ${number}`, roles: ['target'] },
      ],
    }),
  );
  return `${lines.join('\n')}\n`;
}

function kB(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
