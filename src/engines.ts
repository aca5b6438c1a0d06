import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig, Config } from './config/config.js';
import type { CopyTarget } from './event-store/copy-target.js';
import { EventStoreDbCopyTarget } from './event-store/engines/eventstoredb/eventstoredb-copy-target.js';
import { EventStoreDbEventStore } from './event-store/engines/eventstoredb/eventstoredb-event-store.js';
import { SqliteCopyTarget } from './event-store/engines/sqlite/sqlite-copy-target.js';
import { SqliteEventStore, type SqliteOptions } from './event-store/engines/sqlite/sqlite-event-store.js';
import type { EventStore } from './event-store/event-store.js';
import { CopyRefused, StoreUnavailable } from './event-store/store-errors.js';

/*
 * Only here are the engines of the record named.
 */

/** Opens the record: in the cluster if one is named, in the data directory otherwise. */
export function openRecord(
  { dataDirectory, cluster }: Config,
  onCommit: NonNullable<SqliteOptions['onCommit']>,
): Promise<EventStore> {
  return cluster === undefined
    ? SqliteEventStore.open(dataDirectory, { onCommit })
    : EventStoreDbEventStore.open(dataDirectory, cluster);
}

/** Where a record is that is copied from or to. */
export type RecordPlace = { readonly directory: string } | { readonly cluster: ClusterConfig };

/** Opens a whole record for copying it. `scratch` is an empty directory for what a node of a cluster keeps. */
export async function openCopySource(place: RecordPlace, scratch: string): Promise<EventStore> {
  if ('directory' in place) {
    if (!existsSync(join(place.directory, 'record.db'))) {
      throw new CopyRefused(`there is no record in ${place.directory}`);
    }
    return SqliteEventStore.open(place.directory);
  }
  const node = await EventStoreDbEventStore.open(scratch, place.cluster);
  try {
    await node.caughtUp();
    const [reason] = node.health().reasons;
    if (reason !== undefined) {
      throw new StoreUnavailable(reason);
    }
    return node;
  } catch (error) {
    await node.close();
    throw error;
  }
}

export function openCopyTarget(place: RecordPlace, scratch: string): Promise<CopyTarget> {
  return 'directory' in place
    ? SqliteCopyTarget.open(place.directory)
    : EventStoreDbCopyTarget.open(scratch, place.cluster);
}
