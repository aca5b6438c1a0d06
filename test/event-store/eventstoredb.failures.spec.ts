import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { EventStore } from '../../src/event-store/event-store.js';
import type { RecordedEvent } from '../../src/event-store/recorded-event.js';
import { EventDamaged, StoreUnavailable } from '../../src/event-store/store-errors.js';
import { appendFromMany, event, events, firstFollowed } from './contract.js';
import { CutConnection } from './cut-connection.js';
import { until } from '../until.js';
import { EmbeddedServer, EventStoreDbEngine, ready, red } from './eventstoredb-engine.js';

jest.setTimeout(15_000);

const engine = new EventStoreDbEngine();
let server: EmbeddedServer;
let wire: CutConnection;

beforeEach(async () => {
  server = await EmbeddedServer.start();
  wire = await CutConnection.to(server.url);
  engine.url = wire.url;
  await engine.newDirectory();
});

afterEach(async () => {
  await engine.cleanUp();
  await wire.close();
  await server.stop();
});

describe('a node whose connection to the cluster is cut', () => {
  it('finds out what became of an append whose answer got lost, and never doubles it', async () => {
    const store = await engine.reopen();
    await store.append('deal-a', -1, events(1));
    wire.loseAnswers();
    const lost = store.append('deal-a', 0, events(3));
    await until(async () => (await server.store.head()) === 3);
    wire.mend();
    wire.cut();
    expect(await lost).toMatchObject({ revision: 3, position: 3 });
    expect(await server.store.head()).toBe(3);
  });

  it('says so when an append has no outcome in time, and the same append finds it later', async () => {
    const store = await ready(await engine.openAtOnce(700));
    const batch = events(2);
    wire.loseAnswers();
    await expect(store.append('deal-a', -1, batch)).rejects.toThrow(StoreUnavailable);
    wire.mend();
    wire.cut();
    await ready(store);
    expect(await store.append('deal-a', -1, batch)).toMatchObject({ revision: 1, position: 1 });
    expect(await server.store.head()).toBe(1);
  });

  it('goes on appending and following through many cuts, with no gap and nothing twice', async () => {
    const store = await engine.reopen();
    const cutting = new AbortController();
    const cuts = (async () => {
      while (!cutting.signal.aborted) {
        await pause(150);
        wire.cut();
      }
    })();
    const followed = firstFollowed(store, 480);
    const write = async (writer: number): Promise<void> => {
      for (let expected = -1, count = 0; count < 30; count += 1) {
        expected = (await store.append(`deal-${writer}`, expected, events(2))).revision;
        await pause(10);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
    cutting.abort();
    await cuts;
    const original = await server.store.readAll(0, 1000);
    expect(original).toHaveLength(480);
    expect(await followed).toEqual(original);
    expect(wire.cuts).toBeGreaterThan(2);
  });

  it('resumes a catch-up where it was cut', async () => {
    for (let at = 0; at < 20; at += 1) {
      await server.store.append(`deal-${at}`, -1, events(500));
    }
    wire.cutAfter(400_000);
    const store = await engine.reopen();
    expect(wire.cuts).toBe(1);
    expect(await store.readAll(0, 20_000)).toEqual(await server.store.readAll(0, 20_000));
  });

  it('says that it is cut off, answers from what it has, and says when it is whole again', async () => {
    const store = await engine.reopen();
    await store.append('deal-a', -1, events(2));
    wire.sever();
    await red(store, /cannot be followed/);
    expect(await store.readStream('deal-a')).toHaveLength(2);
    await server.store.append('deal-b', -1, events(1));
    wire.mend();
    await ready(store);
    expect(await store.head()).toBe(2);
  });

  it('starts without the cluster, not ready, and is ready when it comes', async () => {
    wire.sever();
    const store = await engine.openAtOnce();
    await red(store, /cannot be followed/);
    const early = store.append('deal-a', -1, events(1));
    wire.mend();
    expect(await early).toMatchObject({ position: 0, repeated: false });
    await ready(store);
  });
});

describe('several nodes on one cluster', () => {
  it('number alike whatever they saw live, caught up with or copied anew', async () => {
    const [one, other] = [await engine.reopen(), await (await engine.newDirectory(), engine.reopen())];
    const write = async (store: EventStore, writer: string): Promise<void> => {
      for (let expected = -1; expected < 39;) {
        expected = (await store.append(`deal-${writer}`, expected, events(2))).revision;
      }
    };
    await Promise.all([write(one, 'a'), write(other, 'b'), write(one, 'c'), write(other, 'd')]);
    await until(async () => (await one.head()) === 159 && (await other.head()) === 159);
    const all = await one.readAll(0, 1000);
    expect(await other.readAll(0, 1000)).toEqual(all);
    await other.close();
    await rm(join(engine.directory, 'record-copy.db'));
    const anew = await engine.reopen();
    expect(await anew.readAll(0, 1000)).toEqual(all);
  });

  it('know a moved deal by the time that they say so', async () => {
    const [one, other] = [await engine.reopen(), await (await engine.newDirectory(), engine.reopen())];
    for (let expected = -1; expected < 20; expected += 1) {
      await one.append('deal-a', expected, [event()]);
      await expect(other.append('deal-a', expected, [event()])).rejects.toMatchObject({
        actual: expected + 1,
      });
      expect(await other.readStream('deal-a')).toHaveLength(expected + 2);
    }
  });
});

describe('a record in the cluster that is not whole', () => {
  it('is refused when the server comes back empty', async () => {
    const store = await engine.reopen();
    await store.append('deal-a', -1, events(2));
    const empty = await EmbeddedServer.start();
    try {
      wire.leadTo(empty.url);
      wire.cut();
      await red(store, /went backwards/);
      await expect(store.readAll(0, 1)).rejects.toThrow(EventDamaged);
      await expect(store.append('deal-a', 1, events(1))).rejects.toThrow(StoreUnavailable);
      await expect(firstFollowed(store, 3)).rejects.toThrow(EventDamaged);
      await store.close();
      await empty.store.append('deal-b', -1, events(5));
      const again = await engine.openAtOnce();
      await red(again, /went backwards/);
    } finally {
      await wire.close();
      await empty.stop();
    }
  });
});

describe('a deal stream that the cluster truncates', () => {
  it.each([
    [
      'by its metadata',
      (client: EventStoreDBClient) => client.setStreamMetadata('deal-a', { truncateBefore: 2 }),
    ],
    ['by deleting it', (client: EventStoreDBClient) => client.deleteStream('deal-a')],
    ['by a tombstone', (client: EventStoreDBClient) => client.tombstoneStream('deal-a')],
  ])('stops the node with the reason, live and when it starts: %s', async (_, truncate) => {
    const store = await engine.reopen();
    await store.append('deal-a', -1, events(4));
    const client = EventStoreDBClient.connectionString(server.url);
    await truncate(client);
    await red(store, /deal-a (is truncated|was deleted)/);
    await expect(store.readAll(0, 10)).rejects.toThrow(EventDamaged);
    await store.close();
    await red(await engine.openAtOnce(), /deal-a|went backwards/);
    await client.dispose();
  });
});

describe('what a node keeps byte for byte', () => {
  it('is also what the client would bring into another order', async () => {
    const store = await engine.reopen();
    const odd = { ...event(), data: '{"b":1,"10":2,"9":{"1":0,"0":1},"__proto__":3}' };
    await store.append('deal-a', -1, [odd]);
    const [recorded] = (await store.readStream('deal-a')) as [RecordedEvent];
    expect(recorded.data).toBe(odd.data);
    expect((await server.store.readStream('deal-a'))[0]!.data).toBe(odd.data);
  });

  it('passes a foreign event on, and streams of others do not move positions', async () => {
    const store = await engine.reopen();
    const client = EventStoreDBClient.connectionString(server.url);
    await client.appendToStream('other-a', [jsonEvent({ type: 'Noise', data: { n: 1 } })]);
    await client.appendToStream('deal-a', [jsonEvent({ type: 'Foreign', data: { n: 2 } })]);
    await until(async () => (await store.head()) === 0);
    expect(await store.readAll(0, 10)).toMatchObject([{ type: 'Foreign', data: '{"n":2}', position: 0 }]);
    await appendFromMany(store, 2, 2);
    expect(await store.head()).toBe(8);
    await client.dispose();
  });
});
