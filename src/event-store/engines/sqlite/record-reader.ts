import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { leafHash } from '../../event-leaf.js';
import type { RecordedEvent } from '../../recorded-event.js';
import { EventDamaged } from '../../store-errors.js';

/** `LEFT JOIN`, so that an event whose stream lost its name is found damaged instead of not found. */
const SELECT_EVENTS = `
  SELECT e.position, s.name AS stream, e.revision, e.id, e.type, e.recorded_at AS recordedAt, e.data, e.leaf_hash AS leafHash
  FROM events e LEFT JOIN streams s ON s.stream_id = e.stream_id`;

/** An event that cannot be reached through the indexes by which streams are read. */
const SELECT_UNREACHABLE = `
  SELECT e.position FROM events e
  WHERE e.position BETWEEN ? AND ? AND e.position IS NOT (
    SELECT i.position FROM events i INDEXED BY events_by_stream
    WHERE i.revision = e.revision AND i.stream_id = (
      SELECT n.stream_id FROM streams n INDEXED BY streams_by_name
      WHERE n.name = (SELECT s.name FROM streams s WHERE s.stream_id = e.stream_id)))
  LIMIT 1`;

type Row = RecordedEvent & { readonly leafHash: string };

/** Reads events and checks every one of them; throws EventDamaged, or what SQLite throws. */
export class RecordReader {
  readonly #db: DatabaseSync;
  readonly #head: StatementSync;
  readonly #page: StatementSync;
  readonly #stream: StatementSync;
  readonly #unreachable: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#head = db.prepare('SELECT max(position) AS position FROM events');
    this.#page = db.prepare(`${SELECT_EVENTS} WHERE e.position >= ? ORDER BY e.position LIMIT ?`);
    this.#stream = db.prepare(`${SELECT_EVENTS}
      WHERE e.stream_id = (SELECT stream_id FROM streams WHERE name = ?) AND e.revision >= ? ORDER BY e.revision LIMIT ?`);
    this.#unreachable = db.prepare(SELECT_UNREACHABLE);
  }

  /** Position of the newest event, -1 if there is none. */
  head(): number {
    const position = this.#head.get()?.['position'];
    return typeof position === 'number' ? position : -1;
  }

  /** The events from a position on; fewer than `limit` at the end, or once their data adds up to `mostCharacters`. */
  page(fromPosition: number, limit: number, mostCharacters = Infinity): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    let characters = 0;
    for (const row of this.#page.iterate(fromPosition, limit) as unknown as Iterable<Row>) {
      if (row.position !== fromPosition + events.length) {
        throw new EventDamaged(fromPosition + events.length, 'it is missing');
      }
      events.push(intact(row));
      characters += row.data.length;
      if (characters >= mostCharacters) {
        break;
      }
    }
    return events;
  }

  /** `limit` -1 is none. */
  stream(name: string, fromRevision: number, limit = -1): RecordedEvent[] {
    const rows = this.#stream.all(name, fromRevision, limit) as unknown as Row[];
    return rows.map((row, index) => {
      if (row.revision !== fromRevision + index) {
        throw new EventDamaged(-1, `revision ${fromRevision + index} of ${name} is missing`);
      }
      return intact(row);
    });
  }

  /** Everything there is to check of these events: presence, content, order in time, and that their stream leads to them. */
  verify(fromPosition: number, toPosition: number): void {
    const events = this.page(fromPosition, toPosition - fromPosition + 1);
    if (events.length <= toPosition - fromPosition) {
      throw new EventDamaged(fromPosition + events.length, 'it is missing');
    }
    for (const [index, event] of events.entries()) {
      if (event.recordedAt < (events[index - 1]?.recordedAt ?? 0)) {
        throw new EventDamaged(event.position, 'it was recorded before the one ahead of it');
      }
    }
    const unreachable = this.#unreachable.get(fromPosition, toPosition)?.['position'];
    if (unreachable !== undefined) {
      throw new EventDamaged(Number(unreachable), 'its stream does not lead to it');
    }
  }

  close(): void {
    this.#db.close();
  }
}

/** Builds the event anew, so that what leaves the store has the port's fields only, and always in one shape. */
function intact(row: Row): RecordedEvent {
  const { position, stream, revision, id, type, recordedAt, data } = row;
  const event = { id, type, data, stream, revision, position, recordedAt };
  if (leafHash(event) !== row.leafHash) {
    throw new EventDamaged(position, 'it does not match the hash that was stored with it');
  }
  return event;
}
