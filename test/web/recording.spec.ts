import type { Visit } from './browser.js';
import { describeInBrowser } from './chromium.js';
import { samplesInBrowser } from './samples-in-browser.js';

/** What Chromium tells of a report that the service refuses. */
const REFUSED = /status of (409|412|422)/;

describeInBrowser('recording on the page', () => {
  const samples = samplesInBrowser();
  const begin = (query = '') => samples.look(`?view=record${query}`);
  const fill = (visit: Visit, label: string, text: string) =>
    visit.page.getByLabel(label, { exact: true }).fill(text);
  const choose = (visit: Visit, label: string, choice: string) =>
    visit.page.getByLabel(label, { exact: true }).selectOption({ label: choice });
  const effectOn = (visit: Visit, audience: string) =>
    visit.page.locator('.effect', { hasText: `For the ${audience}` });
  const record = (visit: Visit, name = 'Record it') => visit.page.getByRole('button', { name }).click();
  const text = async (visit: Visit, selector: string) =>
    (await visit.page.locator(selector).innerText()).replaceAll(/\s+/g, ' ');

  async function fillFirstReport(visit: Visit, deal: string): Promise<void> {
    await fill(visit, 'Deal (needed)', deal);
    await fill(visit, 'Title (needed)', 'Acme buys Beta');
    await fill(visit, 'Source (needed)', 'The Wire');
    await choose(visit, 'What kind of source (needed)', 'Press, citing people it does not name');
    await fill(visit, 'On whose word', 'people familiar with the matter');
    await fill(visit, 'Time zone of these', 'America/New_York');
    await fill(visit, 'Published', '3 March 2025');
    await visit.page.getByLabel('In talks').check();
    await choose(visit, 'Amount, how it is meant', 'up to');
    await fill(visit, 'Figure', '10bn');
    await visit.page.getByRole('button', { name: 'Add a party' }).click();
    await fill(visit, 'Name', 'Acme');
    await fill(visit, 'Role, or roles', 'acquirer');
    await visit.page.getByRole('button', { name: 'Add a statement' }).click();
    await fill(visit, 'Who', 'Acme');
    await choose(visit, 'What they did', 'declined to comment');
  }

  it('shows what a report will change before it is sent, and then records it', async () => {
    const visit = await begin();
    await fillFirstReport(visit, 'acme-beta');
    await effectOn(visit, 'public').getByText('up to $10bn').waitFor();
    expect(await text(visit, '.preview')).toMatch(
      /It adds 4 claims to the record, the first about acme-beta\. Nothing is recorded yet\./,
    );
    expect(await effectOn(visit, 'desk').innerText()).toMatch(/status\s+nothing → in talks/);
    expect(await text(visit, '.counting')).toMatch(/from the end of 3 Mar 2025 in New York/);
    expect((await samples.service.elsewhere.get('/deals?q=acme-beta')).body.total).toBe(0);

    await record(visit);
    await visit.page.getByRole('heading', { name: 'Recorded' }).waitFor();
    expect(
      (await samples.service.elsewhere.get('/deals/acme-beta?audience=public&knownAt=2025-03-05')).body,
    ).toMatchObject({
      status: { value: 'in_talks' },
      terms: { amount: { value: '10000000000', qualifier: 'up_to', currency: 'USD' } },
      statements: [{ party: 'Acme', position: 'declined_to_comment' }],
    });
    expect(visit.page.url()).toContain('view=record');
  });

  it('tells from when an imprecise date counts, in the zone that is meant', async () => {
    const visit = await begin('&deal=twitter-musk');
    await fill(visit, 'Time zone of these', 'Asia/Tokyo');
    await fill(visit, 'Published', 'Oct 2025');
    await visit.page
      .getByText('Some time in October 2025 in Tokyo: possible from its start, certain from its end.')
      .waitFor();
    await fill(visit, 'Published', '16 Dec 2025 14:30');
    await visit.page.getByText('16 Dec 2025, 14:30 in Tokyo.').waitFor();
    await visit.page.getByText('As JSON: paste a draft').click();
    expect(await visit.page.getByLabel('The report as JSON').inputValue()).toContain(
      '"publishedAt": "2025-12-16T05:30:00.000Z"',
    );
  });

  it('says what is wrong beside the field, and leads there', async () => {
    const visit = await begin();
    await record(visit);
    const errors = visit.page.locator('.summary-of-errors');
    await errors.getByText('Not recorded').waitFor();
    await errors.getByRole('link', { name: 'source, kind' }).click();
    const kind = visit.page.getByLabel('What kind of source (needed)');
    expect(await visit.page.locator('select:focus').getAttribute('id')).toBe(await kind.getAttribute('id'));
    expect(await kind.getAttribute('aria-invalid')).toBe('true');
    const id = (await kind.getAttribute('aria-describedby'))!.split(' ')[0]!;
    expect(await visit.page.locator(`#${id}`).innerText()).toBe('is required');
    expect(await visit.barriers()).toEqual([]);
  });

  it('tells which rule refuses a report, before it is sent', async () => {
    const visit = await begin('&deal=twitter-musk');
    visit.allow(REFUSED);
    await fill(visit, 'Source (needed)', 'The Wire');
    await choose(visit, 'What kind of source (needed)', 'Press, on its own account or naming its source');
    await fill(visit, 'Published', '2023-01-05');
    await visit.page.getByLabel('Rumored').check();
    await visit.page.getByText('It would be refused.').waitFor();
    expect(await text(visit, '.preview')).toMatch(/does not step back/);
    expect(await text(visit, '.statuses .error')).toMatch(/the deal is confirmed since/);
  });

  it('fills the form from a pasted draft, and keeps what the form does not show', async () => {
    const visit = await begin();
    await visit.page.getByText('As JSON: paste a draft').click();
    const draft = {
      deal: 'pasted-deal',
      title: 'Pasted',
      source: { name: 'The Wire', kind: 'press' },
      publishedAt: '2025-01-02',
      status: 'rumored',
      parties: [{ name: 'Gamma', roles: ['target'], lei: '5493001KJTIIGC8Y1R12' }],
    };
    await visit.page.getByLabel('The report as JSON').fill('{ "deal": ');
    await visit.page.getByText(/^Not JSON yet/).waitFor();
    await visit.page.getByLabel('The report as JSON').fill(JSON.stringify(draft));
    expect(await visit.page.getByLabel('Source (needed)', { exact: true }).inputValue()).toBe('The Wire');
    await effectOn(visit, 'desk').getByText('Gamma (target)').waitFor();
    await record(visit);
    await visit.page.getByRole('heading', { name: 'Recorded' }).waitFor();
    expect((await samples.service.elsewhere.get('/deals/pasted-deal')).body.parties).toMatchObject([
      { name: 'Gamma', lei: '5493001KJTIIGC8Y1R12' },
    ]);
  });

  it('keeps what was typed when the page is left, and until it is recorded', async () => {
    const visit = await begin('&deal=shell-bp');
    await fill(visit, 'The report in a sentence', 'A long sentence that nobody wants to type again.');
    await visit.page.goto(`${samples.service.url}/`);
    await visit.page.goto(`${samples.service.url}/?view=record&deal=shell-bp`);
    await visit.page.getByText('This is the draft that you left here.').waitFor();
    expect(await visit.page.getByLabel('The report in a sentence').inputValue()).toMatch(/^A long sentence/);
    await visit.page.getByRole('button', { name: 'Throw it away and begin anew' }).click();
    expect(await visit.page.getByLabel('The report in a sentence').inputValue()).toBe('');
  });

  it('asks to look again when the deal has moved on since the preview', async () => {
    const visit = await begin('&deal=zee-sony');
    visit.allow(REFUSED);
    await fill(visit, 'Source (needed)', 'The Wire');
    await choose(visit, 'What kind of source (needed)', 'Press, on its own account or naming its source');
    await fill(visit, 'Published', '2024-06-01');
    await fill(visit, 'Milestone', 'looked_back');
    await effectOn(visit, 'desk').getByText('looked back').waitFor();
    await samples.service.elsewhere.post('/deals/zee-sony/reports', {
      source: { name: 'Another', kind: 'press' },
      publishedAt: '2024-07-01',
      milestone: { kind: 'recorded_meanwhile' },
    });
    await record(visit);
    await visit.page.getByText('The deal has moved on.').waitFor();
    await visit.page.getByRole('status').getByText('It adds 1 claim').waitFor();
    await visit.page.waitForTimeout(500);
    await record(visit);
    await visit.page.getByRole('heading', { name: 'Recorded' }).waitFor();
    const { milestones } = (await samples.service.elsewhere.get('/deals/zee-sony')).body;
    const kinds = milestones.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['looked_back', 'recorded_meanwhile']));
  });

  it('records once what was sent twice because the answer was lost', async () => {
    const visit = await begin('&deal=adobe-figma');
    visit.allow(/net::ERR_(FAILED|CONNECTION)/);
    await fill(visit, 'Source (needed)', 'The Wire');
    await choose(visit, 'What kind of source (needed)', 'Press, on its own account or naming its source');
    await fill(visit, 'Published', '2024-06-01');
    await fill(visit, 'Milestone', 'sent_twice');
    await effectOn(visit, 'desk').getByText('sent twice').waitFor();
    await visit.page.route('**/reports', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await record(visit);
    await visit.page
      .getByText('Nothing that you typed is lost: send it again, it is recorded once.')
      .waitFor();
    expect(await visit.page.getByLabel('Milestone', { exact: true }).inputValue()).toBe('sent_twice');
    await visit.page.unroute('**/reports');
    await record(visit);
    await visit.page.getByRole('heading', { name: 'Recorded' }).waitFor();
    const { milestones } = (await samples.service.elsewhere.get('/deals/adobe-figma')).body;
    expect(milestones.filter(({ kind }: { kind: string }) => kind === 'sent_twice')).toHaveLength(1);
  });

  it('corrects an earlier report, with the reason, and takes one back', async () => {
    const deal = 'nvidia-arm';
    const { claims } = (await samples.service.elsewhere.get(`/deals/${deal}/timeline`)).body;
    const terms = claims.find(({ type }: { type: string }) => type === 'TermsReported');
    const visit = await samples.look(`?deal=${deal}&view=timeline`);
    const row = visit.page.locator('.report-row', { hasText: 'announced a definitive agreement worth' });
    await row.getByRole('link', { name: 'correct or take back' }).click();
    await visit.page.getByRole('radio', { name: 'Correct it' }).waitFor();
    await visit.page.getByLabel('We typed it wrong').check();
    await fill(visit, 'Figure', '41bn');
    await record(visit, 'Record the correction');
    await visit.page.getByText('say why, so that others understand it later').first().waitFor();
    await fill(visit, 'Why it is corrected (needed)', 'A 0 was typed for a 1.');
    await effectOn(visit, 'public').getByText('$41bn').first().waitFor();
    await record(visit, 'Record the correction');
    await visit.page.getByRole('heading', { name: 'Recorded' }).waitFor();
    const after = (await samples.service.elsewhere.get(`/deals/${deal}/timeline`)).body.claims;
    expect(after.find(({ event }: { event: string }) => event === terms.event).removedBy).toMatchObject([
      { how: 'corrected', clerical: true },
    ]);
    expect(after.some(({ summary }: { summary?: string }) => summary === 'A 0 was typed for a 1.')).toBe(
      true,
    );

    const back = await begin('&deal=shell-bp&report=shell-bp/wsj');
    await back.page.getByRole('radio', { name: 'Take it back' }).check();
    await fill(back, 'Why it is taken back (needed)', 'The paper withdrew its story.');
    await fill(back, 'Published', '2025-07-01');
    await effectOn(back, 'public').getByText('talks reported').waitFor();
    await record(back, 'Record the retraction');
    await back.page.getByRole('heading', { name: 'Recorded' }).waitFor();
    const answer = (await samples.service.elsewhere.get('/deals/shell-bp?audience=public')).body;
    expect(answer.terms.valuation).toBeUndefined();
  });
});
