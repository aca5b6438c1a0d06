import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '../../src/event-store/event-store.js';
import { EventDamaged, StoreUnavailable } from '../../src/event-store/store-errors.js';
import { event, events } from './contract.js';
import { SqliteEngine } from './sqlite-engine.js';

const PAGE_BYTES = 4096;
const engine = new SqliteEngine();

/** A closed record of one stream with `count` events, each of an amount that is easy to find in the file. */
async function recordOf(count: number): Promise<void> {
  const store = await engine.open();
  for (let from = 0; from < count; from += 500) {
    const amounts = Array.from({ length: Math.min(500, count - from) }, (_, index) =>
      event({ amount: `amount-${from + index}-` }),
    );
    await store.append('deal-a', from - 1, amounts);
  }
  await store.close();
}

const recordFile = (): string => join(engine.directory, 'record.db');

/** Changes the file behind the store's back, as SQL. */
function tamper(sql: string): void {
  const db = new DatabaseSync(recordFile(), { defensive: false });
  db.exec(sql);
  db.close();
}

/** Flips one bit of the file itself, within the given text. */
async function flipBitIn(text: string): Promise<void> {
  const bytes = await readFile(recordFile());
  const at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes[at + text.length - 2]! ^= 1;
  await writeFile(recordFile(), bytes);
}

async function healthOnceRed(store: EventStore): Promise<readonly string[]> {
  while (store.health().reasons.length === 0) {
    await pause(5);
  }
  return store.health().reasons;
}

/** What opening the record, or else its health before long, says is wrong. */
async function foundOut(): Promise<string> {
  try {
    return (await healthOnceRed(await engine.reopen())).join();
  } catch (error) {
    return (error as EventDamaged).message;
  }
}

describe('a damaged record', () => {
  afterEach(() => engine.cleanUp());

  it('is not opened when a bit of one of the newest amounts has flipped', async () => {
    await recordOf(10);
    await flipBitIn('amount-7-');
    await expect(engine.reopen()).rejects.toMatchObject({ name: 'EventDamaged', position: 7 });
  });

  it('is found out in the background when a bit of an old amount has flipped, and health says where', async () => {
    await recordOf(2500);
    await flipBitIn('amount-1234-');
    const store = await engine.reopen();
    expect(await healthOnceRed(store)).toEqual([expect.stringContaining('position 1234')]);
  });

  it('does not serve a damaged event in any way, and says so from the first time that it is met', async () => {
    await recordOf(2500);
    await flipBitIn('amount-3-');
    const store = await engine.reopen();
    const damaged = { name: 'EventDamaged', position: 3 };
    await expect(store.readAll(0, 10)).rejects.toMatchObject(damaged);
    expect(store.health().reasons).toEqual([expect.stringContaining('position 3')]);
    await expect(store.readStream('deal-a')).rejects.toMatchObject(damaged);
    const following = store.follow(0, { signal: new AbortController().signal, pageSize: 3 });
    const follower = following[Symbol.asyncIterator]();
    expect((await follower.next()).value).toHaveLength(3);
    await expect(follower.next()).rejects.toMatchObject(damaged);
    expect(await store.readAll(4, 10)).toHaveLength(10);
  });

  it.each([
    ['the moment of recording', 'UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 5'],
    [
      'an impossible moment of recording',
      'UPDATE events SET recorded_at = 9000000000000000 WHERE position = 5',
    ],
    ['a number beyond all numbers', 'UPDATE events SET recorded_at = 9223372036854775807 WHERE position = 5'],
    ['the type', "UPDATE events SET type = 'DealConfirmed' WHERE position = 5"],
    ['the id', "UPDATE events SET id = replace(id, '-', '_') WHERE position = 5"],
    ['the hash', "UPDATE events SET leaf_hash = 'x' WHERE position = 5"],
    ['the revision', 'UPDATE events SET revision = 100000 WHERE position = 5'],
    [
      'the order',
      'UPDATE events SET position = -1 WHERE position = 5; UPDATE events SET position = 5 WHERE position = 6; UPDATE events SET position = 6 WHERE position = -1',
    ],
    ['the stream of an event', 'UPDATE events SET stream_id = 99 WHERE position = 5'],
    ['the name of its stream', "UPDATE streams SET name = 'deal-b'"],
    ['a missing stream', 'DELETE FROM streams'],
    ['a missing event', 'DELETE FROM events WHERE position = 5'],
    ['a missing first event', 'DELETE FROM events WHERE position = 0'],
  ])('is found out by %s', async (_, sql) => {
    await recordOf(1200);
    tamper(sql);
    expect(await foundOut()).toContain('damaged');
  });

  it('is found out when an index no longer leads to an event', async () => {
    await recordOf(1200);
    tamper(`PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, 'UNIQUE', '') || ' WHERE revision <> 5' WHERE name = 'events_by_stream';`);
    tamper('REINDEX events_by_stream');
    tamper(`PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX events_by_stream ON events (stream_id, revision)' WHERE name = 'events_by_stream';`);
    const store = await engine.reopen();
    expect(await healthOnceRed(store)).toEqual([
      expect.stringMatching(/position 5 .*stream does not lead to it/),
    ]);
    await expect(store.readStream('deal-a')).rejects.toThrow('revision 5 of deal-a is missing');
  });

  it('is not opened when the file is torn off', async () => {
    await recordOf(600);
    await truncate(recordFile(), 20 * PAGE_BYTES);
    await expect(engine.reopen()).rejects.toThrow(EventDamaged);
  });

  it('is not opened when the file begins with something else', async () => {
    await recordOf(10);
    const file = await open(recordFile(), 'r+');
    await file.write(Buffer.alloc(PAGE_BYTES, 'garbage'), 0, PAGE_BYTES, 0);
    await file.close();
    await expect(engine.reopen()).rejects.toThrow(EventDamaged);
  });

  it('is found out when a page in the middle of the file is garbage', async () => {
    await recordOf(5000);
    const file = await open(recordFile(), 'r+');
    await file.write(Buffer.alloc(PAGE_BYTES, 'garbage'), 0, PAGE_BYTES, 40 * PAGE_BYTES);
    await file.close();
    const store = await engine.reopen();
    expect(await healthOnceRed(store)).toEqual([expect.stringContaining('damaged')]);
    await expect(store.readAll(0, 5000)).rejects.toThrow(EventDamaged);
  });
});

