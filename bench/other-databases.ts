import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

const NOBODY = 65_534;
/** Servers refuse to run as root. */
const UNPRIVILEGED: SpawnOptions = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
const POSTGRES = '/usr/lib/postgresql';

/**
 * The first deals in talks as publicly known, asked of PostgreSQL over the same rectangles, as range types under a GiST
 * index; and of MariaDB, whose periods of system time are stamped by the server alone, so that this needs a server to be
 * tried against: skipped where there is none.
 */
export async function benchOtherDatabases(
  map: DatabaseSync,
  instants: readonly number[],
  rows: number,
): Promise<void> {
  const bin = newestPostgres();
  if (bin === null) {
    say('PostgreSQL: skipped, as it is not installed');
  } else {
    await benchPostgres(bin, map, instants, rows);
  }
  say('MariaDB: skipped, as this bench has no client for it');
}

function newestPostgres(): string | null {
  const versions = existsSync(POSTGRES)
    ? readdirSync(POSTGRES).toSorted((a, b) => Number(b) - Number(a))
    : [];
  const found = versions.map((version) => join(POSTGRES, version, 'bin'));
  return found.find((bin) => existsSync(join(bin, 'initdb'))) ?? null;
}

async function benchPostgres(
  bin: string,
  map: DatabaseSync,
  instants: readonly number[],
  rows: number,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'knownwhen-postgres-'));
  if (UNPRIVILEGED.uid !== undefined) {
    chownSync(directory, NOBODY, NOBODY);
  }
  const data = join(directory, 'data');
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'bench', '-A', 'trust', '--no-sync', '--locale=C', '-E', 'UTF8'],
    { ...UNPRIVILEGED, cwd: directory, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    say(`PostgreSQL: skipped, as it makes no database here: ${made.stderr.trim()}`);
    return;
  }
  const port = await freePort();
  const options = [
    '-D',
    data,
    '-p',
    String(port),
    '-h',
    '127.0.0.1',
    '-k',
    directory,
    '-c',
    'shared_buffers=512MB',
  ];
  const server = spawn(join(bin, 'postgres'), options, { ...UNPRIVILEGED, cwd: directory, stdio: 'ignore' });
  try {
    const psql = (sql: string) => runPsql(directory, port, sql);
    await ready(psql);
    load(psql, directory, map);
    timeQuestions(psql, instants, rows);
  } finally {
    await stop(server);
    rmSync(directory, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function runPsql(directory: string, port: number, sql: string): string {
  const args = [
    '-X',
    '-q',
    '-h',
    directory,
    '-p',
    String(port),
    '-U',
    'bench',
    '-d',
    'postgres',
    '-v',
    'ON_ERROR_STOP=1',
  ];
  const { status, stdout, stderr } = spawnSync('psql', args, {
    input: sql,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return stdout;
}

async function ready(psql: (sql: string) => string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      psql('SELECT 1');
      return;
    } catch (error) {
      if (tries > 50) {
        throw error;
      }
      await setTimeout(200);
    }
  }
}

function load(psql: (sql: string) => string, directory: string, map: DatabaseSync): void {
  const file = join(directory, 'rectangles.csv');
  const rectangles = map
    .prepare(
      "SELECT deal, status, known_from, known_to, effective_from, effective_to FROM standing WHERE audience = 'public'",
    )
    .all() as Record<string, string | number>[];
  const lines = rectangles.map(
    (one) =>
      `${one.deal},${one.status},"[${one.known_from},${one.known_to})","[${one.effective_from},${one.effective_to})"\n`,
  );
  writeFileSync(file, lines.join(''));
  psql(`
    CREATE TABLE standing (deal text NOT NULL, status text NOT NULL, known int8range NOT NULL, effective int8range NOT NULL);
    \\copy standing FROM '${file}' CSV
    CREATE EXTENSION IF NOT EXISTS btree_gist;
    CREATE INDEX ON standing USING gist (status, known, effective);
    VACUUM ANALYZE standing;
  `);
  say(`PostgreSQL: ${rectangles.length} rectangles of the public`);
}

function timeQuestions(psql: (sql: string) => string, instants: readonly number[], rows: number): void {
  const question = (at: number) =>
    `SELECT deal FROM standing WHERE status = 'in_talks' AND known @> ${at}::bigint AND effective @> ${at}::bigint ORDER BY deal LIMIT ${rows};`;
  const script = instants.map((at) => question(at).repeat(3)).join('\n');
  const told = psql(`\\o /dev/null\n${script}\n\\timing on\n${script}`);
  const times = [...told.matchAll(/Time: ([\d.]+) ms/g)].map(([, time]) => Number(time));
  const sorted = times.toSorted((a, b) => a - b);
  say(
    `PostgreSQL, in_talks by deal: middle ${sorted[Math.floor(sorted.length / 2)]?.toFixed(2)} ms, worst ${sorted.at(-1)?.toFixed(2)} ms`,
  );
}

function stop(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGINT');
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
