import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { leafHash } from '../../event-leaf.js';
import type { RecordedEvent } from '../../recorded-event.js';
import type { Copied } from '../../copy-target.js';
import { EventDamaged, StoreUnavailable } from '../../store-errors.js';
import { MOST_PAGE_CHARACTERS } from '../most-page-characters.js';
import { TABLE_BESIDE, TableBeside } from '../table-beside.js';

/** 'KnWc', to tell the file from any other. */
const APPLICATION_ID = 0x4b6e5763;
const SCHEMA_VERSION = 3;

/**
 * Events as in RecordedEvent, each with its place in `$all` (decimal text: it is a 64-bit number) and the append that it
 * came with. `followed` is one row: the streams that are copied, and the place up to which all of `$all` is known. `copied` is
 * one row when the record in the cluster was made as a copy of another, with what it holds once that is finished.
 */
const SCHEMA = `
CREATE TABLE streams (stream_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  data TEXT NOT NULL,
  commit_position TEXT NOT NULL,
  prepare_position TEXT NOT NULL,
  attempt TEXT,
  leaf_hash TEXT NOT NULL,
  UNIQUE (stream_id, revision)
) STRICT;
CREATE TABLE followed (prefix TEXT NOT NULL, commit_position TEXT, prepare_position TEXT) STRICT;
CREATE TABLE copied (copy TEXT NOT NULL, count INTEGER, root TEXT) STRICT;
${TABLE_BESIDE};`;

const SELECT_EVENTS = `
  SELECT e.position, s.name AS stream, e.revision, e.id, e.type, e.recorded_at AS recordedAt, e.data, e.leaf_hash AS leafHash,
    e.commit_position AS commitPosition, e.prepare_position AS preparePosition, e.attempt
  FROM events e JOIN streams s ON s.stream_id = e.stream_id`;

export const UNFINISHED_COPY =
  'the record in the cluster is a copy that was not finished: the same "knownwhen copy" goes on with it';

/** A place in `$all`. */
export interface LogPlace {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** An event with what this node keeps about it. */
export interface CopiedEvent extends RecordedEvent {
  readonly place: LogPlace;
  readonly attempt: string | null;
}

/** The copying by which the record in the cluster was made. */
export interface Copying {
  readonly copy: string;
  /** Undefined until it is finished; the record takes no other events until then. */
  readonly finished: Copied | undefined;
}

interface Row extends RecordedEvent {
  readonly leafHash: string;
  readonly commitPosition: string;
  readonly preparePosition: string;
  readonly attempt: string | null;
}

/**
 * This node's copy of the deal events and of the streams beside them, `record-copy.db`. The cluster holds the record: the copy can be deleted at any time
 * and is made anew. So its writes need not be on disk when they return; it is enough that the file stays whole.
 */
export class LocalRecord {
  readonly beside: TableBeside;
  readonly #db: DatabaseSync;
  readonly #page: StatementSync;
  readonly #stream: StatementSync;
  readonly #revision: StatementSync;
  readonly #attempt: StatementSync;
  readonly #streamId: StatementSync;
  readonly #insertStream: StatementSync;
  readonly #insertEvent: StatementSync;
  readonly #keepPlace: StatementSync;
  readonly #copying: StatementSync;

