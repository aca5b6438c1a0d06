import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { leafHash } from '../../event-leaf.js';
import type { Appended, NewEvent, RecordedEvent } from '../../recorded-event.js';
import { touchRecord } from './record-file.js';
import { RecordReader } from './record-reader.js';
import { storeFailure } from './store-failure.js';
import type { StoreFailure } from './store-failure.js';

/** How far the newest event may be stamped ahead of the clock before appends are refused. */
export const CLOCK_TOLERANCE_MS = 5000;

export interface AppendRequest {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly NewEvent[];
}

export type AppendOutcome =
  | { readonly kind: 'appended'; readonly appended: Appended }
  | { readonly kind: 'moved'; readonly actual: number }
  | { readonly kind: 'clock-behind'; readonly aheadMs: number };

/** The newest event; position -1 and recordedAt 0 while there is none. */
export interface Newest {
  readonly position: number;
  readonly recordedAt: number;
}

export type GroupOutcome =
  | { readonly kind: 'committed'; readonly outcomes: readonly AppendOutcome[]; readonly newest: Newest }
  | { readonly kind: 'failed'; readonly failure: StoreFailure };

/**
 * Appends groups of requests, each group in one transaction. Each request stands or falls alone: it is judged before
 * anything of it is written, and only a failure of the disk, which takes back the whole group, can stop it after that.
 */
export class RecordAppender {
  readonly #db: DatabaseSync;
  readonly #reader: RecordReader;
  readonly #findStream: StatementSync;
  readonly #insertStream: StatementSync;
  readonly #insertEvent: StatementSync;
  #newest: Newest;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#reader = new RecordReader(db);
    this.#findStream = db.prepare(`
      SELECT s.stream_id AS streamId, (SELECT max(revision) FROM events e WHERE e.stream_id = s.stream_id) AS revision
      FROM streams s WHERE s.name = ?`);
    this.#insertStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.#insertEvent = db.prepare(`
      INSERT INTO events (position, stream_id, revision, id, type, recorded_at, data, leaf_hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#newest = this.#readNewest();
  }

  get newest(): Newest {
    return this.#newest;
  }

  /** `now` is the clock when the group was formed. An empty group finds out whether the disk can be written. */
  commit(requests: readonly AppendRequest[], now: number): GroupOutcome {
    const before = this.#newest;
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const outcomes = requests.map((request) => this.#append(request, now));
      if (requests.length === 0) {
        touchRecord(this.#db);
      }
      this.#db.exec('COMMIT');
      return { kind: 'committed', outcomes, newest: this.#newest };
    } catch (error) {
      this.#newest = before;
      this.#rollback();
      return { kind: 'failed', failure: storeFailure(error) };
    }
  }

  /** The last connection to close also moves the write-ahead log into the file. */
  close(): void {
    this.#db.close();
  }

  #append({ stream, expected, events }: AppendRequest, now: number): AppendOutcome {
    const found = this.#findStream.get(stream);
    const actual = Number(found?.['revision'] ?? -1);
    if (actual !== expected) {
      const original = actual > expected ? this.#original(stream, expected, events) : undefined;
      return original === undefined ? { kind: 'moved', actual } : { kind: 'appended', appended: original };
    }
    const aheadMs = this.#newest.recordedAt - now;
    if (aheadMs > CLOCK_TOLERANCE_MS) {
      return { kind: 'clock-behind', aheadMs };
    }
    const streamId = Number(found?.['streamId'] ?? this.#insertStream.run(stream).lastInsertRowid);
    for (const [index, event] of events.entries()) {
      this.#insert(streamId, {
        ...event,
        stream,
        revision: expected + 1 + index,
        position: this.#newest.position + 1,
        recordedAt: Math.max(now, this.#newest.recordedAt),
      });
    }
    return {
      kind: 'appended',
      appended: { revision: expected + events.length, ...this.#newest, repeated: false },
    };
  }

  #insert(streamId: number, event: RecordedEvent): void {
    const { position, revision, id, type, recordedAt, data } = event;
    this.#insertEvent.run(position, streamId, revision, id, type, recordedAt, data, leafHash(event));
    this.#newest = { position, recordedAt };
  }

  /** What an earlier append of exactly these events did, if there was one. */
  #original(stream: string, expected: number, events: readonly NewEvent[]): Appended | undefined {
    const recorded = this.#reader.stream(stream, expected + 1, events.length);
    const last = recorded.at(-1);
    if (last === undefined || events.some((event, index) => event.id !== recorded[index]?.id)) {
      return undefined;
    }
    return { revision: last.revision, position: last.position, recordedAt: last.recordedAt, repeated: true };
  }

  #readNewest(): Newest {
    const head = this.#reader.head();
    const [event] = head < 0 ? [] : this.#reader.page(head, 1);
    return { position: head, recordedAt: event?.recordedAt ?? 0 };
  }

  /** SQLite takes some failed transactions back by itself. */
  #rollback(): void {
    if (this.#db.isTransaction) {
      this.#db.exec('ROLLBACK');
    }
  }
}
