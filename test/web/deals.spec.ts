import { PHONE, type Visit } from './browser.js';
import { describeInBrowser } from './chromium.js';
import { samplesInBrowser } from './samples-in-browser.js';

describeInBrowser('the list of deals', () => {
  const samples = samplesInBrowser();
  const { look } = samples;
  const heading = (visit: Visit, text: string) =>
    visit.page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
  const titles = (visit: Visit) => visit.page.locator('.cell-deal > a').allInnerTexts();

  it('shows what the public knows now, counted by status', async () => {
    const visit = await look();
    await heading(visit, 'Deals the public knows of: 10');
    expect(await titles(visit)).toContain('Amazon investment in OpenAI');
    const counts = visit.page.getByRole('list', { name: 'Deals by status' });
    await counts.getByRole('link', { name: '4 Collapsed' }).click();
    await heading(visit, 'Deals the public knows of: 4');
    expect(new URL(visit.page.url()).search).toBe('?status=collapsed');
    await visit.page.goBack();
    await heading(visit, 'Deals the public knows of: 10');
  });

  it('is narrowed by words and by party, and the address tells so', async () => {
    const visit = await look();
    await visit.page.getByLabel('Search').fill('acquisition');
    await heading(visit, 'Deals the public knows of: 6');
    await visit.page.getByLabel('Party').fill('microsoft');
    await heading(visit, 'Deals the public knows of: 1');
    expect(new URL(visit.page.url()).search).toBe('?party=microsoft&q=acquisition');
    expect(await titles(visit)).toEqual(['Microsoft acquisition of Activision Blizzard']);
    await visit.page.getByLabel('Party').fill('nobody');
    await visit.page.getByText('No deal that the public knew of passes 2 filters.').waitFor();
  });

  it('travels to an instant, says plainly that it is the past, and comes back', async () => {
    const visit = await look();
    await heading(visit, 'Deals the public knows of: 10');
    await visit.page.getByLabel('Date, as known on').fill('2022-04-20');
    await heading(visit, 'Deals the public knew of: 5');
    const band = visit.page.locator('.past-band');
    expect(await band.innerText()).toContain('What the public knew by the end of 20 Apr 2022 (UTC).');
    const twitter = visit.page.getByRole('row', { name: /Elon Musk/ });
    expect(await twitter.innerText()).toMatch(/In talks\s+.*\$43bn/s);
    expect(new URL(visit.page.url()).search).toBe('?knownAt=2022-04-20');

    await visit.page.getByRole('button', { name: 'A day earlier' }).click();
    await visit.page.getByText('by the end of 19 Apr 2022').waitFor();
    await visit.page.getByLabel('Time of day, as known on').fill('09:30');
    await visit.page.getByText('on 19 Apr 2022, 09:30 (UTC)').waitFor();
    await visit.page.getByLabel('Time zone').selectOption('America/New_York');
    await visit.page.getByText('on 19 Apr 2022, 05:30 (New York time)').waitFor();

    await band.getByRole('button', { name: 'Back to now' }).click();
    await heading(visit, 'Deals the public knows of: 10');
    expect(await band.count()).toBe(0);
  });

  it('is of the desk or of the public, and a link leads another to the same', async () => {
    const visit = await look('?knownAt=2022-04-20');
    await heading(visit, 'Deals the public knew of: 5');
    await visit.page.getByRole('radio', { name: 'the desk' }).check();
    await visit.page.getByText('The desk knew of no deal then.').waitFor();
    const other = await samples.browser.visit(visit.page.url());
    await other.page.getByText('The desk knew of no deal then.').waitFor();
  });

  it('tells what is wrong with an address in a sentence', async () => {
    const visit = await look('?status=sleeping');
    visit.allow(/status of 400/);
    const trouble = visit.page.getByRole('alert');
    await trouble.waitFor();
    expect(await trouble.innerText()).toMatch(
      /No answer to this question\. Status must be one or more of rumored/,
    );
  });

  it('is used by keyboard alone', async () => {
    const visit = await look();
    await heading(visit, 'Deals the public knows of: 10');
    await visit.page.keyboard.press('Tab');
    expect(await visit.page.locator(':focus').innerText()).toBe('Skip to the answer');
    await visit.page.keyboard.press('Enter');
    for (let presses = 0; presses < 20; presses += 1) {
      await visit.page.keyboard.press('Tab');
      if ((await visit.page.locator(':focus').innerText()) === 'Amazon investment in OpenAI') {
        break;
      }
    }
    await visit.page.keyboard.press('Enter');
    await heading(visit, 'Amazon investment in OpenAI');
  });

  it('says that the service is away, keeps what it had, and goes on when the service is back', async () => {
    const visit = await look();
    visit.allow(/ERR_FAILED|ERR_CONNECTION/);
    await heading(visit, 'Deals the public knows of: 10');
    await visit.page.route(/\/(deals|stats)\b/, (route) => route.abort());
    await visit.page.getByLabel('Order').selectOption('since');
    const trouble = visit.page.getByRole('alert');
    await trouble.getByText('The service is away.').waitFor();
    expect(await titles(visit)).toHaveLength(10);
    await visit.page.unroute(/\/(deals|stats)\b/);
    await trouble.getByRole('button', { name: 'Ask again' }).click();
    await trouble.waitFor({ state: 'detached' });
    expect((await titles(visit))[0]).toBe('Amazon investment in OpenAI');
  });

  it('shows on a slow line that an answer is on its way, and what it had until then', async () => {
    const visit = await look();
    await heading(visit, 'Deals the public knows of: 10');
    let deliver = () => {};
    const delivery = new Promise<void>((resolve) => (deliver = resolve));
    await visit.page.route(/\/deals\?/, async (route) => {
      await delivery;
      await route.continue();
    });
    await visit.page.getByLabel('Search').fill('acquisition');
    await visit.page.getByText('Waiting for the service').waitFor({ state: 'attached' });
    expect(await titles(visit)).toHaveLength(10);
    deliver();
    await heading(visit, 'Deals the public knows of: 6');
    await visit.page.getByText('Waiting for the service').waitFor({ state: 'detached' });
  });

  it('has its place on a phone, without scrolling sideways', async () => {
    const visit = await look('', { viewport: PHONE });
    await heading(visit, 'Deals the public knows of: 10');
    const wide = await visit.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
  });
});
