import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '../../src/service.js';
import { Desk, sampleFiles } from './desk.js';

jest.setTimeout(60_000);

let desk: Desk;
let out: string;

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'knownwhen-export-'));
  desk = await Desk.withSamples();
});
afterAll(async () => {
  await desk.close();
  await rm(out, { recursive: true, force: true });
});

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * The bytes that this record has been exported as ever since. Whoever changes them breaks what others have kept: raise
 * TABLES_VERSION, say so in the changelog, and only then put the new digests here.
 */
const FOR_EVER: Record<string, string> = {
  'events-400.csv': 'cf7400ddf539be991deb39ad092b56d6de6bb950ca0f87299309dbde02dbeeb8',
  'events-400.ndjson': '6403df2b539821b414530e0d43050ddeb81215d3991ae6aed4a0bd968d5c185d',
  'events-400.parquet': '2fc9d0ac758e5a806d6d6fd7fd071812f5b5b4287c32c89593ce175cfabe236a',
  'history-400.parquet': 'd201a03aa5740906feecfda66356581a948969c21535173ec8754a794ef74143',
};

describe('knownwhen export', () => {
  it('writes files that are the same for ever', async () => {
    const directory = join(out, 'once');
    const { code, out: said } = await desk.types(
      `export --basis 400 --format parquet,csv,ndjson --json --out ${directory}`.split(' '),
    );
    expect(code).toBe(0);
    expect((await readdir(directory)).toSorted()).toEqual(Object.keys(FOR_EVER));
    const written = JSON.parse(said) as { file: string; basis: number; sizeBytes: number; sha256: string }[];
    for (const { file, basis, sizeBytes, sha256: digest } of written) {
      const bytes = await readFile(file);
      expect([basis, sizeBytes, digest]).toEqual([400, bytes.length, sha256(bytes)]);
    }
    const digests = written.map(({ file, sha256: digest }) => [file.slice(directory.length + 1), digest]);
    expect(Object.fromEntries(digests)).toEqual(FOR_EVER);
  });

  it('takes the newest position unless it is told another', async () => {
    const { code, out: said } = await desk.types(['export', '--format', 'csv', '--out', join(out, 'newest')]);
    expect(code).toBe(0);
    expect(said).toMatch(/events-472\.csv {2}\d+ bytes {2}sha256 [0-9a-f]{64}\n$/);
  });

  it('says what is wrong', async () => {
    expect(await desk.types(['export', '--format', 'xls'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('parquet, csv, ndjson'),
    });
    expect((await desk.types(['export', '--basis', 'x'])).code).toBe(2);
    expect(await desk.types(['export', '--basis', '99999', '--out', join(out, 'none')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('has not reached position 99999'),
    });
    expect(await readdir(join(out, 'none'))).toEqual([]);
  });
});

describe('knownwhen panel', () => {
  const asked = ['panel', '--audience', 'public', '--dates', '2022-04-30,2022-12-31', '--q', 'twitter'];

  it('prints CSV, or what it is told', async () => {
    const csv = await desk.types(asked);
    expect(csv.code).toBe(0);
    expect(csv.out.split('\r\n').map((line) => line.split(',')[0])).toEqual([
      'deal',
      'twitter-musk',
      'twitter-musk',
      '',
    ]);
    const { out: json } = await desk.types([...asked, '--format', 'json']);
    expect(JSON.parse(json).rows).toHaveLength(2);
    const vintages = ['panel', '--view', 'vintages', '--field', 'status', '--format', 'ndjson'];
    expect((await desk.types(vintages)).out).toContain('"field":"status"');
  });

  it('says what is wrong with a question', async () => {
    expect(await desk.types(['panel', '--dates', 'soon'])).toMatchObject({ code: 2, out: '' });
    expect(await desk.types([...asked, '--format', 'xls'])).toMatchObject({ code: 2, out: '' });
    expect(await desk.types(['panel'])).toMatchObject({ code: 2, err: expect.stringContaining('--dates') });
  });
});

it('is the same of a record behind a service', async () => {
  const directory = join(out, 'service');
  const service = await startService({ dataDirectory: join(directory, 'data'), port: 0, host: '127.0.0.1' });
  try {
    const url = ['--url', service.url];
    expect((await desk.types(['import', ...(await sampleFiles()), ...url])).code).toBe(0);
    const files = join(directory, 'files');
    const { code } = await desk.types([
      'export',
      '--format',
      'parquet,csv',
      '--basis',
      '400',
      '--out',
      files,
      ...url,
    ]);
    expect(code).toBe(0);
    for (const name of ['events.csv', 'events.parquet', 'history.parquet']) {
      const reply = await fetch(`${service.url}/exports/400/${name}`);
      const file = await readFile(join(files, name.replace('.', '-400.')));
      expect(file.equals(Buffer.from(await reply.arrayBuffer()))).toBe(true);
    }
    const panel = ['panel', '--audience', 'public', '--every', 'month', '--from', '2022', '--to', '2022'];
    const file = join(directory, 'panel.csv');
    expect(await desk.types([...panel, '--out', file, ...url])).toMatchObject({ code: 0, out: '' });
    // The same but for the basis, which counts the same events here.
    expect(await readFile(file, 'utf8')).toBe((await desk.types(panel)).out);
    expect((await desk.types(['panel', '--dates', 'soon', ...url])).code).toBe(2);
    expect((await desk.types(['export', '--basis', '99999', '--out', files, ...url])).code).toBe(2);
  } finally {
    await service.close();
  }
});
