import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataDirectoryInUse } from '../store-errors.js';
import { storeError } from './store-failure.js';

const SQLITE_BUSY = 5;
/** Processes that start together wait for each other's look at the lock, and no longer. */
const PATIENCE_MS = 500;

/**
 * One process at a time in a data directory. The lock is an open write transaction on `lock.db`, so the operating system
 * drops it with the process, however that ends. The holder's pid is a committed row, which others can read meanwhile.
 *
 * Nothing in this process may open and close `lock.db` or `record.db` as plain files while they are in use: closing any
 * descriptor of a file drops all of a process's POSIX locks on it.
 */
export class DataDirectoryLock {
  readonly #db: DatabaseSync;

  private constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Creates the directory if need be. Throws DataDirectoryInUse, or StoreUnavailable if it cannot be written to. */
  static take(directory: string): DataDirectoryLock {
    let db: DatabaseSync | undefined;
    try {
      createDurably(resolve(directory));
      db = new DatabaseSync(join(directory, 'lock.db'), { timeout: PATIENCE_MS });
      db.exec('PRAGMA synchronous = OFF; CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL) STRICT');
      holdAs(db, process.pid);
      return new DataDirectoryLock(db);
    } catch (error) {
      const refusal = isBusy(error) ? new DataDirectoryInUse(directory, holderOf(db)) : storeError(error);
      db?.close();
      throw refusal;
    }
  }

  release(): void {
    this.#db.close();
  }
}

/** Two processes may start together: whoever holds the transaction makes sure that the row names it. */
function holdAs(db: DatabaseSync, pid: number): void {
  db.exec('BEGIN IMMEDIATE');
  while (namedHolder(db) !== pid) {
    db.exec(`DELETE FROM holder; INSERT INTO holder (pid) VALUES (${pid}); COMMIT; BEGIN IMMEDIATE`);
  }
}

function namedHolder(db: DatabaseSync): unknown {
  return db.prepare('SELECT pid FROM holder').get()?.['pid'];
}

function holderOf(db: DatabaseSync | undefined): string {
  try {
    const pid = db === undefined ? undefined : namedHolder(db);
    return typeof pid === 'number' ? `pid ${pid}` : 'just starting';
  } catch {
    return 'just starting';
  }
}

function isBusy(error: unknown): boolean {
  return (error as { errcode?: number } | null)?.errcode === SQLITE_BUSY;
}

/** SQLite makes its files durable in their directory; a directory that is new must itself be durable in its parent. */
function createDurably(directory: string): void {
  const firstCreated = mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (firstCreated === undefined || process.platform === 'win32') {
    return;
  }
  for (
    let parent = dirname(directory);
    parent.length >= dirname(firstCreated).length;
    parent = dirname(parent)
  ) {
    const descriptor = openSync(parent, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
    if (parent === dirname(parent)) {
      return;
    }
  }
}
