import { client } from '../http/client.js';
import { BuiltService } from '../service/built-service.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Browser, PHONE } from './browser.js';
import { describeInBrowser } from './chromium.js';
import { linesOfDeals } from './lines-of-deals.js';

describeInBrowser('a list of 10,000 deals', () => {
  let browser: Browser;
  let service: BuiltService;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'knownwhen-many-'));
    [browser, service] = await Promise.all([Browser.start(), BuiltService.start(directory)]);
    await client(service.url).upload(linesOfDeals(10_000));
  }, 60_000);
  afterEach(() => browser.leave());
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it.each([
    ['a desk', {}],
    ['a phone', { viewport: PHONE }],
  ])('draws only the rows in sight, and reaches every one of them, on %s', async (_, sight) => {
    const { page } = await browser.visit(service.url, sight);
    await page.getByRole('heading', { name: 'Deals the public knows of: 10,000' }).waitFor();
    await page.getByRole('link', { name: 'Purchase of Company 00000' }).waitFor();
    const table = page.getByRole('table', { name: 'Deals' });
    expect(await table.getAttribute('aria-rowcount')).toBe('10001');
    expect(await page.locator('.deal-rows .deal-row').count()).toBeLessThan(60);
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await page.getByRole('link', { name: 'Purchase of Company 09999' }).waitFor();
    expect(await page.locator('.deal-rows .deal-row').count()).toBeLessThan(60);
    expect(await page.getByRole('row', { name: /Company 09999/ }).getAttribute('aria-rowindex')).toBe(
      '10001',
    );
  });

  it('counts by status add up, and a search finds what is far down', async () => {
    const { page } = await browser.visit(service.url);
    const counts = page.locator('.status-counts .count');
    await page.locator('.status-counts .count', { hasText: /\d/ }).first().waitFor();
    const sum = (await counts.allInnerTexts()).reduce((all, one) => all + Number(one.replaceAll(',', '')), 0);
    expect(sum).toBe(10_000);
    await page.getByLabel('Search').fill('company 09876');
    await page.getByRole('heading', { name: 'Deals the public knows of: 1', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Purchase of Company 09876' }).waitFor();
  });
});
