import type { Visit } from './browser.js';
import { describeInBrowser } from './chromium.js';
import { samplesInBrowser } from './samples-in-browser.js';

describeInBrowser('differences on the page', () => {
  const samples = samplesInBrowser();
  const compare = (deal: string, query = '') => samples.look(`?deal=${deal}&view=differences${query}`);
  /** The facts that are marked as differing, by name, as they stand on both sides. */
  const differing = async ({ page }: Visit) => {
    await page.locator('.differences').waitFor();
    const rows = await page.locator('.sides tr.differs').all();
    const texts = rows.map(async (row) => {
      const cells = await row.locator('th, td').allInnerTexts();
      const [name, left, right] = cells.map((cell) => cell.replaceAll(/\s+/g, ' ').trim());
      return [name!.replace(/ differs$/, ''), [left, right]] as const;
    });
    return Object.fromEntries(await Promise.all(texts));
  };

  it('shows side by side what the public learned between two instants, and marks it', async () => {
    const visit = await compare('twitter-musk', '&from=2022-04-03&knownAt=2022-04-06');
    const facts = await differing(visit);
    expect(facts.known).toEqual(['not yet', 'yes']);
    expect(facts.stake![0]).toBe('nothing');
    expect(facts.stake![1]).toMatch(/^9\.2% Schedule 13G official filing$/);
    expect(await visit.page.locator('.summary').innerText()).toMatch(
      /^In between, the public learned \d+ claims\.$/,
    );
    await visit.page.getByRole('heading', { name: /^Learned in between: \d reports$/ }).waitFor();
  });

  it('shows what the desk knew and the public did not', async () => {
    const visit = await compare('amazon-openai', '&audience=desk');
    await visit.page.locator('.compared-with').getByRole('radio', { name: 'the public' }).check();
    await visit.page.getByText('The desk knew 2 claims that the public did not.').waitFor();
    expect(visit.page.url()).toContain('fromAudience=public');
    const facts = await differing(visit);
    expect(Object.keys(facts)).toEqual(['milestones', 'sources']);
    await visit.page.getByRole('heading', { name: 'Only the desk knew: 2 reports' }).waitFor();
  });

  it('begins with the last that was learned, and goes back through the news', async () => {
    const visit = await compare('zee-sony', '&knownAt=2024-01-23&zone=Asia/Kolkata');
    const latest = await differing(visit);
    expect(latest.status?.[1]).toMatch(/^collapsed/);
    await visit.page
      .getByLabel('or just before')
      .selectOption({ label: await visit.page.locator('.compared-with option').nth(3).innerText() });
    await visit.page.waitForURL(/from=/);
    const from = new URL(visit.page.url()).searchParams.get('from')!;
    await visit.page.locator(`.sides thead a[href*="knownAt=${from.slice(0, 10)}"]`).waitFor();
    expect(await differing(visit)).not.toEqual(latest);
    await visit.page.goBack();
    await visit.page
      .locator(`.sides thead a[href*="knownAt=${from.slice(0, 10)}"]`)
      .waitFor({ state: 'detached' });
    expect(await differing(visit)).toEqual(latest);
  });

  it('tells what was taken back', async () => {
    const zone = '&zone=America/New_York';
    const visit = await compare(
      'google-apple-erroneous',
      `${zone}&from=2017-10-10T13:35:00Z&knownAt=2017-10-11`,
    );
    expect((await differing(visit)).status).toEqual([expect.stringMatching(/^confirmed/), 'nothing']);
    await visit.page.getByRole('heading', { name: /^Taken back/ }).waitFor();
    await visit.page.getByText(/no longer counted by then/).waitFor();
  });

  it('tells once what is wrong with either side', async () => {
    const visit = await compare('shell-bp', '&from=some-day');
    visit.allow(/status of 40[04]/);
    await visit.page.getByText(/"some-day" is neither an RFC 3339 instant nor a date/).waitFor();
    await visit.page.getByLabel('Date, to compare with').fill('2025-06-25');
    await visit.page.locator('.sides').waitFor();
    const nobody = await compare('no-such-deal');
    nobody.allow(/status of 40[04]/);
    await nobody.page.getByRole('alert').first().waitFor();
    expect(await nobody.page.getByRole('alert').count()).toBe(1);
  });

  it('shows what is the same when asked, and says when nothing differs', async () => {
    const visit = await compare('shell-bp', '&from=2025-06-20&knownAt=2025-06-20');
    await visit.page.getByText('Nothing differs.').waitFor();
    await visit.page.getByLabel(/Show what is the same, too/).check();
    await visit.page.locator('.sides').getByText('parties').waitFor();
    expect(await differing(visit)).toEqual({});
  });
});
