import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EventStoreDBClient, jsonEvent, START, streamNameFilter } from '@eventstore/db-client';
import { EventStoreDbEventStore } from '../dist/event-store/engines/eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore } from '../dist/event-store/engines/sqlite/sqlite-event-store.js';
import type { EventStore } from '../dist/event-store/event-store.js';
import { inTemporaryDirectory, line, perSecond, ratio } from './measure.js';

const DATA = { filler: 'x'.repeat(400) };
const APPENDS = { 1: 1_500, 16: 8_000, 64: 16_000 } as const;
const IN_FLIGHT = [1, 16, 64] as const;

/**
 * Both engines in one run: durable appends of one event, and events caught up with from the beginning. The cluster engine
 * runs on the server that EVENTSTORE_URL names, or else on our own server of its protocol; beside it the official client alone.
 */
export function benchEngines(): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    const server = await startServer(join(directory, 'server'));
    const what = server.isReal ? 'a real EventStoreDB' : "Knownwhen's own server";
    process.stdout.write(`eventstoredb is on ${what}\n`);
    const bare = new BareClient(server.url);
    const cluster = { url: server.url, streamPrefix: `bench-${randomUUID()}-` };
    const open = (name: string) => EventStoreDbEventStore.open(join(directory, name), cluster);
    const sqlite = await SqliteEventStore.open(join(directory, 'sqlite'));
    const node = await open('node');
    await node.caughtUp();

    for (const inFlight of IN_FLIGHT) {
      const bareRate = await appends(inFlight, (stream, expected) => bare.append(stream, expected));
      const ofEngine = (store: EventStore) =>
        appends(inFlight, (stream, expected) =>
          store.append(stream, expected, [
            { id: randomUUID(), type: 'TalksReported', data: JSON.stringify(DATA) },
          ]),
        );
      line(`append, ${inFlight} in flight: sqlite`, await ofEngine(sqlite));
      line(`append, ${inFlight} in flight: the official client alone`, bareRate);
      const rate = await ofEngine(node);
      line(`append, ${inFlight} in flight: eventstoredb`, rate, ratio(rate, bareRate, 'the client alone'));
    }

    const count = (await node.head()) + 1;
    line('catch up: sqlite', await eventsPerSecond(count, () => followTo(sqlite, count)));
    const bareRate = await eventsPerSecond(count, () => bare.catchUp(cluster.streamPrefix, count));
    line('catch up: the official client alone', bareRate);
    const late = await eventsPerSecond(count, async () => {
      const other = await open('late');
      await followTo(other, count);
      await other.close();
    });
    line('catch up: eventstoredb, copying', late, ratio(late, bareRate, 'the client alone'));
    line('catch up: eventstoredb, from its copy', await eventsPerSecond(count, () => followTo(node, count)));
    await Promise.all([node.close(), sqlite.close(), bare.close()]);
    await server.stop();
  });
}

/** Appends to many streams, as many at once as told, each to a stream of its own at that time. */
function appends(
  inFlight: (typeof IN_FLIGHT)[number],
  append: (stream: string, expected: number) => Promise<unknown>,
): Promise<number> {
  const run = randomUUID();
  const revisions = new Map<string, number>();
  return perSecond(APPENDS[inFlight], inFlight, (place) => {
    const stream = `deal-${run}-${place % 1_000}`;
    const expected = revisions.get(stream) ?? -1;
    revisions.set(stream, expected + 1);
    return append(stream, expected);
  });
}

async function followTo(store: EventStore, count: number): Promise<void> {
  const stop = new AbortController();
  for await (const page of store.follow(0, { signal: stop.signal })) {
    if (page.at(-1)!.position + 1 >= count) {
      stop.abort();
    }
  }
}

async function eventsPerSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return count / ((performance.now() - start) / 1_000);
}

/** What the cluster engine is built on, with nothing around it. */
class BareClient {
  readonly #client: EventStoreDBClient;

  constructor(url: string) {
    this.#client = EventStoreDBClient.connectionString(url);
  }

  append(stream: string, expected: number): Promise<unknown> {
    return this.#client.appendToStream(`bare-${stream}`, jsonEvent({ type: 'TalksReported', data: DATA }), {
      expectedRevision: expected < 0 ? 'no_stream' : BigInt(expected),
    });
  }

  async catchUp(prefix: string, count: number): Promise<void> {
    const filter = streamNameFilter({ prefixes: [prefix] });
    let left = count;
    for await (const _ of this.#client.subscribeToAll({ fromPosition: START, filter })) {
      left -= 1;
      if (left === 0) {
        return;
      }
    }
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}

interface BenchServer {
  readonly url: string;
  readonly isReal: boolean;
  stop(): Promise<void>;
}

async function startServer(directory: string): Promise<BenchServer> {
  const real = process.env.EVENTSTORE_URL;
  if (real !== undefined) {
    return { url: real, isReal: true, stop: async () => {} };
  }
  const preload = new URL('../test/typescript-workers.mjs', import.meta.url).href;
  const program = join(import.meta.dirname, 'writable-server.ts');
  const child = spawn(process.execPath, ['--import', preload, program, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    url,
    isReal: false,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
