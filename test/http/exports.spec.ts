import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DuckDb } from './duckdb.js';
import { FINER, HOSTILE, hostileReports, LARGE } from './hostile-reports.js';
import { report, runService, type RunningService } from './running-service.js';

jest.setTimeout(60_000);

const FILES = ['events.parquet', 'events.csv', 'events.ndjson', 'history.parquet'];

let service: RunningService;
let duckdb: DuckDb;
let directory: string;
let basis: number;

beforeAll(async () => {
  [service, duckdb, directory] = await Promise.all([
    runService(),
    DuckDb.open(),
    mkdtemp(join(tmpdir(), 'knownwhen-exports-')),
  ]);
  for (const sample of ['twitter-musk', 'amazon-openai', 'google-apple-erroneous', 'zee-sony']) {
    await service.upload(await readFile(`samples/${sample}.ndjson`));
  }
  const results = await service.upload(
    hostileReports()
      .map((one) => JSON.stringify(one))
      .join('\n'),
  );
  expect(results.filter(({ status }) => status !== 201)).toEqual([]);
  basis = await service.head();
});
afterAll(async () => {
  duckdb.close();
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

async function bytesOf(file: string, at = basis, headers: Record<string, string> = {}) {
  const reply = await fetch(`${service.url}/exports/${at}/${file}`, { headers });
  return { reply, bytes: Buffer.from(await reply.arrayBuffer()) };
}

/** The file as a notebook would have it on its disk. */
async function downloaded(file: string, at = basis): Promise<string> {
  const path = join(directory, `${at}-${file}`);
  await writeFile(path, (await bytesOf(file, at)).bytes);
  return path;
}

describe('an export', () => {
  it.each(FILES)(
    '%s has the same bytes after more was recorded, and when it is written anew',
    async (file) => {
      const first = await bytesOf(file);
      expect(first.reply.status).toBe(200);
      await service.post('/deals/later/reports', report('later', { reportId: `later/${file}` }));
      await rm(join(service.dataDirectory, 'exports'), { recursive: true });
      const second = await bytesOf(file);
      expect(second.bytes.equals(first.bytes)).toBe(true);
      expect(second.reply.headers.get('etag')).toBe(first.reply.headers.get('etag'));
    },
  );

  it.each(FILES)('%s says its length, its digest and that it never changes', async (file) => {
    const { reply, bytes } = await bytesOf(file);
    const digest = createHash('sha256').update(bytes).digest('base64');
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-length': String(bytes.length),
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable, no-transform',
      'repr-digest': `sha-256=:${digest}:`,
      etag: expect.stringMatching(/^"[\w-]{27}"$/),
    });
    expect(reply.headers.get('content-encoding')).toBeNull();
  });

  it('answers HEAD as GET, without the bytes', async () => {
    const address = `${service.url}/exports/${basis}/events.parquet`;
    const head = await fetch(address, { method: 'HEAD' });
    const { reply, bytes } = await bytesOf('events.parquet');
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const name of ['content-length', 'etag', 'accept-ranges', 'content-type', 'repr-digest']) {
      expect(head.headers.get(name)).toBe(reply.headers.get(name));
    }
    expect(head.headers.get('content-length')).toBe(String(bytes.length));
  });

  it('gives any one range of its bytes, and says what cannot be given', async () => {
    const { bytes, reply } = await bytesOf('events.parquet');
    const size = bytes.length;
    const tag = reply.headers.get('etag')!;
    for (const [range, start, end] of [
      ['bytes=0-3', 0, 4],
      ['bytes=-8', size - 8, size],
      [`bytes=${size - 2}-`, size - 2, size],
      ['bytes=5-9999999', 5, size],
    ] as const) {
      const part = await bytesOf('events.parquet', basis, { range, 'if-range': tag });
      expect(part.reply.status).toBe(206);
      expect(part.reply.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${size}`);
      expect(part.bytes.equals(bytes.subarray(start, end))).toBe(true);
    }
    const beyond = await bytesOf('events.parquet', basis, { range: `bytes=${size}-` });
    expect([beyond.reply.status, beyond.reply.headers.get('content-range')]).toEqual([
      416,
      `bytes */${size}`,
    ]);
    expect(JSON.parse(beyond.bytes.toString())).toMatchObject({ type: '/problems/range-not-satisfiable' });
  });

  it.each([
    { range: 'bytes=0-1,4-5' },
    { range: 'lines=0-1' },
    { range: 'bytes=0-1', 'if-range': '"other"' },
  ])('is given whole for %j', async (headers) => {
    expect((await bytesOf('events.csv', basis, headers)).reply.status).toBe(200);
  });

  it('is not sent again to whoever holds it', async () => {
    const { reply } = await bytesOf('events.csv');
    const again = await bytesOf('events.csv', basis, { 'if-none-match': reply.headers.get('etag')! });
    expect([again.reply.status, again.bytes.length]).toEqual([304, 0]);
  });

  it('is refused above the head of the record, and under any other name', async () => {
    expect((await service.get('/exports/99999/events.csv')).body).toMatchObject({
      type: '/problems/basis-not-reached',
      status: 400,
    });
    for (const path of [
      '/exports/x/events.csv',
      '/exports/-1/events.csv',
      '/exports/1/events.xls',
      '/exports/1/..%2f..%2frecord.db',
    ]) {
      expect((await service.get(path)).body).toMatchObject({ type: '/problems/malformed-question' });
    }
    expect((await service.get('/exports/1/events.csv?x=1')).status).toBe(400);
  });

  it('is written once for many who ask at the same time, and only the newest are kept', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => bytesOf('events.ndjson', 7)));
    expect(new Set(all.map(({ bytes }) => bytes.toString())).size).toBe(1);
    for (const at of [1, 2, 3, 4, 5, 6]) {
      await bytesOf('events.csv', at);
    }
    const kept = await readdir(join(service.dataDirectory, 'exports'));
    expect(kept.length).toBeLessThanOrEqual(5);
    expect(kept).toContain('6');
  });
});

it('is refused where a row of the read model is not what was projected, and written once it is again', async () => {
  const own = await runService();
  try {
    const { position } = (await own.post('/deals/one/reports', report('one'))).body;
    const name = (await readdir(join(own.dataDirectory, 'read-models'))).find((file) =>
      /^deal-claims-\d+\.db$/.test(file),
    );
    const claims = new DatabaseSync(join(own.dataDirectory, 'read-models', name!));
    const { data } = claims.prepare('SELECT data FROM claim WHERE position = 0').get() as { data: string };
    const change = claims.prepare('UPDATE claim SET data = ? WHERE position = 0');
    change.run(data.replace('The Times', 'The Tines'));
    const address = `/exports/${position}/events.parquet`;
    expect((await own.get(address)).body).toMatchObject({
      status: 503,
      type: '/problems/read-model-damaged',
    });
    change.run(data);
    expect((await own.get(address)).status).toBe(200);
    claims.close();
  } finally {
    await own.close();
  }
});

describe('what DuckDB reads', () => {
  it('of all three files of events is the record, event by event', async () => {
    const [parquet, csv, ndjson] = (await Promise.all(FILES.slice(0, 3).map((file) => downloaded(file)))) as [
      string,
      string,
      string,
    ];
    const ofParquet = await duckdb.rows(`SELECT * FROM '${parquet}' ORDER BY position`);
    expect(ofParquet.map(({ position }) => Number(position))).toEqual(
      Array.from({ length: basis + 1 }, (_, n) => n),
    );
    const lines = (await readFile(ndjson, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ data_json }) => data_json)).toEqual(ofParquet.map(({ data_json }) => data_json));
    expect(lines.map(({ source }) => source)).toEqual(ofParquet.map(({ source }) => source));
    const ofCsv = await duckdb.rows(
      `SELECT * FROM read_csv('${csv}', all_varchar = true, strict_mode = true, header = true, quote = '"', escape = '"', parallel = false, max_line_size = 4000000) ORDER BY position::BIGINT`,
    );
    for (const name of [
      'deal',
      'title',
      'report_id',
      'source_attribution',
      'summary',
      'data_json',
      'amount_text',
    ]) {
      expect(ofCsv.map((row) => row[name])).toEqual(ofParquet.map((row) => row[name]));
    }
  });

  it('has the types that are published', async () => {
    const schemas = (await service.get('/schemas/exports.json')).body;
    const types: Record<string, string> = {
      text: 'VARCHAR',
      word: 'VARCHAR',
      instant: 'TIMESTAMP',
      decimal: 'DECIMAL(38,8)',
      count: 'BIGINT',
      flag: 'BOOLEAN',
    };
    for (const table of ['events', 'history']) {
      const found = await duckdb.rows(`DESCRIBE SELECT * FROM '${await downloaded(`${table}.parquet`)}'`);
      const { columns } = schemas.tables[table] as { columns: { name: string; kind: string }[] };
      expect(found.map(({ column_name: name, column_type: type }) => [name, type])).toEqual(
        columns.map(({ name, kind }) => [name, types[kind]]),
      );
    }
  });

  it('of the events of each deal is what the timeline tells', async () => {
    const path = await downloaded('events.parquet');
    const { body } = await service.get(`/deals/twitter-musk/timeline?basis=${basis}`);
    const found = await duckdb.rows(
      `SELECT event_id, event_type, recorded_at, source FROM '${path}' WHERE deal = 'twitter-musk' ORDER BY position`,
    );
    const told = (body.claims as any[])
      .toSorted((a, b) => a.position - b.position)
      .map(({ event, type, recordedAt, source }) => [event, type, Date.parse(recordedAt), source.name]);
    expect(
      found.map(({ event_id, event_type, recorded_at, source }) => [
        event_id,
        event_type,
        Date.parse(`${recorded_at.replace(' ', 'T')}Z`),
        source,
      ]),
    ).toEqual(told);
  });

  it('of the history at an instant is what the list answers for it', async () => {
    const path = await downloaded('history.parquet');
    for (const at of ['2022-04-30', '2022-09-01', '2024-02-01', '2026-03-01']) {
      const { body } = await service.get(`/deals?audience=public&basis=${basis}&knownAt=${at}&limit=1000`);
      const instant = `TIMESTAMP '${at} 23:59:59.999'`;
      const found = await duckdb.rows(
        `SELECT deal, value, amount_text FROM '${path}' WHERE audience = 'public' AND field IN ('status', 'terms.amount')
           AND known_from <= ${instant} AND (known_to IS NULL OR known_to > ${instant})
           AND (effective_from IS NULL OR effective_from <= ${instant}) AND (effective_to IS NULL OR effective_to > ${instant})
         ORDER BY deal, field`,
      );
      const told = (body.deals as any[]).flatMap(({ deal, status, amount }) => [
        ...(status ? [{ deal, value: status, amount_text: null }] : []),
        ...(amount
          ? [
              {
                deal,
                value: expect.anything(),
                amount_text: amount.value ?? `${amount.min}/${amount.max}`,
              },
            ]
          : []),
      ]);
      expect(found).toEqual(told);
    }
  });

  it('keeps hostile texts and very large amounts as they were sent', async () => {
    const path = await downloaded('events.parquet');
    const titles = await duckdb.rows(
      `SELECT title, source, report_id, summary FROM '${path}' WHERE deal LIKE 'hostile-%' AND title IS NOT NULL ORDER BY position`,
    );
    expect(titles.map(({ title, source }) => [title, source])).toEqual(HOSTILE.map((text) => [text, text]));
    expect(titles[0]!.summary).toBe('=cmd()\nsecond, line\n"third"');
    const amounts = await duckdb.rows(
      `SELECT amount, amount_min, amount_max, amount_text, amount_basis FROM '${path}' WHERE amount_text IS NOT NULL AND (deal LIKE 'large-%' OR deal = 'range') ORDER BY position`,
    );
    expect(amounts).toEqual([
      { amount: LARGE, amount_min: null, amount_max: null, amount_text: LARGE, amount_basis: null },
      { amount: null, amount_min: null, amount_max: null, amount_text: FINER, amount_basis: null },
      {
        amount: null,
        amount_min: '1.00000000',
        amount_max: LARGE,
        amount_text: `1/${LARGE}`,
        amount_basis: '=equity',
      },
    ]);
    const csv = (await bytesOf('events.csv')).bytes.toString();
    expect(csv).toContain(',"=cmd()",');
    expect(csv).toContain('"=HYPERLINK(""http://example.com"",""x"")"');
    expect(csv.split('\r\n')[0]).toMatch(/^position,deal,revision,event_id,/);
  });
});
