import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { CopyTarget } from '../../copy-target.js';
import type { Copied } from '../../copy-target.js';
import type { RecordedEvent } from '../../recorded-event.js';
import type { EventBeside } from '../../streams-beside.js';
import { CopyRefused } from '../../store-errors.js';
import { DataDirectoryLock } from '../data-directory-lock.js';
import { MOST_PAGE_CHARACTERS } from '../most-page-characters.js';
import { storeError } from '../store-failure.js';
import { TableBeside } from '../table-beside.js';
import { RecordAppender } from './record-appender.js';
import { beginCopy, copyIn, finishCopy, openRecordForWriting } from './record-file.js';
import { RecordReader } from './record-reader.js';

/** A copy in `record.db`, in a directory that this process holds alone. It waits for disks in the thread that calls it. */
export class SqliteCopyTarget extends CopyTarget {
  readonly #lock: DataDirectoryLock;
  readonly #db: DatabaseSync;
  readonly #appender: RecordAppender;
  readonly #reader: RecordReader;
  readonly beside: CopyTarget['beside'];

  private constructor(lock: DataDirectoryLock, db: DatabaseSync) {
    super();
    this.#lock = lock;
    this.#db = db;
    this.#appender = new RecordAppender(db);
    this.#reader = new RecordReader(db);
    const table = new TableBeside(db);
    this.beside = {
      read: async (stream, fromRevision = 0) => rejecting(() => table.stream(stream, fromRevision)),
      newest: async (stream) => rejecting(() => table.newest(stream)),
    };
  }

  /** Begins a copy, or goes on with one. Rejects with CopyRefused, and as SqliteEventStore.open does. */
  static async open(directory: string): Promise<SqliteCopyTarget> {
    const lock = DataDirectoryLock.take(directory);
    let db: DatabaseSync | undefined;
    try {
      db = openRecordForWriting(join(directory, 'record.db'));
      const target = new SqliteCopyTarget(lock, db);
      target.#begin(directory);
      return target;
    } catch (error) {
      db?.close();
      lock.release();
      throw failure(error);
    }
  }

  finished(): Copied | undefined {
    return copyIn(this.#db) ?? undefined;
  }

  async head(): Promise<number> {
    return this.#appender.newest.position;
  }

  async readAll(fromPosition: number, limit: number): Promise<readonly RecordedEvent[]> {
    return rejecting(() => this.#reader.page(fromPosition, limit, MOST_PAGE_CHARACTERS));
  }

  async takeOver(events: readonly RecordedEvent[]): Promise<void> {
    this.#atOnce(() => events.forEach((event) => this.#appender.takeOver(event)));
  }

  async takeOverBeside(events: readonly EventBeside[]): Promise<void> {
    this.#atOnce(() => events.forEach((event) => this.#appender.takeOverBeside(event)));
  }

  async finish(copied: Copied): Promise<void> {
    if (copied.count !== this.#appender.newest.position + 1) {
      throw new CopyRefused(`the copy does not hold ${copied.count} events`);
    }
    rejecting(() => finishCopy(this.#db, copied));
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) {
      this.#db.close();
      this.#lock.release();
    }
  }

  #atOnce(work: () => void): void {
    rejecting(() => {
      this.#appender.begin();
      try {
        work();
        this.#appender.commit();
      } catch (error) {
        this.#appender.rollBack();
        throw error;
      }
    });
  }

  #begin(directory: string): void {
    if (copyIn(this.#db) !== undefined) {
      return;
    }
    if (this.#appender.newest.position >= 0) {
      throw new CopyRefused(`${directory} holds a record that is no copy; a copy needs an empty place`);
    }
    beginCopy(this.#db);
  }
}

function rejecting<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw failure(error);
  }
}

function failure(error: unknown): Error {
  return error instanceof CopyRefused ? error : storeError(error);
}
