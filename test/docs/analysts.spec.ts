import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDb } from '../http/duckdb.js';
import { runService, type RunningService } from '../http/running-service.js';
import { SAMPLES } from '../samples.js';

jest.setTimeout(60_000);

/** A block of the page: its language, what it says, and what the page shows as its result, if anything. */
interface Block {
  readonly language: string;
  readonly text: string;
  readonly shown: string | undefined;
}

const page = readFileSync('docs/analysts.md', 'utf8');
const fences = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({ language, text }));
const blocks: Block[] = fences
  .map(({ language, text }, place) => {
    const next = fences[place + 1];
    return { language: language!, text: text!, shown: next?.language === 'text' ? next.text : undefined };
  })
  .filter(({ language }) => language !== 'text');

let service: RunningService;
let duckdb: DuckDb;
let directory: string;

beforeAll(async () => {
  [service, duckdb, directory] = await Promise.all([
    runService(),
    DuckDb.open(),
    mkdtemp(join(tmpdir(), 'knownwhen-notebook-')),
  ]);
  for (const { text } of SAMPLES) {
    await service.upload(text); // in turn, as they are imported: positions of several deals depend on it
  }
  await duckdb.run(`SET file_search_path = '${directory}'`);
});
afterAll(async () => {
  duckdb.close();
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

/** Does what the `curl` lines of a block say, against this service. */
async function download(text: string): Promise<void> {
  for (const [, file, address] of text.matchAll(/^curl -o (\S+) 'http:\/\/127\.0\.0\.1:3000([^']+)'$/gm)) {
    const reply = await fetch(service.url + address);
    expect({ address, status: reply.status }).toEqual({ address, status: 200 });
    await writeFile(join(directory, file!), Buffer.from(await reply.arrayBuffer()));
  }
}

function written(rows: readonly Record<string, unknown>[]): string {
  const cells = rows.map((row) => Object.values(row).map((cell) => (cell as string | null) ?? ''));
  const lines = [Object.keys(rows[0] ?? {}), ...cells];
  return lines.map((line) => `${line.join(' | ').trimEnd()}\n`).join('');
}

it('the newest position of the samples is the one that the page names', async () => {
  expect(await service.head()).toBe(472);
});

it('every download and every DuckDB command of the page runs, and gives what the page shows', async () => {
  const results: { text: string; result: string | undefined }[] = [];
  for (const { language, text, shown } of blocks) {
    if (language === 'sh') {
      expect(text.trim().split('\n')).toHaveLength([...text.matchAll(/^curl -o \S+ '[^']+'$/gm)].length);
      await download(text);
    } else if (language === 'sql') {
      const result = written(await duckdb.rows(text));
      results.push({ text, result: shown === undefined ? undefined : result });
    }
  }
  expect(results.length).toBeGreaterThanOrEqual(7);
  const shownOnPage = blocks.filter(({ language }) => language === 'sql').map(({ text, shown }) => ({ text, result: shown }));
  expect(results).toEqual(shownOnPage);
});

it('DuckDB reads an export over HTTP, where its reader is there', async () => {
  const loaded = await duckdb.run('LOAD httpfs').then(
    () => true,
    () => false,
  );
  if (!loaded) {
    process.stdout.write('skipped: the httpfs extension of DuckDB is not on this machine\n');
    return;
  }
  const [row] = await duckdb.rows(`SELECT count(*) AS events FROM '${service.url}/exports/472/events.parquet'`);
  expect(Number(row!['events'])).toBe(473);
});

it('the pandas code of the page runs, where pandas is there', async () => {
  if (spawnSync('python3', ['-c', 'import pandas']).status !== 0) {
    process.stdout.write('skipped: python3 with pandas is not on this machine\n');
    return;
  }
  for (const { text } of blocks.filter(({ language }) => language === 'sh')) {
    await download(text);
  }
  const code = blocks.filter(({ language }) => language === 'python').map(({ text }) => text);
  const { status, stdout, stderr } = spawnSync('python3', ['-c', code.join('\n')], { cwd: directory, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toEqual([
    '2022-04-04 49.97 nan',
    '2022-04-14 45.08 nan',
    '2022-04-26 49.68 confirmed',
  ]);
});

it('the page links to nothing that is not there', () => {
  expect(page).not.toMatch(/\]\((?!https?:)[^)]*\)/);
});