  private constructor(db: DatabaseSync) {
    this.#db = db;
    this.beside = new TableBeside(db);
    this.#page = db.prepare(`${SELECT_EVENTS} WHERE e.position >= ? ORDER BY e.position LIMIT ?`);
    this.#stream = db.prepare(`${SELECT_EVENTS}
      WHERE s.name = ? AND e.revision >= ? ORDER BY e.revision LIMIT ?`);
    this.#revision = db.prepare(`
      SELECT max(e.revision) AS revision FROM events e WHERE e.stream_id = (SELECT stream_id FROM streams WHERE name = ?)`);
    this.#attempt = db.prepare(`
      SELECT e.attempt FROM events e JOIN streams s ON s.stream_id = e.stream_id WHERE s.name = ? AND e.revision = ?`);
    this.#streamId = db.prepare('SELECT stream_id AS streamId FROM streams WHERE name = ?');
    this.#insertStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.#insertEvent = db.prepare(`
      INSERT INTO events (position, stream_id, revision, id, type, recorded_at, data, commit_position, prepare_position,
        attempt, leaf_hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#copying = db.prepare('SELECT copy, count, root FROM copied');
    this.#keepPlace = db.prepare('UPDATE followed SET commit_position = ?, prepare_position = ?');
  }

  /** Throws StoreUnavailable if the file is not a copy of the streams with this prefix; or what SQLite throws. */
  static open(path: string, prefix: string): LocalRecord {
    const db = new DatabaseSync(path);
    try {
      prepareFile(db, prefix);
      return new LocalRecord(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** The event with the highest position. */
  newest(): CopiedEvent | undefined {
    const last = this.#db.prepare('SELECT max(position) AS position FROM events').get()?.['position'];
    const [row] = typeof last === 'number' ? (this.#page.all(last, 1) as unknown as Row[]) : [];
    return row === undefined ? undefined : copied(row);
  }

  page(fromPosition: number, limit: number): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    let characters = 0;
    for (const row of this.#page.iterate(fromPosition, limit) as unknown as Iterable<Row>) {
      events.push(intact(row, row.position === fromPosition + events.length));
      characters += row.data.length;
      if (characters >= MOST_PAGE_CHARACTERS) {
        break;
      }
    }
    return events;
  }

  /** `limit` -1 is none. */
  stream(name: string, fromRevision: number, limit = -1): RecordedEvent[] {
    const rows = this.#stream.all(name, fromRevision, limit) as unknown as Row[];
    return rows.map((row, index) => intact(row, row.revision === fromRevision + index));
  }

  /** The stream's last revision here; -1 if it has no event. */
  revisionOf(stream: string): number {
    const revision = this.#revision.get(stream)?.['revision'];
    return typeof revision === 'number' ? revision : -1;
  }

  attemptOf(stream: string, revision: number): string | null {
    return (this.#attempt.get(stream, revision)?.['attempt'] ?? null) as string | null;
  }

  /** The place in `$all` from which to go on; undefined while nothing of it is known. */
  place(): LogPlace | undefined {
    const row = this.#db.prepare('SELECT commit_position AS c, prepare_position AS p FROM followed').get();
    return typeof row?.['c'] === 'string'
      ? { commit: BigInt(row['c']), prepare: BigInt(String(row['p'])) }
      : undefined;
  }

  /** Undefined while the record is no copy. */
  copying(): Copying | undefined {
    const row = this.#copying.get();
    if (row === undefined) {
      return undefined;
    }
    const { count, root } = row;
    const finished = typeof count === 'number' && typeof root === 'string' ? { count, root } : undefined;
    return { copy: String(row['copy']), finished };
  }

  /** Whether the record takes nothing but what is copied. */
  isBeingCopied(): boolean {
    const copying = this.copying();
    return copying !== undefined && copying.finished === undefined;
  }

  copyBegun(copy: string): void {
    this.#db.prepare('INSERT INTO copied (copy) VALUES (?)').run(copy);
  }

  copyFinished({ count, root }: Copied): void {
    this.#db.prepare('UPDATE copied SET count = ?, root = ?').run(count, root);
  }

  /** The leaf hash of every event, in position order. */
  *leaves(): Generator<string> {
    for (const row of this.#db.prepare('SELECT leaf_hash FROM events ORDER BY position').iterate()) {
      yield String(row['leaf_hash']);
    }
  }

  /** Does `work`, which may add events and keep a place, as a whole or, if it throws, not at all. */
  atOnce<Result>(work: () => Result): Result {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) {
        this.#db.exec('ROLLBACK');
      }
      throw error;
    }
  }

  /** Returns the event's leaf hash. */
  add(event: CopiedEvent): string {
    const { position, stream, revision, id, type, recordedAt, data, place, attempt } = event;
    const known = this.#streamId.get(stream)?.['streamId'];
    const streamId =
      typeof known === 'number' ? known : Number(this.#insertStream.run(stream).lastInsertRowid);
    const { commit, prepare } = place;
    const where = [String(commit), String(prepare)] as const;
    const leaf = leafHash(event);
    this.#insertEvent.run(position, streamId, revision, id, type, recordedAt, data, ...where, attempt, leaf);
    this.keepPlace(place);
    return leaf;
  }

  keepPlace({ commit, prepare }: LogPlace): void {
    this.#keepPlace.run(String(commit), String(prepare));
  }

  close(): void {
    this.#db.close();
  }
}

function prepareFile(db: DatabaseSync, prefix: string): void {
  const pragma = (name: string): number => Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000');
  if (pragma('application_id') === 0 && pragma('schema_version') === 0) {
    db.exec(
      `BEGIN IMMEDIATE; ${SCHEMA} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`,
    );
    db.prepare('INSERT INTO followed (prefix) VALUES (?)').run(prefix);
    db.exec('COMMIT');
  }
  if (pragma('application_id') === APPLICATION_ID && pragma('user_version') === 2) {
    // It did not follow the streams beside the deals yet, so it looks at all of `$all` again.
    db.exec(`BEGIN IMMEDIATE; ${TABLE_BESIDE}; PRAGMA user_version = ${SCHEMA_VERSION};
      UPDATE followed SET commit_position = NULL, prepare_position = NULL; COMMIT`);
  }
  if (pragma('application_id') !== APPLICATION_ID || pragma('user_version') !== SCHEMA_VERSION) {
    throw new StoreUnavailable(
      'record-copy.db is not of this version: delete it, it is made anew from the cluster',
    );
  }
  const kept = db.prepare('SELECT prefix FROM followed').get()?.['prefix'];
  if (kept !== prefix) {
    throw new StoreUnavailable(`record-copy.db holds the streams ${String(kept)}..., not ${prefix}...`);
  }
}

/** Builds the event anew, so that what leaves has the port's fields only, and always in one shape. */
function intact(row: Row, inPlace: boolean): RecordedEvent {
  const { position, stream, revision, id, type, recordedAt, data } = row;
  const event = { id, type, data, stream, revision, position, recordedAt };
  if (!inPlace || leafHash(event) !== row.leafHash) {
    const problem = inPlace ? 'it is not what was copied' : 'an event ahead of it is missing';
    throw new EventDamaged(position, `${problem}; delete record-copy.db, it is made anew from the cluster`);
  }
  return event;
}

function copied(row: Row): CopiedEvent {
  const place = { commit: BigInt(row.commitPosition), prepare: BigInt(row.preparePosition) };
  return { ...intact(row, true), place, attempt: row.attempt };
}
