import { ErrorType } from '@eventstore/db-client';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { EventDamaged } from '../../store-errors.js';
import type { CopiedEvent } from './local-record.js';
import type { StreamNames } from './stream-names.js';

/**
 * Throws EventDamaged unless the newest event that this node has stands in the cluster, in its stream and at its place: a
 * cluster that was restored from an older copy or started empty has another record, and numbering must not go on in it.
 */
export async function assertStillThere(
  client: EventStoreDBClient,
  names: StreamNames,
  newest: CopiedEvent | undefined,
): Promise<void> {
  if (newest === undefined) {
    return;
  }
  const { stream, revision, position, id, place } = newest;
  const there = await eventAt(client, names.inCluster(stream)!, revision);
  const moved = there?.position !== undefined && there.position.commit !== place.commit;
  if (there?.id !== id || there.revision !== BigInt(revision) || moved) {
    throw new EventDamaged(
      position,
      `the record in the cluster went backwards: it no longer has revision ${revision} of ${stream}, which this node has seen`,
    );
  }
}

interface EventThere {
  readonly id: string;
  readonly revision: bigint;
  readonly position?: { readonly commit: bigint };
}

async function eventAt(
  client: EventStoreDBClient,
  stream: string,
  revision: number,
): Promise<EventThere | undefined> {
  const found: EventThere[] = [];
  try {
    const options = { fromRevision: BigInt(revision), maxCount: 1, requiresLeader: true };
    for await (const { event } of client.readStream(stream, options)) {
      found.push(event as EventThere);
    }
  } catch (error) {
    const { type } = error as { type?: string };
    if (type !== ErrorType.STREAM_NOT_FOUND && type !== ErrorType.STREAM_DELETED) {
      throw error;
    }
  }
  return found[0];
}

/** What makes a server drop events of a stream, as the client names it. */
const TRUNCATING = ['truncateBefore', 'maxCount', 'maxAge'] as const;

/** Throws EventDamaged while the server is told to drop events of a deal's stream, even before it has. */
export async function assertNotTruncated(
  client: EventStoreDBClient,
  names: StreamNames,
  clusterStream: string,
): Promise<void> {
  const stream = names.inRecord(clusterStream);
  const { metadata } = await client
    .getStreamMetadata(clusterStream, { requiresLeader: true })
    .catch((error: unknown) => {
      if ((error as { type?: string }).type === ErrorType.STREAM_DELETED) {
        throw new EventDamaged(-1, `${stream} was deleted in the cluster`);
      }
      throw error;
    });
  const limits = TRUNCATING.filter((key) => metadata?.[key] !== undefined);
  if (limits.length > 0) {
    throw new EventDamaged(
      -1,
      `${stream} is truncated in the cluster: its metadata sets ${limits.join(', ')}`,
    );
  }
}
