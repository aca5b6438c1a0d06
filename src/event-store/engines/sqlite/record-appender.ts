import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { leafHash } from '../../event-leaf.js';
import type { Appended, NewEvent, RecordedEvent } from '../../recorded-event.js';
import { CopyRefused } from '../../store-errors.js';
import type { EventBeside } from '../../streams-beside.js';
import { BesideAppender } from './beside-appender.js';
import { touchRecord } from './record-file.js';
import { RecordReader } from './record-reader.js';
import type { AppendOutcome, AppendRequest, Newest } from './writer-messages.js';

/** How far the newest event may be stamped ahead of the clock before appends are refused. */
export const CLOCK_TOLERANCE_MS = 5000;

/** Streams whose last revision is kept at hand; all are forgotten when there are more. */
const KNOWN_STREAMS = 20_000;

interface StreamHead {
  readonly streamId: number;
  readonly revision: number;
}

/**
 * Appends groups of requests, each group in one transaction. Each request stands or falls alone: it is judged before
 * anything of it is written, and only a failure of the disk, which takes back the whole group, can stop it after that.
 */
export class RecordAppender {
  readonly #db: DatabaseSync;
  readonly #reader: RecordReader;
  readonly #beside: BesideAppender;
  readonly #findHead: StatementSync;
  readonly #insertStream: StatementSync;
  readonly #insertEvent: StatementSync;
  readonly #known = new Map<string, StreamHead>();
  #newest: Newest;
  #committed: Newest;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#reader = new RecordReader(db);
    this.#beside = new BesideAppender(db);
    this.#findHead = db.prepare(`
      SELECT s.stream_id AS streamId, max(e.revision) AS revision
      FROM streams s JOIN events e ON e.stream_id = s.stream_id WHERE s.name = ? GROUP BY s.stream_id`);
    this.#insertStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.#insertEvent = db.prepare(`
      INSERT INTO events (position, stream_id, revision, id, type, recorded_at, data, leaf_hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#newest = this.#readNewest();
    this.#committed = this.#newest;
  }

  get newest(): Newest {
    return this.#newest;
  }

  begin(): void {
    this.#committed = this.#newest;
    this.#db.exec('BEGIN IMMEDIATE');
  }

  /** On disk when it returns. A group in which nothing was appended writes too, to find out whether the disk can. */
  commit(): void {
    if (this.#newest === this.#committed) {
      touchRecord(this.#db);
    }
    this.#db.exec('COMMIT');
  }

  rollBack(): void {
    this.#newest = this.#committed;
    this.#known.clear();
    // SQLite takes some failed transactions back by itself.
    if (this.#db.isTransaction) {
      this.#db.exec('ROLLBACK');
    }
  }

  /** The last connection to close also moves the write-ahead log into the file. */
  close(): void {
    this.#db.close();
  }

  /** `now` is the clock when the request was sent. */
  append(request: AppendRequest, now: number): AppendOutcome {
    return request.beside ? this.#beside.append(request, now) : this.#append(request, now);
  }

  #append({ stream, expected, events }: AppendRequest, now: number): AppendOutcome {
    const head = this.#headOf(stream);
    const actual = head?.revision ?? -1;
    if (actual !== expected) {
      const original = actual > expected ? this.#original(stream, expected, events) : undefined;
      return original === undefined ? { kind: 'moved', actual } : { kind: 'appended', appended: original };
    }
    const aheadMs = this.#newest.recordedAt - now;
    if (aheadMs > CLOCK_TOLERANCE_MS) {
      return { kind: 'clock-behind', aheadMs };
    }
    const recordedAt = Math.max(now, this.#newest.recordedAt);
    const streamId = head?.streamId ?? this.#newStream(stream);
    for (const [index, { id, type, data }] of events.entries()) {
      const position = this.#newest.position + 1;
      this.#insert(streamId, {
        id,
        type,
        data,
        stream,
        revision: expected + 1 + index,
        position,
        recordedAt,
      });
    }
    const revision = expected + events.length;
    this.#remember(stream, { streamId, revision });
    return { kind: 'appended', appended: { revision, ...this.#newest, repeated: false } };
  }

  /** Takes over an event of another record as it is. Throws CopyRefused if it does not follow what is there. */
  takeOver(event: RecordedEvent): void {
    const { stream, revision, position, recordedAt } = event;
    const head = this.#headOf(stream);
    const follows =
      position === this.#newest.position + 1 &&
      revision === (head?.revision ?? -1) + 1 &&
      recordedAt >= this.#newest.recordedAt;
    if (!follows) {
      throw new CopyRefused(`${stream} at revision ${revision} and position ${position} does not follow`);
    }
    const streamId = head?.streamId ?? this.#newStream(stream);
    this.#insert(streamId, event);
    this.#remember(stream, { streamId, revision });
  }

  /** The same for a stream beside the deals. */
  takeOverBeside(event: EventBeside): void {
    this.#beside.takeOver(event);
  }

  #newStream(name: string): number {
    return Number(this.#insertStream.run(name).lastInsertRowid);
  }

  #headOf(stream: string): StreamHead | undefined {
    return this.#known.get(stream) ?? (this.#findHead.get(stream) as StreamHead | undefined);
  }

  #remember(stream: string, head: StreamHead): void {
    if (this.#known.size >= KNOWN_STREAMS) {
      this.#known.clear();
    }
    this.#known.set(stream, head);
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
}
