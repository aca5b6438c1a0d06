import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';
import { allEvents } from '../event-store/all-events.js';
import { events } from '../event-store/contract.js';
import { EmbeddedServer } from '../event-store/eventstoredb-engine.js';
import { sampleFiles } from './desk.js';

jest.setTimeout(120_000);

/* The built program as a process of its own; `npm test` builds it first. */
const CLI = join(import.meta.dirname, '../../dist/cli.js');

let directory: string;
let server: EmbeddedServer;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knownwhen-cli-'));
  server = await EmbeddedServer.start();
});

afterEach(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function types(...typed: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [CLI, ...typed]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (err += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

async function recordIn(path: string): Promise<Awaited<ReturnType<typeof allEvents>>> {
  const store = await SqliteEventStore.open(path);
  const all = await allEvents(store);
  await store.close();
  return all;
}

it('moves a record up into a cluster and back, unchanged, and answers are the same there', async () => {
  const [here, back] = [join(directory, 'here'), join(directory, 'back')];
  spawnSync(process.execPath, [CLI, 'import', ...(await sampleFiles()), '--data', here]);
  const up = await types('copy', '--from', `sqlite:${here}`, '--to', server.url, '--json');
  expect(up).toMatchObject({ code: 0, err: '' });
  const { count, root } = JSON.parse(up.out) as { count: number; root: string };
  const down = await types('copy', '--from', server.url, '--to', `sqlite:${back}`);
  expect(down).toMatchObject({ code: 0, err: '' });
  expect(down.out).toBe(`The record is copied, and was read again: ${count} events, tree hash ${root}.\n`);
  const original = await recordIn(here);
  expect(original).toHaveLength(count);
  expect(await recordIn(back)).toEqual(original);
  const question = ['ask', 'twitter-musk', '--known-at', '2026-12-31', '--json', '--data'];
  const [first, second] = [await types(...question, here), await types(...question, back)];
  expect(first.code).toBe(0);
  expect(second).toEqual(first);
});

it('is killed at random while it copies, goes on, and ends with the whole record', async () => {
  const here = join(directory, 'here');
  const store = await SqliteEventStore.open(here);
  for (let place = 0; place < 400; place += 1) {
    await store.append(`deal-${place % 7}`, 3 * Math.floor(place / 7) - 1, events(3));
  }
  await store.close();
  let kills = 0;
  for (const place of [server.url, `sqlite:${join(directory, 'there')}`]) {
    const typed = ['copy', '--from', `sqlite:${here}`, '--to', place, '--json'];
    for (let patienceMs = 300; ; patienceMs += 60 + 100 * Math.random()) {
      const child = spawn(process.execPath, [CLI, ...typed], { stdio: ['ignore', 'pipe', 'inherit'] });
      let out = '';
      child.stdout.on('data', (text) => (out += String(text)));
      const closed = once(child, 'close');
      if ((await Promise.race([closed, pause(patienceMs)])) === undefined) {
        child.kill('SIGKILL');
        kills += 1;
      }
      await closed;
      if (out !== '') {
        expect(JSON.parse(out)).toMatchObject({ count: 1200 });
        break;
      }
    }
    expect(JSON.parse((await types(...typed)).out)).toMatchObject({ count: 1200, before: true });
  }
  expect(kills).toBeGreaterThan(1);
  expect(await recordIn(join(directory, 'there'))).toEqual(await recordIn(here));
});

it('is told to stop, says how to go on, and does', async () => {
  const here = join(directory, 'here');
  const store = await SqliteEventStore.open(here);
  for (let place = 0; place < 3_000; place += 1) {
    await store.append(`deal-${place % 2}`, Math.floor(place / 2) - 1, events(1));
  }
  await store.close();
  const typed = ['copy', '--from', `sqlite:${here}`, '--to', server.url];
  const child = spawn(process.execPath, [CLI, ...typed]);
  let err = '';
  child.stderr.on('data', (text) => (err += String(text)));
  while ((await server.store.head()) < 100) {
    await pause(5);
  }
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(1);
  expect(err).toContain('the same command goes on from there');
  expect(await types(...typed)).toMatchObject({ code: 0 });
});

it.each([
  ['no place', ['--from', './data', '--to', 'sqlite:./other'], 2, '"./data" is no place of a record'],
  ['one place twice', ['--from', 'sqlite:./data', '--to', 'sqlite:data'], 2, 'name the same place'],
  ['a cluster that is not named', ['--from', 'esdb:', '--to', 'sqlite:data'], 2, 'EVENTSTORE_URL'],
  ['half of it', ['--from', 'sqlite:./data'], 2, "required option '--to <place>'"],
  [
    'a source that is not there',
    ['--from', 'sqlite:/nowhere', '--to', 'sqlite:/tmp/x'],
    1,
    'there is no record',
  ],
])('tells of bad usage: %s', async (_, typed, code, complaint) => {
  const ran = await types('copy', ...typed);
  expect(ran).toMatchObject({ code, out: '' });
  expect(ran.err).toContain(complaint);
});

it('refuses a target that holds a record, and a source that is in use', async () => {
  const [here, there] = [join(directory, 'here'), join(directory, 'there')];
  for (const path of [here, there]) {
    const store = await SqliteEventStore.open(path);
    await store.append('deal-a', -1, events(1));
    await store.close();
  }
  const refused = await types('copy', '--from', `sqlite:${here}`, '--to', `sqlite:${there}`);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('holds a record that is no copy');
  const inUse = await SqliteEventStore.open(here);
  const taken = await types('copy', '--from', `sqlite:${here}`, '--to', server.url);
  await inUse.close();
  expect(taken.code).toBe(1);
  expect(taken.err).toContain('is in use by another Knownwhen process');
});
