import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';
import { Feed } from '../../src/feed/feed.js';
import type { FeedFilter } from '../../src/feed/feed-filter.js';
import { LiveStreams } from '../../src/feed/live-streams.js';
import { PublicAddress } from '../../src/feed/public-address.js';
import { ResponseSink } from '../../src/http/response-sink.js';
import { recordMilestones } from './recorded-milestones.js';
import { StreamReader } from './stream-reader.js';

const RULES = { heartbeatMs: 100, stalledMs: 400, mostStreams: 100 };

let directory: string;
let store: SqliteEventStore;
let feed: Feed;
let streams: LiveStreams;
let server: Server;
let url: string;
const responses = new Set<ServerResponse>();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knownwhen-streams-'));
  store = await SqliteEventStore.open(directory);
  feed = new Feed(store, new PublicAddress(undefined, 'http://127.0.0.1:3000'));
  streams = new LiveStreams(feed, RULES);
  server = createServer((request, response) => {
    const filter = JSON.parse(decodeURIComponent(request.url!.slice(1)) || '{}') as FeedFilter;
    const after = Number(request.headers['last-event-id'] ?? -1);
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    responses.add(response);
    response.once('close', streams.open(new ResponseSink(response), after, filter));
    response.once('close', () => responses.delete(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  streams.close();
  feed.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

const open = (filter: FeedFilter = {}, lastEventId?: string) =>
  StreamReader.open(
    `${url}/${encodeURIComponent(JSON.stringify(filter))}`,
    lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  );
const places = (from: number, to: number) => Array.from({ length: to - from }, (_, place) => from + place);

describe('many streams at once', () => {
  it('miss nothing while some take nothing; those are cut with bounded memory, and come back', async () => {
    const events = 2_000;
    const readers = await Promise.all(Array.from({ length: 30 }, () => open()));
    const stalled = readers.splice(0, 5);
    stalled.forEach((reader) => reader.stall());
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, ...[...responses].map(({ writableLength }) => writableLength));
    }, 5);
    const seen = readers.map((reader) => reader.take(events));
    await recordMilestones(store, events, { detailBytes: 10_000 });
    for (const messages of await Promise.all(seen)) {
      expect(messages.map(({ id }) => Number(id))).toEqual(places(0, events));
    }
    while (streams.figures.cut < 5) {
      await pause(10);
    }
    clearInterval(watch);
    expect(streams.figures).toEqual({ open: 25, cut: 5 });
    expect(most).toBeLessThan(512 * 1024);

    for (const reader of stalled) {
      reader.resume();
      expect(await reader.ended).toBe('cut off');
      const before = await reader.take(events);
      expect(before.length).toBeLessThan(events);
      const again = await open({}, reader.lastEventId);
      const rest = await again.take(events - before.length);
      expect([...before, ...rest].map(({ id }) => Number(id))).toEqual(places(0, events));
      again.close();
    }
    readers.forEach((reader) => reader.close());
  }, 60_000);

  it('are each told what passes their own filter', async () => {
    await recordMilestones(store, 500);
    const readers = await Promise.all(places(0, 10).map((deal) => open({ deals: [`deal-${deal}`] })));
    await recordMilestones(store, 500);
    for (const [deal, reader] of readers.entries()) {
      const told = await reader.take(100);
      expect(told.map(({ id }) => Number(id) % 10)).toEqual(told.map(() => deal));
      reader.close();
    }
  });

  it('follow a client that is far behind and one that is not in the same order', async () => {
    await recordMilestones(store, 1_000);
    const [early, late] = [await open(), await open({}, '0000000000000899')];
    await recordMilestones(store, 200);
    const [all, some] = [await early.take(1_200), await late.take(300)];
    expect(all.map(({ id }) => Number(id))).toEqual(places(0, 1_200));
    expect(some).toEqual(all.slice(900));
    early.close();
    late.close();
  });
});

describe('a stream on which there is nothing to tell', () => {
  it('shows that it is there', async () => {
    const reader = await open();
    while (!reader.text.includes(':\n\n')) {
      await pause(10);
    }
    expect(streams.figures).toEqual({ open: 1, cut: 0 });
    reader.close();
  });

  it('tells how far it has come, so that whoever comes back is spared what did not pass', async () => {
    const reader = await open({ types: ['DealRumored'] });
    await recordMilestones(store, 20);
    while (reader.lastEventId !== '0000000000000019') {
      await pause(10);
    }
    expect(reader.text).not.toContain('data:');
    reader.close();
  });

  it('leaves nothing behind when its client goes', async () => {
    for (let place = 0; place < 20; place++) {
      (await open()).close();
    }
    while (streams.figures.open > 0) {
      await pause(5);
    }
    expect(streams.figures).toEqual({ open: 0, cut: 0 });
  });
});
