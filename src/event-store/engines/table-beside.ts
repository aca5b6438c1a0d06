import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { leafHashBeside } from '../event-leaf.js';
import { EventDamaged } from '../store-errors.js';
import type { EventBeside } from '../streams-beside.js';

/**
 * The streams beside the deals, in whichever file an engine keeps them. Columns as in EventBeside; `attempt` is the append
 * that an event came with, where an engine needs to know; `leaf_hash` is base64.
 */
export const TABLE_BESIDE = `CREATE TABLE beside (
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  data TEXT NOT NULL,
  attempt TEXT,
  leaf_hash TEXT NOT NULL,
  PRIMARY KEY (stream, revision)
) STRICT, WITHOUT ROWID`;

const SELECT_EVENTS = `
  SELECT stream, revision, id, type, recorded_at AS recordedAt, data, leaf_hash AS leafHash FROM beside WHERE stream = ?`;

/** From one name to the next by the primary key, however many events each stream has. */
const SELECT_NAMES = `
  WITH RECURSIVE names (name) AS (
    SELECT min(stream) FROM beside WHERE stream >= :prefix
    UNION ALL
    SELECT (SELECT min(stream) FROM beside WHERE stream > name) FROM names WHERE substr(name, 1, length(:prefix)) = :prefix
  )
  SELECT name FROM names WHERE substr(name, 1, length(:prefix)) = :prefix`;

type Row = EventBeside & { readonly leafHash: string };

/** Reads and adds events; checks every one that it reads. Throws EventDamaged, or what SQLite throws. */
export class TableBeside {
  readonly #events: StatementSync;
  readonly #newest: StatementSync;
  readonly #attempt: StatementSync;
  readonly #names: StatementSync;
  readonly #insert: StatementSync;

  constructor(db: DatabaseSync) {
    this.#events = db.prepare(`${SELECT_EVENTS} AND revision >= ? ORDER BY revision LIMIT ?`);
    this.#newest = db.prepare(`${SELECT_EVENTS} ORDER BY revision DESC LIMIT 1`);
    this.#attempt = db.prepare('SELECT attempt FROM beside WHERE stream = ? AND revision = ?');
    this.#names = db.prepare(SELECT_NAMES);
    this.#insert = db.prepare(`
      INSERT INTO beside (stream, revision, id, type, recorded_at, data, attempt, leaf_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  }

  /** `limit` -1 is none. */
  stream(name: string, fromRevision: number, limit = -1): EventBeside[] {
    const rows = this.#events.all(name, fromRevision, limit) as unknown as Row[];
    return rows.map((row, index) => {
      if (row.revision !== fromRevision + index) {
        throw new EventDamaged(-1, `revision ${fromRevision + index} of ${name} is missing`);
      }
      return intact(row);
    });
  }

  newest(name: string): EventBeside | undefined {
    const row = this.#newest.get(name) as unknown as Row | undefined;
    return row && intact(row);
  }

  /** The stream's last revision; -1 if it has no event. */
  revisionOf(name: string): number {
    return this.newest(name)?.revision ?? -1;
  }

  attemptOf(name: string, revision: number): string | null {
    return (this.#attempt.get(name, revision)?.['attempt'] ?? null) as string | null;
  }

  names(prefix: string): string[] {
    return this.#names.all({ prefix }).map((row) => String(row['name']));
  }

  add(event: EventBeside, attempt: string | null = null): void {
    const { stream, revision, id, type, recordedAt, data } = event;
    this.#insert.run(stream, revision, id, type, recordedAt, data, attempt, leafHashBeside(event));
  }
}

/** Builds the event anew, so that what leaves has the port's fields only, and always in one shape. */
function intact(row: Row): EventBeside {
  const { stream, revision, id, type, recordedAt, data } = row;
  const event = { id, type, data, stream, revision, recordedAt };
  if (leafHashBeside(event) !== row.leafHash) {
    throw new EventDamaged(-1, `revision ${revision} of ${stream} does not match the hash stored with it`);
  }
  return event;
}
