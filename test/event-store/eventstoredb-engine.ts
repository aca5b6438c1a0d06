import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDbEventStore } from '../../src/event-store/engines/eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import { EventStoreProtocol } from '../../src/eventstore-protocol/eventstore-protocol.js';
import { until } from '../until.js';
import type { Engine } from './contract.js';

/** Resolves once the store has nothing to complain of. */
export async function ready<Store extends EventStore>(store: Store): Promise<Store> {
  await until(() => store.health().reasons.length === 0);
  return store;
}

/** Resolves once the store complains of this. */
export async function red(store: EventStore, reason: RegExp): Promise<void> {
  await until(() => store.health().reasons.some((each) => reason.test(each)));
}

/** A server that speaks EventStoreDB's protocol over an embedded store in a temporary directory. */
export class EmbeddedServer {
  readonly store: SqliteEventStore;
  readonly url: string;
  readonly #directory: string;
  readonly #protocol: EventStoreProtocol;

  private constructor(directory: string, store: SqliteEventStore, protocol: EventStoreProtocol) {
    this.store = store;
    this.url = protocol.url;
    this.#directory = directory;
    this.#protocol = protocol;
  }

  static async start(now: () => number = Date.now, port = 0): Promise<EmbeddedServer> {
    const directory = await mkdtemp(join(tmpdir(), 'knownwhen-server-'));
    const store = await SqliteEventStore.open(directory, { now });
    return new EmbeddedServer(
      directory,
      store,
      await EventStoreProtocol.listen(store, { port, writable: true }),
    );
  }

  async stop(): Promise<void> {
    await this.#protocol.close();
    await this.store.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** The eventstoredb engine: on the server that EVENTSTORE_URL names, among streams of its own, or on an embedded one. */
export class EventStoreDbEngine implements Engine {
  readonly clock = 'server';
  directory = '';
  url = '';
  streamPrefix = 'deal-';
  readonly #directories: string[] = [];
  #servers: EmbeddedServer[] = [];
  #stores: EventStoreDbEventStore[] = [];

  async open(now?: () => number): Promise<EventStoreDbEventStore> {
    await this.newRecord(now);
    await this.newDirectory();
    return this.reopen();
  }

  /** An empty record, which no node has looked at. */
  async newRecord(now?: () => number): Promise<void> {
    const real = process.env.EVENTSTORE_URL;
    if (real === undefined) {
      const server = await EmbeddedServer.start(now);
      this.#servers.push(server);
      this.url = server.url;
    } else {
      this.url = real;
      this.streamPrefix = `contract-${randomUUID()}-`;
    }
  }

  async newDirectory(): Promise<string> {
    this.directory = await mkdtemp(join(tmpdir(), 'knownwhen-node-'));
    this.#directories.push(this.directory);
    return this.directory;
  }

  async reopen(): Promise<EventStoreDbEventStore> {
    return ready(await this.openAtOnce());
  }

  /** Without waiting for the server. */
  async openAtOnce(patienceMs = 10_000): Promise<EventStoreDbEventStore> {
    const { url, streamPrefix } = this;
    const store = await EventStoreDbEventStore.open(this.directory, { url, streamPrefix, patienceMs });
    this.#stores.push(store);
    return store;
  }

  async cleanUp(): Promise<void> {
    await Promise.all(this.#stores.splice(0).map((store) => store.close()));
    await Promise.all(this.#servers.splice(0).map((server) => server.stop()));
    await Promise.all(this.#directories.splice(0).map((each) => rm(each, { recursive: true, force: true })));
  }
}
