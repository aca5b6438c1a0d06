import { describeInBrowser } from './chromium.js';
import { samplesInBrowser } from './samples-in-browser.js';

describeInBrowser('the timeline on the page', () => {
  const samples = samplesInBrowser();
  const look = (query: string) => samples.look(`?view=timeline&${query}`);

  it('shows effect, publication and recording of each report as three marks joined by a line', async () => {
    const { page } = await look('deal=twitter-musk');
    const row = page.locator('.report-row', { hasText: 'passed 5% of Twitter' });
    await row.waitFor();
    expect(await row.locator('.three-marks .mark').count()).toBe(3);
    const places = await row
      .locator('.three-marks > svg')
      .evaluateAll((marks) => marks.map((mark) => Number.parseFloat(mark.getAttribute('x') ?? '')));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(await row.locator('.report-times').innerText()).toMatch(
      /became so 14 Mar 2022\s+published 4 Apr 2022\s+recorded \d+ \w+ \d{4}/,
    );
  });

  it('makes what was told late stand out', async () => {
    const { page } = await look('deal=twitter-musk');
    const late = page.locator('.report-row', { has: page.locator('.tag-late') });
    await late.first().waitFor();
    expect(await late.locator('.report-summary').allInnerTexts()).toEqual([
      expect.stringContaining('purchases had begun on 31 January 2022'),
      expect.stringContaining('passed 5% of Twitter on 14 March'),
    ]);
    expect(await late.first().locator('.joint.late').count()).toBe(1);
  });

  it('strikes through what was retracted, and keeps it', async () => {
    const { page } = await look('deal=google-apple-erroneous');
    const retracted = page.locator('.report-row.removed');
    await retracted.first().waitFor();
    expect(await retracted.count()).toBe(2);
    expect(await retracted.first().locator('s').first().innerText()).toContain('Google would buy Apple');
    expect(await retracted.first().innerText()).toContain('retracted by Dow Jones statement');
  });

  it('holds only what was known then', async () => {
    const { page } = await look('deal=google-apple-erroneous&knownAt=2017-10-10T13:35:00Z');
    await page.locator('.report-row').first().waitFor();
    expect(await page.locator('.report-row').count()).toBe(1);
    expect(await page.locator('.report-row.removed').count()).toBe(0);
  });

  it('is told by source, or in order of time', async () => {
    const { page } = await look('deal=us-steel-nippon');
    await page.getByRole('heading', { level: 2, name: /U\.S\. Steel announcement/ }).waitFor();
    await page.getByRole('link', { name: 'In order of time' }).click();
    await page.getByText('in order of time.').waitFor();
    expect(await page.getByRole('heading', { level: 2 }).count()).toBe(0);
    expect(page.url()).toContain('by=time');
  });

  it('leads from a report to what was known then', async () => {
    const { page } = await look('deal=twitter-musk');
    const row = page.locator('.report-row', { hasText: 'passed 5% of Twitter' });
    await row.getByRole('link', { name: 'what was known then' }).click();
    await page
      .locator('.headline', { hasText: /the public knew of it, with no status reported yet/ })
      .waitFor();
  });
});
