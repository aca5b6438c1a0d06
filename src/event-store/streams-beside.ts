import type { Appended, NewEvent, RecordedEvent } from './recorded-event.js';

/** An event of a stream beside the deals: it has its place in its stream only. */
export type EventBeside = Omit<RecordedEvent, 'position'>;

/** What an append beside the deals did; as in {@link Appended}. */
export type AppendedBeside = Omit<Appended, 'position'>;

/**
 * What the product keeps in the store besides the deals, such as its webhooks: streams of immutable events that take no
 * `position`, so that they move no basis. They stay with the record and are copied with it.
 *
 * Every engine passes one contract suite (`test/event-store/contract.ts`). There is no update and no delete.
 */
export abstract class StreamsBeside {
  /**
   * As EventStore's `append`, with the same rejections except ClockBehind: `recordedAt` never goes back within the stream,
   * and is not held against the clock.
   */
  abstract append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendedBeside>;

  /**
   * The events of one stream from `fromRevision` on, in order; empty if there are none (or no such stream).
   * Rejects with EventDamaged if a stored event is not what was appended.
   */
  abstract read(stream: string, fromRevision?: number): Promise<readonly EventBeside[]>;

  /** The newest event of a stream; undefined where there is none. */
  abstract newest(stream: string): Promise<EventBeside | undefined>;

  /** The names of the streams that begin with `prefix`, sorted by code point. */
  abstract names(prefix: string): Promise<readonly string[]>;

  /**
   * For ever, the names of the streams that were appended to since this was last pulled, each once. What was appended
   * before the first pull is not told: whoever follows pulls first and then reads. On a cluster other nodes' appends are
   * told too. Ends when `signal` aborts or the store closes.
   */
  abstract changes(signal: AbortSignal): AsyncIterable<ReadonlySet<string>>;
}
