import { DatabaseSync } from 'node:sqlite';
import type { Copied } from '../../copy-target.js';
import { EventDamaged, StoreUnavailable } from '../../store-errors.js';
import { TABLE_BESIDE } from '../table-beside.js';

/** 'KnWh', so that `file record.db` and we ourselves can tell it from any other SQLite file. */
const APPLICATION_ID = 0x4b6e5768;
const SCHEMA_VERSION = 3;

/**
 * `position`, `revision` and `recorded_at` (milliseconds since 1970) as in RecordedEvent; `data` is the canonical JSON as
 * it was handed in; `leaf_hash` is base64. Times are kept as numbers and never formatted by SQLite.
 */
const FIRST_SCHEMA = [
  'CREATE TABLE streams (stream_id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT',
  'CREATE UNIQUE INDEX streams_by_name ON streams (name)',
  `CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  data TEXT NOT NULL,
  leaf_hash TEXT NOT NULL
) STRICT`,
  'CREATE UNIQUE INDEX events_by_stream ON events (stream_id, revision)',
];

/** One row in a record that was made as a copy of another; `count` and `root` are there once it was finished. */
const COPY_TABLE = `CREATE TABLE copy (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  count INTEGER,
  root TEXT
) STRICT`;

/** What each version added to the one before. */
const SCHEMAS = [FIRST_SCHEMA, [COPY_TABLE], [TABLE_BESIDE]];

const SCHEMA = SCHEMAS.flat();

/** Opens `record.db` for the one connection that writes, creating it if it is not there. Waits for disks. */
export function openRecordForWriting(path: string): DatabaseSync {
  return opened(new DatabaseSync(path), (db) => {
    if (isNew(db)) {
      db.exec(`PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; ${SCHEMA.join('; ')};
        PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
    }
    const before = earlierVersion(db);
    if (before !== undefined) {
      const added = SCHEMAS.slice(before).flat().join('; ');
      db.exec(`BEGIN IMMEDIATE; ${added}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
    }
    assertOurs(db);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000');
  });
}

/** Opens `record.db` for reading; it must be there. */
export function openRecordForReading(path: string): DatabaseSync {
  return opened(new DatabaseSync(path, { readOnly: true, timeout: 1000 }), (db) => {
    assertOurs(db);
    db.exec('PRAGMA cache_size = -16000');
  });
}

/** A commit that stores nothing new yet has to reach the disk: it finds out whether the record can be written again. */
export function touchRecord(db: DatabaseSync): void {
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}

/** Undefined in a record that is no copy; `null` in one that is not finished. */
export function copyIn(db: DatabaseSync): Copied | null | undefined {
  const row = db.prepare('SELECT count, root FROM copy').get();
  const { count, root } = row ?? {};
  return row && (typeof count === 'number' && typeof root === 'string' ? { count, root } : null);
}

export function beginCopy(db: DatabaseSync): void {
  db.exec('INSERT INTO copy (one) VALUES (1)');
}

export function finishCopy(db: DatabaseSync, { count, root }: Copied): void {
  db.prepare('UPDATE copy SET count = ?, root = ?').run(count, root);
}

function opened(db: DatabaseSync, prepare: (db: DatabaseSync) => void): DatabaseSync {
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function isNew(db: DatabaseSync): boolean {
  return numberOf(db, 'application_id') === 0 && objectsOf(db).length === 0;
}

/** The version of a whole record that an earlier Knownwhen wrote; undefined for any other file. */
function earlierVersion(db: DatabaseSync): number | undefined {
  const version = numberOf(db, 'user_version');
  const isEarlier =
    numberOf(db, 'application_id') === APPLICATION_ID &&
    version >= 1 &&
    version < SCHEMA_VERSION &&
    objectsOf(db).join() === SCHEMAS.slice(0, version).flat().toSorted().join();
  return isEarlier ? version : undefined;
}

function assertOurs(db: DatabaseSync): void {
  if (numberOf(db, 'application_id') !== APPLICATION_ID) {
    throw new StoreUnavailable('record.db is a file of another application');
  }
  const version = numberOf(db, 'user_version');
  if (version > SCHEMA_VERSION) {
    throw new StoreUnavailable(
      `record.db was written by a newer Knownwhen (schema ${version}; this one knows schema ${SCHEMA_VERSION})`,
    );
  }
  if (version !== SCHEMA_VERSION || objectsOf(db).join() !== SCHEMA.toSorted().join()) {
    throw new EventDamaged(-1, 'the schema of record.db is not the one that Knownwhen created');
  }
}

function numberOf(db: DatabaseSync, pragma: 'application_id' | 'user_version'): number {
  return Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}

function objectsOf(db: DatabaseSync): string[] {
  const rows = db.prepare("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all();
  return rows.map((row) => String(row['sql'])).toSorted();
}
