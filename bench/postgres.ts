import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inServersDirectory, UNPRIVILEGED, whileServerRuns } from './database-server.js';
import { csvLines, SHOWN, type AskedElsewhere, type Times } from './other-databases.js';

const POSTGRES = '/usr/lib/postgresql';

/** Asks PostgreSQL, as Debian installs it: range types under a GiST index. */
export async function askPostgres(asked: AskedElsewhere): Promise<Times> {
  const bin = newestPostgres();
  let times: Times = 'it is not installed';
  if (bin !== null) {
    await inServersDirectory('postgres', async (directory) => {
      times = await ask(bin, directory, asked);
    });
  }
  return times;
}

function newestPostgres(): string | null {
  const versions = existsSync(POSTGRES)
    ? readdirSync(POSTGRES).toSorted((a, b) => Number(b) - Number(a))
    : [];
  const found = versions.map((version) => join(POSTGRES, version, 'bin'));
  return found.find((bin) => existsSync(join(bin, 'initdb'))) ?? null;
}

async function ask(bin: string, directory: string, asked: AskedElsewhere): Promise<Times> {
  const data = join(directory, 'data');
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'bench', '-A', 'trust', '--no-sync', '--locale=C', '-E', 'UTF8'],
    { ...UNPRIVILEGED, cwd: directory, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    return `it makes no database here: ${made.stderr.trim()}`;
  }
  const psql = (sql: string) => runPsql(directory, sql);
  let times: Times = [];
  await whileServerRuns(
    [join(bin, 'postgres'), ['-D', data, '-h', '', '-k', directory, '-c', 'shared_buffers=512MB']],
    { cwd: directory, stopWith: 'SIGINT' },
    () => psql('SELECT 1'),
    () => {
      load(psql, directory, asked);
      times = timeQuestions(psql, asked);
    },
  );
  return times;
}

function runPsql(directory: string, sql: string): string {
  const args = ['-X', '-q', '-h', directory, '-U', 'bench', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1'];
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

function load(psql: (sql: string) => string, directory: string, { rectangles }: AskedElsewhere): void {
  const file = join(directory, 'rectangles.csv');
  const range = (from: number, to: number) => `[${from},${to})`;
  writeFileSync(
    file,
    csvLines(rectangles, (row) => [
      row.deal,
      row.status,
      range(row.known_from, row.known_to),
      range(row.effective_from, row.effective_to),
    ]),
  );
  const shown = Object.entries(SHOWN).map(([name, type]) => `, ${name} ${type}`);
  psql(`
    CREATE TABLE standing (deal text NOT NULL, status text NOT NULL, known int8range NOT NULL, effective int8range NOT NULL${shown.join('')});
    \\copy standing FROM '${file}' CSV
    CREATE EXTENSION IF NOT EXISTS btree_gist;
    CREATE INDEX ON standing USING gist (status, known, effective);
    VACUUM ANALYZE standing;
  `);
}

function timeQuestions(psql: (sql: string) => string, { instants, rows }: AskedElsewhere): number[] {
  const question = (at: number) =>
    `SELECT * FROM standing WHERE status = 'in_talks' AND known @> ${at}::bigint AND effective @> ${at}::bigint ORDER BY deal LIMIT ${rows};`;
  const script = instants.map((at) => question(at).repeat(3)).join('\n');
  const told = psql(`\\o /dev/null\n${script}\n\\timing on\n${script}`);
  return [...told.matchAll(/Time: ([\d.]+) ms/g)].map(([, time]) => Number(time));
}
