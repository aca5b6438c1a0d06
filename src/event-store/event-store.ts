import type { Follow, NewEvent, Appended, RecordedEvent, StoreHealth } from './recorded-event.js';
import type { StreamsBeside } from './streams-beside.js';

/** Expected revision of a stream that must not exist yet. */
export const NO_STREAM = -1;

/**
 * The record: streams of immutable events, one per deal, numbered across all streams by a dense `position`.
 *
 * Every engine passes one contract suite (`test/event-store/contract.ts`). There is no update and no delete.
 */
export abstract class EventStore {
  /** What is kept besides the deals, in streams that are not of the record: they take no position. */
  abstract readonly beside: StreamsBeside;

  /**
   * Appends all of `events` at once, or none. Resolves once they are durable: after a crash they are still there.
   *
   * `expected` is the stream's last revision as the caller knows it, {@link NO_STREAM} for a new stream.
   * A repeated append (the events from `expected + 1` on have exactly these ids) changes nothing and resolves with
   * `repeated: true` and the revision, position and recordedAt of the original.
   *
   * Rejects with StreamMoved if another writer appended first; ClockBehind if the newest event is stamped
   * more than 5 s ahead of the clock; StoreUnavailable if the record cannot be written (disk full, closed).
   * After a rejection other than StoreUnavailable nothing was appended; after StoreUnavailable the same append may be
   * repeated safely.
   */
  abstract append(stream: string, expected: number, events: readonly NewEvent[]): Promise<Appended>;

  /**
   * The events of one stream from `fromRevision` on, in order; empty if there are none (or no such stream).
   * Rejects with EventDamaged if a stored event is not what was appended.
   */
  abstract readStream(stream: string, fromRevision?: number): Promise<readonly RecordedEvent[]>;

  /**
   * At most `limit` events of the whole record from `fromPosition` on, in position order; empty past the head only. A page
   * may end before `limit` or the head where its events are large.
   * Rejects with EventDamaged if a stored event is not what was appended.
   */
  abstract readAll(fromPosition: number, limit: number): Promise<readonly RecordedEvent[]>;

  /**
   * Every event from `fromPosition` on, for ever: first what is recorded, then what is appended, as it is appended, in
   * non-empty pages of consecutive positions. It pulls: a slow reader holds no events in memory beyond one page.
   * Ends when `signal` aborts or the store closes; throws EventDamaged where it meets a damaged event.
   */
  abstract follow(fromPosition: number, options: Follow): AsyncIterable<readonly RecordedEvent[]>;

  /** Position of the newest event; -1 while the record is empty. */
  abstract head(): Promise<number>;

  /** Whether the record can be trusted and written to now; `reasons` is empty exactly when it can. */
  abstract health(): StoreHealth;

  /** Finishes every accepted append, then releases the record. Appends after this reject with StoreUnavailable. */
  abstract close(): Promise<void>;
}
