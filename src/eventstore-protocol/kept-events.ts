import type { RecordedEvent } from '../event-store/recorded-event.js';

/** What the metadata of stream `x` is kept in: the stream `$$x`. */
export const METADATA_STREAM = '$$';
/** The type of the event that ends a stream for good, and the revision that the real server shows it with. */
export const TOMBSTONE = '$streamDeleted';
export const TOMBSTONE_REVISION = String(2n ** 63n - 1n);

interface StreamMetadata {
  /** Truncated before this revision. */
  readonly $tb?: number;
  readonly $maxCount?: number;
}

/** How many of a stream's events its metadata hide from whoever reads the stream. They stay in $all. */
export function beginningOf(
  events: readonly RecordedEvent[],
  metadataEvents: readonly RecordedEvent[],
): number {
  const newest = metadataEvents.at(-1);
  const metadata = newest === undefined ? {} : (JSON.parse(newest.data) as StreamMetadata);
  return Math.max(metadata.$tb ?? 0, events.length - (metadata.$maxCount ?? events.length));
}
