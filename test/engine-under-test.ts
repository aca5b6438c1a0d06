import { randomUUID } from 'node:crypto';
import type { ClusterConfig } from '../src/config/config.js';
import { EventStoreDbEventStore } from '../src/event-store/engines/eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore } from '../src/event-store/engines/sqlite/sqlite-event-store.js';
import type { EventStore } from '../src/event-store/event-store.js';
import { EmbeddedServer, ready } from './event-store/eventstoredb-engine.js';

/** Where a test keeps a record, and what lets go of it afterwards. */
export interface PlaceUnderTest {
  /** The cluster that services are told to use; undefined: they keep the record in their data directory. */
  readonly cluster: ClusterConfig | undefined;
  /** Opens the record for a node with this data directory. */
  open(directory: string): Promise<EventStore>;
  release(): Promise<void>;
}

/** `now` is the clock that stamps events, where the engine stamps by ours. */
type NewPlace = (now?: () => number) => Promise<PlaceUnderTest>;

async function embedded(now: () => number = Date.now): Promise<PlaceUnderTest> {
  return {
    cluster: undefined,
    open: (directory) => SqliteEventStore.open(directory, { now }),
    release: async () => {},
  };
}

/** The server that EVENTSTORE_URL names, among streams of its own; an embedded one otherwise. */
export async function inCluster(now?: () => number): Promise<PlaceUnderTest> {
  const real = process.env.EVENTSTORE_URL;
  const server = real === undefined ? await EmbeddedServer.start(now) : undefined;
  const cluster = { url: server?.url ?? real!, streamPrefix: `test-${randomUUID()}-` };
  return {
    cluster,
    open: async (directory) => ready(await EventStoreDbEventStore.open(directory, cluster)),
    release: async () => server?.stop(),
  };
}

/** The engine that the records and services of a spec file are kept in. */
export const underTest: { newPlace: NewPlace } = { newPlace: embedded };
