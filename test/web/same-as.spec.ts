import { Browser } from './browser.js';
import { describeInBrowser } from './chromium.js';
import { startWithSamples, type ServiceWithSamples } from './service-with-samples.js';

const report = (deal: string, reportId: string, says: object) => ({
  deal,
  reportId,
  publishedAt: '2024-03-01',
  source: { name: 'The Gazette', kind: 'press' },
  ...says,
});

describeInBrowser('a deal recorded under two slugs, on the page', () => {
  let browser: Browser;
  let service: ServiceWithSamples;

  beforeAll(async () => {
    [browser, service] = await Promise.all([Browser.start(), startWithSamples()]);
    const reports = [
      report('acme-beta', 'first', { title: 'Acme and Beta', status: 'rumored' }),
      report('omega', 'first', { title: 'Project Omega', status: 'in_talks' }),
      report('omega', 'link', { related: [{ name: 'acme-beta', relation: 'same_as' }] }),
    ];
    await service.elsewhere.upload(reports.map((one) => JSON.stringify(one)).join('\n'));
  }, 30_000);
  afterEach(() => browser.leave());
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  it('names both its slugs, whichever is asked', async () => {
    for (const slug of ['acme-beta', 'omega']) {
      const { page } = await browser.visit(`${service.url}/?deal=${slug}`);
      await page.locator('.crumbs', { hasText: /acme-beta.*also recorded as omega/ }).waitFor();
    }
  });

  it('has a timeline that keeps reports of one id apart, and tells under which slug each was recorded', async () => {
    const { page } = await browser.visit(`${service.url}/?deal=omega&view=timeline`);
    await page.locator('.report-row', { hasText: 'under acme-beta' }).waitFor();
    expect(await page.locator('.report-row', { hasText: 'under omega' }).count()).toBe(2);
  });

  it('lets a report be corrected under its own slug only', async () => {
    const { page } = await browser.visit(`${service.url}/?deal=acme-beta&view=record&report=link`);
    await page.getByText('There is no report link about acme-beta').waitFor();
    await page.goto(`${service.url}/?deal=omega&view=record&report=link`);
    await page.getByRole('radio', { name: 'Take it back' }).waitFor();
  });
});
