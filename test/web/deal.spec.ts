import type { Visit } from './browser.js';
import { describeInBrowser } from './chromium.js';
import { samplesInBrowser } from './samples-in-browser.js';

describeInBrowser('a deal on the page', () => {
  const samples = samplesInBrowser();
  const look = (query: string) => samples.look(`?${query}`);
  const says = (visit: Visit, text: string | RegExp) =>
    visit.page.locator('.headline', { hasText: text }).waitFor();
  const part = (visit: Visit, name: string) => visit.page.getByRole('region', { name });

  it('begins with the answer in one sentence', async () => {
    const visit = await look('deal=amazon-openai&knownAt=2025-12-20');
    await says(
      visit,
      /^On 20 Dec 2025 the public knew of talks; neither Amazon nor OpenAI had confirmed; at least \$10bn/,
    );
  });

  it('gives each term with its source, and leads to what the source said', async () => {
    const visit = await look('deal=amazon-openai&knownAt=2025-12-20');
    const amount = part(visit, 'Terms').getByRole('row', { name: /^amount/ });
    expect((await amount.innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /^amount at least \$10bn 17 Dec 2025 CNBC .* press, unnamed sources$/,
    );
    await amount.getByRole('link').click();
    const meant = visit.page.locator('.report-row.meant');
    await meant.waitFor();
    expect(await meant.innerText()).toContain('Other outlets matched the report');
    expect(visit.page.url()).toContain('knownAt=2025-12-20');
  });

  it('tells what each party said, or that it kept silent', async () => {
    const visit = await look('deal=shell-bp');
    const said = part(visit, 'What the parties said');
    await said.getByRole('row', { name: /^Shell denied the report shell-bp\/wsj/ }).waitFor();
    await said.getByRole('row', { name: /^BP declined to comment/ }).waitFor();
  });

  it('tells regulators, disputes and what is undetermined', async () => {
    const steel = await look('deal=us-steel-nippon');
    await part(steel, 'Regulators').getByRole('row', { name: /CFIUS/ }).first().waitFor();
    const twitter = await look('deal=twitter-musk&knownAt=2022-09-10');
    await part(twitter, 'Doubts')
      .getByText(/Denied by Twitter, Inc\./)
      .first()
      .waitFor();
    const amazon = await look('deal=amazon-openai&knownAt=2025-12-20');
    const doubts = part(amazon, 'Doubts');
    await doubts.getByText(/by RCR Tech .* may have been published .* in December 2025/).waitFor();
    await doubts.getByRole('link', { name: 'Count it' }).click();
    await amazon.page.getByText('Counted here, as possible.').waitFor();
    expect(amazon.page.url()).toContain('certainty=possible');
  });

  it('knows nothing of the stake in Twitter on 3 April, and the stake on the 6th', async () => {
    const visit = await look('deal=twitter-musk&knownAt=2022-04-03');
    await says(
      visit,
      'On 3 Apr 2022 the public did not know of twitter-musk: nothing about it had been published yet.',
    );
    expect(await visit.page.getByRole('heading', { level: 1 }).innerText()).toBe('twitter-musk');
    const later = visit.page.getByRole('button', { name: 'A day later' });
    for (const day of ['4', '5', '6']) {
      await later.click();
      await says(visit, new RegExp(`^(On|Whether the public knew of twitter-musk on) ${day} Apr 2022`));
    }
    await says(visit, /^On 6 Apr 2022 the public knew of it, with no status reported yet; a stake of 9\.2%/);
    expect(
      await part(visit, 'Terms')
        .getByRole('row', { name: /^stake/ })
        .innerText(),
    ).toContain('9.2%');
    expect(await visit.page.getByRole('heading', { level: 1 }).innerText()).toBe(
      'Elon Musk stake in Twitter',
    );
  });

  it('says what to ask instead where nothing was known', async () => {
    const visit = await look('deal=twitter-musk&knownAt=2022-04-03');
    await visit.page.getByRole('link', { name: 'What the public knew when it first knew of it' }).click();
    await says(visit, /the public knew of it/);
    const desk = await look('deal=twitter-musk&audience=desk&knownAt=2022-04-06');
    await says(
      desk,
      /^On 6 Apr 2022 the desk did not know of twitter-musk: it had recorded nothing about it yet\./,
    );
    await desk.page.getByRole('link', { name: 'What the public knew by then' }).click();
    await says(desk, /^On 6 Apr 2022 the public knew/);
  });

  it('says that there is no such deal', async () => {
    const visit = await look('deal=nobody-nothing');
    visit.allow(/status of 404/);
    await visit.page.getByRole('alert').first().waitFor();
    expect(await visit.page.getByRole('alert').first().innerText()).toContain('nobody-nothing');
  });

  it('keeps what was taken back in sight, struck through', async () => {
    const visit = await look('deal=google-apple-erroneous');
    const taken = part(visit, 'Taken back');
    await taken.waitFor();
    expect(await taken.locator('s').first().innerText()).toContain('$9bn');
    expect(await taken.innerText()).toContain('Retracted by Dow Jones statement, 10 Oct 2017.');
  });
});
