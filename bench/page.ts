import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { client } from '../test/http/client.js';
import { BuiltService } from '../test/service/built-service.js';
import { findChromium } from '../test/web/chromium.js';
import { linesOfDeals } from '../test/web/lines-of-deals.js';
import { inTemporaryDirectory } from './measure.js';

const DEALS = 10_000;
const GOAL_KB = 120;
const GOAL_MS = 1_000;
const LOOKS = 5;

/** What the page weighs, and how soon its first view can be used with many deals. */
export async function benchPage(): Promise<void> {
  process.stdout.write('\nThe page\n');
  const sizes = readdirSync('dist/web/assets')
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => [name, gzipSync(readFileSync(join('dist/web/assets', name))).length / 1_000] as const);
  const first = sum(sizes.filter(([name]) => name.startsWith('index-')));
  say('first view, kB of gzip', first.toFixed(1));
  say(
    'every view, kB of gzip',
    `${sum(sizes).toFixed(1)} (${(sum(sizes) / GOAL_KB).toFixed(2)} of the goal of ${GOAL_KB})`,
  );
  await benchFirstView();
}

async function benchFirstView(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    say('first view', 'not measured: there is no Chromium on this machine');
    return;
  }
  await inTemporaryDirectory(async (directory) => {
    const service = await BuiltService.start(directory);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      await client(service.url).upload(linesOfDeals(DEALS));
      const looks: number[] = [];
      for (let look = 0; look < LOOKS; look += 1) {
        const page = await (await browser.newContext()).newPage();
        const start = performance.now();
        await page.goto(service.url);
        await page.locator('.cell-deal > a').first().waitFor();
        looks.push(performance.now() - start);
        await page.context().close();
      }
      const middle = looks.toSorted((a, b) => a - b)[Math.floor(LOOKS / 2)]!;
      say(
        `usable with ${DEALS.toLocaleString('en-US')} deals, ms`,
        `${middle.toFixed(0)} (${(middle / GOAL_MS).toFixed(2)} of the goal of ${GOAL_MS})`,
      );
    } finally {
      await browser.close();
      await service.stop();
    }
  });
}

function sum(sizes: readonly (readonly [string, number])[]): number {
  return sizes.reduce((all, [, size]) => all + size, 0);
}

function say(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(58)} ${figure}\n`);
}
