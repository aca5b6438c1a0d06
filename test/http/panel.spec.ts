import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDb } from './duckdb.js';
import { HOSTILE, hostileReports, LARGE } from './hostile-reports.js';
import { report, runService, type RunningService } from './running-service.js';

jest.setTimeout(60_000);

let service: RunningService;
let duckdb: DuckDb;
let directory: string;

beforeAll(async () => {
  [service, duckdb, directory] = await Promise.all([
    runService(),
    DuckDb.open(),
    mkdtemp(join(tmpdir(), 'knownwhen-panel-')),
  ]);
  for (const sample of ['twitter-musk', 'amazon-openai', 'google-apple-erroneous', 'zee-sony']) {
    await service.upload(await readFile(`samples/${sample}.ndjson`));
  }
  await service.upload(
    hostileReports()
      .map((one) => JSON.stringify(one))
      .join('\n'),
  );
});
afterAll(async () => {
  duckdb.close();
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

/** What the list says on each date, in the columns of the panel that both have. */
async function listed(dates: readonly string[], rest: string): Promise<unknown[]> {
  const pages = dates.map(async (date) => {
    const { body } = await service.get(`/deals?limit=1000&knownAt=${date}&${rest}`);
    return body.deals.map((row: any) => [
      body.asked.knownAt,
      row.deal,
      row.title,
      row.status,
      row.since,
      row.sources,
    ]);
  });
  return (await Promise.all(pages)).flat();
}

const columns = ({ known_at, deal, title, status, since, sources }: any) => [
  known_at,
  deal,
  title,
  status,
  since,
  sources,
];

describe('a panel', () => {
  it.each([
    'audience=public',
    'audience=public&zone=America/New_York&status=confirmed,collapsed',
    'certainty=possible&audience=public&sourceKind=company,filing',
    'audience=public&party=twitter',
  ])('says of each date what the list says of it (%s)', async (rest) => {
    const dates = ['2022-03-31', '2022-04-30', '2022-07-31', '2022-12-31', '2026-03-31'];
    const { body } = await service.get(`/panel?dates=${dates.join(',')}&${rest}`);
    const expected = await listed(dates, rest);
    expect(expected.length).toBeGreaterThan(0);
    expect(body.rows.map(columns)).toEqual(expected);
  });

  it('takes the last day of every period in a zone', async () => {
    const address =
      '/panel?every=quarter&from=2022-01-01&to=2022-12-31&zone=America/New_York&audience=public';
    const { body } = await service.get(address);
    expect(body.asked.dates).toEqual([
      '2022-04-01T03:59:59.999Z',
      '2022-07-01T03:59:59.999Z',
      '2022-10-01T03:59:59.999Z',
      '2023-01-01T04:59:59.999Z',
    ]);
    expect(new Set(body.rows.map(({ known_at }: any) => known_at)).size).toBe(4);
    expect(body.rows.every((row: any) => row.known_at === row.effective_at)).toBe(true);
  });

  it('never tells of what came later, whatever was recorded since', async () => {
    const basis = await service.head();
    const address = `/panel?dates=2022-04-03,2022-04-06&audience=public&basis=${basis}`;
    const before = await service.get(address);
    expect(before.body.rows.filter(({ deal }: any) => deal === 'twitter-musk').map(columns)).toHaveLength(1);
    expect(before.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    const late = {
      reportId: 'late/panel',
      publishedAt: '2022-04-02',
      title: 'Known early',
      status: 'collapsed',
    };
    await service.post('/deals/twitter-musk/reports', report('twitter-musk', late));
    expect((await service.get(address)).text).toBe(before.text);
    expect((await service.get(address.replace(/&basis=\d+/, ''))).text).not.toBe(before.text);
  });

  it.each([
    ['', 'dates'],
    ['dates=', 'dates'],
    ['dates=2022-13-01', 'dates'],
    ['dates=2022-01-01&every=day', 'dates'],
    ['dates=2022-01-01&from=2022-01-01', 'from'],
    ['every=year&from=2022&to=2023', 'every'],
    ['every=month&from=2022', 'to'],
    ['every=month&from=2023&to=2022', 'to'],
    ['every=quarter&from=2022-01-01&to=2022-01-31', 'every'],
    ['every=day&from=2000&to=2020', 'every'],
    ['dates=2022-01-01&knownAt=2022-01-01', 'knownAt'],
    ['dates=2022-01-01&limit=5', 'limit'],
    ['dates=2022-01-01&zone=Mars', 'zone'],
    ['dates=2022-01-01&format=xls', 'format'],
    ['dates=2022-01-01&view=all', 'view'],
    ['view=vintages&dates=2022-01-01', 'dates'],
    ['view=vintages&field=colour', 'field'],
  ])('refuses %j, and says what is wrong', async (query, parameter) => {
    const { status, body } = await service.get(`/panel?${query}`);
    expect([status, body.type]).toEqual([400, '/problems/malformed-question']);
    expect(body.errors[0].parameter).toBe(parameter);
  });
});

describe('the format of a panel', () => {
  const address = '/panel?dates=2024-03-31&audience=public';
  const types = {
    json: 'application/json; charset=utf-8',
    ndjson: 'application/x-ndjson; charset=utf-8',
    csv: 'text/csv; charset=utf-8; header=present',
    parquet: 'application/vnd.apache.parquet',
  };

  it.each(Object.entries(types))('%s is chosen by Accept or by format', async (format, type) => {
    const accepted = await service.get(address, { accept: `${type.split(';')[0]}, */*;q=0.1` });
    const named = await service.get(`${address}&format=${format}`, { accept: 'text/html' });
    expect([accepted.headers.get('content-type'), named.headers.get('content-type')]).toEqual([type, type]);
    expect(named.text).toBe(accepted.text);
  });

  it('is JSON for whoever takes anything, and refused where none is taken', async () => {
    expect((await service.get(address, { accept: '*/*' })).headers.get('content-type')).toBe(types.json);
    const refused = await service.get(address, { accept: 'text/html' });
    expect([refused.status, refused.body.type]).toEqual([406, '/problems/not-acceptable']);
  });

  it('answers HEAD without a row', async () => {
    const head = await fetch(service.url + address, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, types.json, '']);
  });

  it('keeps hostile texts and very large amounts in all of them', async () => {
    const [json, ndjson, csv] = await Promise.all(
      ['json', 'ndjson', 'csv'].map((format) => service.get(`${address}&format=${format}&q=-`)),
    );
    const lines = ndjson!.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual(json!.body.rows);
    const paths = ['csv', 'parquet'].map((format) => join(directory, `panel.${format}`));
    await writeFile(paths[0]!, csv!.text);
    const bytes = await (await fetch(`${service.url + address}&format=parquet&q=-`)).arrayBuffer();
    await writeFile(paths[1]!, Buffer.from(bytes));
    const wanted = json!.body.rows.map(({ deal, title, amount_text }: any) => ({ deal, title, amount_text }));
    const sources = [`read_csv('${paths[0]}', all_varchar = true, header = true)`, `'${paths[1]}'`];
    for (const source of sources) {
      expect(await duckdb.rows(`SELECT deal, title, amount_text FROM ${source}`)).toEqual(wanted);
    }
    const titles = new Map<string, string>(wanted.map(({ deal, title }: any) => [deal, title]));
    expect(HOSTILE.map((_, place) => titles.get(`hostile-${place}`))).toEqual(HOSTILE);
    expect(await duckdb.rows(`SELECT amount FROM '${paths[1]}' WHERE deal = 'large-0'`)).toEqual([
      { amount: LARGE },
    ]);
  });
});

describe('vintages', () => {
  it('hold every value that a field had, with when it was so, known and recorded', async () => {
    const { body } = await service.get('/panel?format=vintages&audience=public&q=twitter&field=status');
    expect(body.rows.map(({ value }: any) => value)).toContain('in_talks');
    for (const row of body.rows) {
      expect(row).toMatchObject({
        deal: 'twitter-musk',
        field: 'status',
        effective_from: expect.any(String),
        published_at: expect.any(String),
        recorded_at: expect.any(String),
      });
      expect(row.known_to === null || row.known_to > row.known_from).toBe(true);
      expect(row.effective_to === null || row.effective_to > row.effective_from).toBe(true);
    }
    const same = await service.get(
      '/panel?view=vintages&format=ndjson&audience=public&q=twitter&field=status',
    );
    expect(
      same.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(body.rows);
  });
});

describe('a panel of many deals and dates', () => {
  const deals = 300;
  const address = '/panel?every=day&from=2024-03-02&to=2026-01-01&format=ndjson&audience=public&q=many';

  beforeAll(async () => {
    const many = Array.from({ length: deals }, (_, n) =>
      JSON.stringify(report(`many-${n}`, { reportId: `r${n}` })),
    );
    await service.upload(many.join('\n'));
  });

  /** Takes the head of a reply and leaves the rest unread. */
  async function unread(): Promise<IncomingMessage> {
    const [reply] = (await once(httpGet(service.url + address), 'response')) as [IncomingMessage];
    await once(reply, 'readable');
    return reply;
  }

  const files = async () =>
    (await readdir(join(service.dataDirectory, 'read-models'))).filter((name) => /-\d+\.db$/.test(name));

  /** Old read models go once nobody reads them any more. */
  async function rebuilt(): Promise<void> {
    await service.post('/read-models/rebuild', '');
    for (let standing = { rebuild: {} as unknown }; standing.rebuild !== null;) {
      standing = (await service.get('/read-models')).body;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function generations(): Promise<number> {
    return new Set((await files()).map((name) => /-(\d+)\.db$/.exec(name)![1])).size;
  }

  it('waits for a slow client, and ends when the client hangs up', async () => {
    const reply = await unread();
    await rebuilt();
    // The panel is far from its end, so it still reads the files that were in use when it began.
    expect(await generations()).toBe(2);
    reply.destroy();
    while ((await generations()) > 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await service.get('/health/ready')).status).toBe(200);
  });

  it('comes whole to whoever reads it to the end', async () => {
    const text = await (await fetch(service.url + address.replace('2026-01-01', '2024-04-30'))).text();
    expect(text.trimEnd().split('\n')).toHaveLength(60 * deals);
  });
});

it('a panel that nobody reads does not keep the service from closing', async () => {
  const own = await runService();
  const many = Array.from({ length: 300 }, (_, n) => JSON.stringify(report(`many-${n}`)));
  await own.upload(many.join('\n'));
  const address = `${own.url}/panel?every=day&from=2024-03-02&to=2026-01-01`;
  const [reply] = (await once(httpGet(address), 'response')) as [IncomingMessage];
  await once(reply, 'readable');
  reply.on('error', () => {}); // it is cut off
  await own.close();
  await expect(fetch(own.url)).rejects.toThrow('fetch failed');
});
