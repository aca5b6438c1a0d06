import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIRST, LAST } from '../dist/deal/rectangle.js';
import { inServersDirectory, letServersHave, UNPRIVILEGED, whileServerRuns } from './database-server.js';
import { unpackPackages, type Unpacked } from './debian-packages.js';
import { csvLines, SHOWN, type AskedElsewhere, type RectangleRow, type Times } from './other-databases.js';

const PACKAGES = ['mariadb-server-core', 'mariadb-client-core'];
/** Where system time ends in MariaDB. */
const END_OF_KNOWN = '2038-01-19 03:14:07.999999';

/**
 * Asks MariaDB, as Debian packs it: a system-versioned table, which is what was known, with an application-time period, which
 * is what was so. Its programs are unpacked for the time being where they are not installed.
 */
export async function askMariaDb(asked: AskedElsewhere): Promise<Times> {
  let times: Times = [];
  await inServersDirectory('mariadb', async (directory) => {
    const isInstalled = existsSync('/usr/sbin/mariadbd') && existsSync('/usr/bin/mariadb');
    const programs = isInstalled
      ? { root: '/', environment: process.env }
      : unpackPackages(PACKAGES, directory);
    times = await ask(programs, directory, asked);
  });
  return times;
}

async function ask(
  { root, environment }: Unpacked,
  directory: string,
  asked: AskedElsewhere,
): Promise<Times> {
  const [data, socket] = [join(directory, 'data'), join(directory, 'socket')];
  const places = ['--no-defaults', `--basedir=${join(root, 'usr')}`, `--datadir=${data}`];
  const options = { ...UNPRIVILEGED, env: environment, cwd: directory };
  const made = spawnSync(
    join(root, 'usr/bin/mariadb-install-db'),
    [...places, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { ...options, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    return `it makes no database here: ${made.error?.message ?? made.stderr.trim()}`;
  }
  const client = (sql: string) => {
    const args = ['--no-defaults', `--socket=${socket}`, '--user=root', '--batch', '--skip-column-names'];
    const { status, stdout, stderr } = spawnSync(join(root, 'usr/bin/mariadb'), args, {
      env: environment,
      input: sql,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) {
      throw new Error(stderr);
    }
    return stdout;
  };
  const memory = ['--innodb-buffer-pool-size=512M', '--skip-networking', '--default-time-zone=+00:00'];
  let times: Times = [];
  await whileServerRuns(
    [join(root, 'usr/sbin/mariadbd'), [...places, `--socket=${socket}`, `--pid-file=${data}.pid`, ...memory]],
    { ...options, stopWith: 'SIGTERM' },
    () => client('SELECT 1'),
    () => {
      load(client, directory, asked);
      times = timeQuestions(client, asked);
    },
  );
  return times;
}

/** The history is loaded as it was, row starts and ends included. */
function load(client: (sql: string) => string, directory: string, { rectangles }: AskedElsewhere): void {
  const file = join(directory, 'rectangles.csv');
  writeFileSync(file, csvLines(rectangles, periodsOf));
  const shown = Object.entries(SHOWN);
  letServersHave(file);
  client(`
    CREATE DATABASE bench;
    USE bench;
    CREATE TABLE standing (
      deal VARCHAR(100) NOT NULL,
      status VARCHAR(20) NOT NULL,
      effective_from DATETIME(3) NOT NULL,
      effective_to DATETIME(3) NOT NULL,
      known_from TIMESTAMP(6) GENERATED ALWAYS AS ROW START,
      known_to TIMESTAMP(6) GENERATED ALWAYS AS ROW END,
      ${shown.map(([name, type]) => `${name} ${type},`).join(' ')}
      PERIOD FOR effective (effective_from, effective_to),
      PERIOD FOR SYSTEM_TIME (known_from, known_to)
    ) CHARACTER SET ascii COLLATE ascii_bin WITH SYSTEM VERSIONING;
    SET system_versioning_insert_history = 1;
    LOAD DATA INFILE '${file}' INTO TABLE standing FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' ESCAPED BY ''
      (deal, status, effective_from, effective_to, known_from, known_to, ${shown.map(([name]) => name).join(', ')});
    CREATE INDEX in_order ON standing (status, deal, known_to, known_from, effective_to, effective_from);
    CREATE INDEX by_start ON standing (status, known_from, known_to);
    ANALYZE TABLE standing;
  `);
  const loaded = Number(client('SELECT count(*) FROM bench.standing FOR SYSTEM_TIME ALL'));
  if (loaded !== rectangles.length) {
    throw new Error(`it holds ${loaded} of the ${rectangles.length} rectangles`);
  }
}

function periodsOf(row: RectangleRow): string[] {
  const known = [instant(row.known_from), row.known_to === LAST ? END_OF_KNOWN : instant(row.known_to)];
  const effective = [
    row.effective_from === FIRST ? '1000-01-01 00:00:00' : instant(row.effective_from),
    row.effective_to === LAST ? '9999-12-31 00:00:00' : instant(row.effective_to),
  ];
  return [row.deal, row.status, ...effective, ...known];
}

function instant(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '');
}

/** One client asks everything; the server's clock tells how long it took from one statement of its to the next but one. */
function timeQuestions(client: (sql: string) => string, { instants, rows }: AskedElsewhere): number[] {
  const question = (at: number) => `
    SET @start = SYSDATE(6);
    SELECT * FROM standing FOR SYSTEM_TIME AS OF TIMESTAMP '${instant(at)}'
      WHERE status = 'in_talks' AND effective_from <= '${instant(at)}' AND effective_to > '${instant(at)}'
      ORDER BY deal LIMIT ${rows};
    SELECT CONCAT('took ', TIMESTAMPDIFF(MICROSECOND, @start, SYSDATE(6)));`;
  const script = instants.map((at) => question(at).repeat(3)).join('\n');
  client(`USE bench; ${script}`);
  const told = client(`USE bench; ${script}`);
  return [...told.matchAll(/^took (\d+)$/gm)].map(([, time]) => Number(time) / 1_000);
}