describe('what is kept beside the deals', () => {
  afterEach(() => engine.cleanUp());

  it.each([
    ['whose content was changed', "UPDATE beside SET data = '{}' WHERE revision = 1", /does not match/],
    ['that was removed', 'DELETE FROM beside WHERE revision = 1', /revision 1 of webhook-a is missing/],
  ])('is not served with an event %s', async (_, sql, reason) => {
    const store = await engine.open();
    await store.beside.append('webhook-a', -1, [event({ a: 1 }), event({ b: 2 }), event({ c: 3 })]);
    await store.close();
    tamper(sql);
    const again = await engine.reopen();
    const read = again.beside.read('webhook-a');
    await expect(read).rejects.toThrow(EventDamaged);
    await expect(read).rejects.toThrow(reason);
    expect(again.health().reasons).toEqual([expect.stringMatching(reason)]);
  });
});

describe('a file that is not a record of ours', () => {
  afterEach(() => engine.cleanUp());

  it('is refused when a newer version wrote it', async () => {
    await recordOf(1);
    tamper('PRAGMA user_version = 4');
    const refused = engine.reopen();
    await expect(refused).rejects.toThrow(StoreUnavailable);
    await expect(refused).rejects.toThrow('written by a newer Knownwhen (schema 4');
  });

  it.each([
    [1, 'DROP TABLE copy; DROP TABLE beside; PRAGMA user_version = 1'],
    [2, 'DROP TABLE beside; PRAGMA user_version = 2'],
  ])('is taken up to this version when version %i wrote it', async (_, backTo) => {
    await recordOf(3);
    tamper(backTo);
    const store = await engine.reopen();
    expect(await store.readAll(0, 10)).toHaveLength(3);
    await store.close();
    const again = await engine.reopen();
    expect(await again.head()).toBe(2);
    expect(await again.beside.append('webhook-a', -1, events(1))).toMatchObject({ revision: 0 });
  });

  it('is refused when it belongs to another application', async () => {
    await engine.newDirectory();
    tamper('CREATE TABLE notes (note TEXT)');
    await expect(engine.reopen()).rejects.toThrow('a file of another application');
  });

  it('is refused when somebody changed its schema', async () => {
    await recordOf(1);
    tamper("CREATE TRIGGER rewrite AFTER INSERT ON events BEGIN UPDATE events SET type = 'x'; END");
    await expect(engine.reopen()).rejects.toThrow(EventDamaged);
  });

  it('is left alone when the directory holds an empty record', async () => {
    const store = await engine.open();
    await store.close();
    const again = await engine.reopen();
    expect(await again.append('deal-a', -1, events(1))).toMatchObject({ position: 0 });
  });
});
