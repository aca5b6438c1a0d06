import { CutConnection } from '../event-store/cut-connection.js';
import { describeInBrowser } from './chromium.js';
import { samplesInBrowser } from './samples-in-browser.js';

describeInBrowser('changes on the page', () => {
  const samples = samplesInBrowser();
  const { look } = samples;
  const record = async (deal: string, report: object) => {
    const { status } = await samples.service.elsewhere.post(`/deals/${deal}/reports`, {
      source: { name: 'The Wire', kind: 'press' },
      publishedAt: new Date().toISOString(),
      ...report,
    });
    expect(status).toBe(201);
  };

  it('arrive without reload when another client records a report', async () => {
    const { page } = await look();
    await page.getByRole('heading', { name: 'Deals the public knows of: 10' }).waitFor();
    await page.locator('.pulse-live').waitFor();
    await record('acme-beta', { title: 'Acme buys Beta', reportId: 'acme-beta/1', status: 'rumored' });
    await page.getByRole('heading', { name: 'Deals the public knows of: 11' }).waitFor();
    await page
      .getByRole('row', { name: /Acme buys Beta/ })
      .getByText('Rumored')
      .waitFor();

    await record('acme-beta', { reportId: 'acme-beta/2', status: 'in_talks' });
    const row = page.getByRole('row', { name: /Acme buys Beta/ });
    await row.getByText('In talks').waitFor();
    await row.getByText('changed just now').waitFor();
    await page.getByRole('status').getByText('Changed just now: acme-beta').waitFor({ state: 'attached' });
  });

  it('arrive on the view of the deal too, and in its headline', async () => {
    const { page } = await look('?deal=shell-bp');
    await page.locator('.headline', { hasText: 'The public knows that it has collapsed' }).waitFor();
    await page.locator('.pulse-live').waitFor();
    await record('shell-bp', { reportId: 'shell-bp/again', status: 'rumored' });
    await page.locator('.headline', { hasText: 'The public knows of rumors only' }).waitFor();
    await page.locator('.big-status', { hasText: 'Rumored' }).waitFor();
  });

  it('do not move what is looked at in the past', async () => {
    const { page } = await look('?deal=zee-sony&knownAt=2024-02-01');
    const before = await page.locator('.headline', { hasText: 'On 1 Feb 2024' }).innerText();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await record('zee-sony', {
      reportId: 'zee-sony/late',
      publishedAt: '2024-01-30',
      effectiveAt: '2024-01-30',
      status: 'in_talks',
    });
    // What would hear of it hears of it within this time on the view of now, as the tests above show.
    const other = await look('?deal=zee-sony');
    await other.page.locator('.headline', { hasText: 'The public knows of talks' }).waitFor();
    expect(asked).toEqual([]);
    expect(await page.locator('.headline').innerText()).toBe(before);
  });

  it('go on arriving after the connection was lost, those of meanwhile first', async () => {
    const wire = await CutConnection.to(samples.service.url);
    const visit = await samples.browser.visit(`http://127.0.0.1:${new URL(wire.url).port}/`);
    visit.allow(/ERR_/);
    const { page } = visit;
    await page.locator('.pulse-live').waitFor();
    wire.sever();
    await page.locator('.pulse-interrupted').waitFor();
    await record('gamma-delta', { title: 'Gamma buys Delta', reportId: 'gamma-delta/1', status: 'rumored' });
    wire.mend();
    await page.getByRole('row', { name: /Gamma buys Delta/ }).waitFor({ timeout: 20_000 });
    await page.locator('.pulse-live').waitFor();
    await visit.close();
    await wire.close();
  });
});
