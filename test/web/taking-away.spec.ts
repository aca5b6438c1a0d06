import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Visit } from './browser.js';
import { describeInBrowser } from './chromium.js';
import { samplesInBrowser } from './samples-in-browser.js';

describeInBrowser('taking an answer away from the page', () => {
  const samples = samplesInBrowser();
  const open = async (query: string) => {
    const visit = await samples.look(query);
    await visit.page.getByText('Take away').click();
    return visit;
  };
  const download = async ({ page }: Visit) => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByText('Rows as CSV', { exact: true }).click(),
    ]);
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
  };
  const note = (deal: string) => ({
    source: { name: 'Desk', kind: 'internal' },
    milestone: { kind: 'noted_meanwhile' },
    reportId: `${deal}/${Math.random()}`,
  });

  it('gives a link that holds the basis, so that what is recorded later changes nothing', async () => {
    const visit = await open('?deal=zee-sony&audience=desk');
    const link = await visit.page.getByLabel('Link to this very answer').inputValue();
    expect(link).toMatch(/basis=\d+/);
    expect(link).toMatch(/knownAt=\d{4}/);
    await samples.service.elsewhere.post('/deals/zee-sony/reports', note('zee-sony'));
    const kept = await samples.browser.visit(link);
    await kept.page
      .locator('.past-band')
      .getByText(/record up to position \d+/)
      .waitFor();
    await kept.page.getByRole('heading', { name: 'What happened' }).waitFor();
    expect(await kept.page.locator('main').innerText()).not.toMatch(/noted meanwhile/i);
  });

  it('gives the answer as JSON, by its basis', async () => {
    const visit = await open('?deal=twitter-musk&knownAt=2022-04-06');
    const data = await visit.page.getByRole('link', { name: 'Deal as JSON' }).getAttribute('href');
    const { status, headers, body } = await samples.service.elsewhere.get(data!);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toMatch(/immutable/);
    expect(body.terms.stakePct.value).toBe('9.2');
  });

  it.each([
    [
      '?deal=twitter-musk&knownAt=2022-04-06',
      /^fact,value,source/,
      /\r\n"stake","9.2%","Schedule 13G","filing"/,
    ],
    [
      '?deal=twitter-musk&view=timeline',
      /^type,claim,removed,removed_by/,
      /"TermsReported","terms: stake at least 5%"/,
    ],
    ['?deal=twitter-musk&view=map', /^status,known_from,known_to/, /"collapsed","2022-07-/],
    [
      '?deal=twitter-musk&view=differences&from=2022-04-03&knownAt=2022-04-06',
      /^fact,differs,before,after/,
      /"known",true,"not yet","yes"/,
    ],
    ['?knownAt=2022-07-31', /^deal,title,known_at/, /\r\ntwitter-musk,/],
  ])('gives the rows of /%s as CSV', async (query, header, row) => {
    const { name, text } = await download(await open(query));
    expect(name).toMatch(/^[a-z-]+-\d+\.csv$/);
    expect(text).toMatch(header);
    expect(text).toMatch(row);
    const columns = text.split('\r\n')[0]!.split(',').length;
    expect(columns).toBeGreaterThan(4);
  });

  it('makes a page to file: question, basis, answer, sources, corrections, and how to check it', async () => {
    const visit = await open('?deal=google-apple-erroneous&knownAt=2017-10-11&zone=America/New_York');
    await visit.page.getByRole('link', { name: 'A page to print and file' }).click();
    await visit.page.getByRole('heading', { name: 'Question and basis' }).waitFor();
    const check = visit.page.locator('.filed-facts div', { hasText: 'SHA-256' });
    await check.getByText(/[0-9a-f]{64}/).waitFor();
    const page = await visit.page.locator('.filed').innerText();
    expect(page).toMatch(/the public knew only that what had been reported was wrong/);
    expect(page).toMatch(/the record up to position \d+/);
    expect(page).toMatch(/retracted by Dow Jones statement, 10 Oct 2017 \[3\]/);
    expect(page).toMatch(/published 10 Oct 2017, 09:34; recorded/);
    const [hash] = /[0-9a-f]{64}/.exec(page)!;
    const { text } = await samples.service.elsewhere.get(
      (await check.getByRole('link').getAttribute('href'))!,
    );
    expect(createHash('sha256').update(text).digest('hex')).toBe(hash);
  });

  it('prints on paper what the page says, and nothing to click', async () => {
    const visit = await samples.look('?deal=shell-bp&view=print&knownAt=2025-06-26');
    await visit.page.getByRole('heading', { name: 'Sources' }).waitFor();
    await visit.page.emulateMedia({ media: 'print' });
    expect(await visit.page.locator('.masthead').isVisible()).toBe(false);
    expect(await visit.page.getByRole('button').filter({ visible: true }).count()).toBe(0);
    const pdf = await visit.page.pdf({ format: 'A4', preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(10_000);
  });

  it('files the whole list', async () => {
    const visit = await open('?knownAt=2022-07-31');
    await visit.page.getByRole('link', { name: 'A page to print and file' }).click();
    await visit.page.getByRole('row', { name: /twitter-musk/ }).waitFor();
    const { total } = (await samples.service.elsewhere.get('/deals?audience=public&knownAt=2022-07-31')).body;
    expect(await visit.page.locator('.filed-table tbody tr').count()).toBe(total);
  });
});
