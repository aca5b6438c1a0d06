import { PHONE, type Visit } from './browser.js';
import { describeInBrowser } from './chromium.js';
import { samplesInBrowser } from './samples-in-browser.js';

describeInBrowser('the knowledge map', () => {
  const samples = samplesInBrowser();
  const look = async (query: string, sight = {}) => {
    const visit = await samples.look(`?view=map&${query}`, sight);
    await visit.page.locator('.map .area').first().waitFor();
    return visit;
  };
  const says = (visit: Visit, text: string | RegExp) =>
    visit.page.locator('.headline', { hasText: text }).waitFor();
  const reading = (visit: Visit) => visit.page.locator('.map-reading').innerText();

  it('shows every past belief about every past moment, by status', async () => {
    const visit = await look('deal=twitter-musk');
    const { body } = await samples.service.elsewhere.get(
      '/deals/twitter-musk/history?field=status&audience=public',
    );
    expect(await visit.page.locator('.map .area').count()).toBe(body.rectangles.length);
    for (const status of ['In talks', 'Confirmed', 'Collapsed']) {
      await visit.page.locator('.map .area-label', { hasText: status }).first().waitFor();
    }
  });

  it('asks with the crosshair, and the headline answers as it moves', async () => {
    const visit = await look('deal=twitter-musk');
    const label = visit.page.locator('.map .area-label', { hasText: 'Collapsed' }).last();
    const box = (await label.boundingBox())!;
    await visit.page.mouse.move(box.x + 5, box.y + 25);
    await says(visit, /looking (back|ahead) to .* the public knew that it had collapsed/);
    expect(await reading(visit)).toMatch(
      /Collapsed\s+known at the end of .* on the word of Schedule 13D\/A/s,
    );
    expect(visit.page.url()).not.toContain('knownAt');
    await visit.page.mouse.click(box.x + 5, box.y + 25);
    await visit.page.waitForURL(/knownAt=2022-.*effectiveAt=2022-07/);
    await visit.page.mouse.move(2, 2);
    await says(visit, /the public knew that it had collapsed/);
  });

  it('replays how knowledge grew when the instant is dragged', async () => {
    const visit = await look('deal=twitter-musk');
    const grip = (await visit.page.locator('.map .handle .reach').boundingBox())!;
    const plot = (await visit.page.locator('.map').boundingBox())!;
    const across = grip.x + grip.width / 2;
    await visit.page.mouse.move(across, grip.y + grip.height / 2);
    await visit.page.mouse.down();
    await visit.page.mouse.move(across, plot.y + plot.height * 0.95, { steps: 4 });
    await says(visit, /did not know of twitter-musk/);
    await visit.page.mouse.move(across, plot.y + plot.height * 0.6, { steps: 4 });
    await says(visit, /the public knew of a binding agreement/);
    expect(visit.page.url()).not.toContain('knownAt');
    await visit.page.mouse.up();
    await visit.page.waitForURL(/knownAt=2022-/);
    await visit.page.getByText('Nothing learned later counts.').waitFor();
  });

  it('is used by keyboard alone', async () => {
    const visit = await look('deal=twitter-musk');
    await visit.page.getByRole('slider', { name: 'Known at' }).focus();
    await visit.page.keyboard.press('Home');
    await says(visit, /did not know of twitter-musk/);
    const next = visit.page.getByRole('button', { name: 'Known at: the next change' });
    await next.press('Enter');
    await says(visit, /with no status reported yet/);
    await next.press('Enter');
    await says(visit, /the public knew of talks/);
    await visit.page.getByRole('slider', { name: 'About' }).focus();
    await visit.page.keyboard.press('Home');
    await says(visit, /looking back to .* with no status reported yet/);
    expect(await reading(visit)).toContain('No status yet');
    expect(visit.page.url()).toMatch(/knownAt=.*effectiveAt=/);
  });

  it('replays change by change, for those who want no motion', async () => {
    const visit = await look('deal=zee-sony');
    await visit.page.getByRole('button', { name: 'Replay how knowledge grew' }).click();
    await says(visit, /^On 22 Sep 2021/);
    await says(visit, /the public knew of a binding agreement/);
    await visit.page.getByRole('button', { name: 'Stop' }).click();
  });

  it('says the same as a table', async () => {
    const visit = await look('deal=shell-bp');
    await visit.page.getByText('The same as a table').click();
    const rows = visit.page.getByRole('row');
    await rows.nth(1).waitFor();
    const { body } = await samples.service.elsewhere.get(
      '/deals/shell-bp/history?field=status&audience=public',
    );
    expect(await rows.count()).toBe(body.rectangles.length + 1);
    await visit.page
      .getByRole('row', { name: /^Rumored.*Bloomberg$/ })
      .first()
      .waitFor();
  });

  it('has its place on a phone, and takes a tap for a question', async () => {
    const visit = await look('deal=twitter-musk', { viewport: PHONE });
    expect(
      await visit.page.evaluate('document.documentElement.scrollWidth - innerWidth'),
    ).toBeLessThanOrEqual(0);
    const map = visit.page.locator('.map');
    await map.click({ position: { x: 200, y: 190 } });
    await visit.page.waitForURL(/knownAt=.*effectiveAt=/);
  });
});
