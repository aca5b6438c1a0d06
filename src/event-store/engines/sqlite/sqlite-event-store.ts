import { join } from 'node:path';
import { EventStore } from '../../event-store.js';
import type { Appended, Follow, NewEvent, RecordedEvent, StoreHealth } from '../../recorded-event.js';
import type { AppendedBeside } from '../../streams-beside.js';
import { ClockBehind, EventDamaged, StoreUnavailable } from '../../store-errors.js';
import { assertAppendable } from '../assert-appendable.js';
import { Changes } from '../changes.js';
import { followPages } from '../follow-pages.js';
import { MOST_PAGE_CHARACTERS } from '../most-page-characters.js';
import { CommitSignal } from '../commit-signal.js';
import { DataDirectoryLock } from '../data-directory-lock.js';
import { StreamsInTable } from '../streams-in-table.js';
import { TableBeside } from '../table-beside.js';
import { CLOCK_TOLERANCE_MS } from './record-appender.js';
import { openRecordForReading } from './record-file.js';
import { RecordReader } from './record-reader.js';
import { RecordVerifier } from './record-verifier.js';
import { RecordWriter } from './record-writer.js';
import type { GroupCommit } from './record-writer.js';
import { errorFrom, storeError } from '../store-failure.js';
import type { StoreFailure } from '../store-failure.js';
import type { AppendRequest } from './writer-messages.js';

/** Events checked before the store opens; those ahead of them are checked in the background. */
const CHECKED_AT_OPENING = 1000;

export interface SqliteOptions {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now?: () => number;
  /** Called after every commit that reached the disk; must not throw. */
  readonly onCommit?: (commit: GroupCommit) => void;
}

/**
 * The record in one SQLite file, `record.db`, in a directory that this process holds alone. A thread of its own does
 * everything that waits for the disk to write; reads run where they are asked, over a connection that cannot write.
 */
export class SqliteEventStore extends EventStore {
  readonly #changes = new Changes();
  readonly beside = new StreamsInTable({
    append: (stream, expected, events) => this.#appendBeside(stream, expected, events),
    read: (read) => this.#read(() => read(this.#tableBeside!)),
    changes: this.#changes,
  });
  readonly #lock: DataDirectoryLock;
  readonly #now: () => number;
  readonly #commits = new CommitSignal();
  #writer!: RecordWriter;
  #reader: RecordReader | undefined;
  #tableBeside: TableBeside | undefined;
  #verifier: RecordVerifier | undefined;
  #lastRecordedAt = 0;
  #damage: string | undefined;
  #closing: Promise<void> | undefined;

  private constructor(lock: DataDirectoryLock, now: () => number) {
    super();
    this.#lock = lock;
    this.#now = now;
  }

  /**
   * Creates directory and record if they are not there. Rejects with DataDirectoryInUse; StoreUnavailable if the directory
   * cannot be written to or the record is another application's or a newer version's; EventDamaged if the schema or one of
   * the newest 1,000 events is not what was stored.
   */
  static async open(directory: string, options: SqliteOptions = {}): Promise<SqliteEventStore> {
    const store = new SqliteEventStore(DataDirectoryLock.take(directory), options.now ?? Date.now);
    try {
      await store.#start(join(directory, 'record.db'), options.onCommit ?? (() => {}));
      return store;
    } catch (error) {
      await store.close();
      throw storeError(error);
    }
  }

  async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<Appended> {
    return this.#write({ beside: false, stream, expected, events });
  }

  async readStream(stream: string, fromRevision = 0): Promise<readonly RecordedEvent[]> {
    return this.#read((reader) => reader.stream(stream, fromRevision));
  }

  async readAll(fromPosition: number, limit: number): Promise<readonly RecordedEvent[]> {
    return this.#read((reader) => {
      const head = this.#commits.head;
      const events = reader.page(fromPosition, limit, MOST_PAGE_CHARACTERS);
      if (events.length === 0 && limit > 0 && fromPosition <= head) {
        throw new EventDamaged(fromPosition, 'it is missing');
      }
      return events;
    });
  }

  follow(fromPosition: number, options: Follow): AsyncIterable<readonly RecordedEvent[]> {
    const followed = {
      commits: this.#commits,
      hasEnded: () => this.#commits.closed,
      readAll: (from: number, limit: number) => this.readAll(from, limit),
    };
    return followPages(followed, fromPosition, options);
  }

  async head(): Promise<number> {
    return this.#commits.head;
  }

  health(): StoreHealth {
    const aheadMs = this.#lastRecordedAt - this.#now();
    const reasons = [
      this.#damage,
      this.#closing === undefined ? this.#writer.failure : 'it is closed',
      aheadMs > CLOCK_TOLERANCE_MS ? new ClockBehind(aheadMs).message : undefined,
    ];
    return { reasons: reasons.filter((reason) => reason !== undefined) };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #start(path: string, onCommit: (commit: GroupCommit) => void): Promise<void> {
    const { writer, newest } = await RecordWriter.start(path, this.#now, {
      committed: ({ position, recordedAt }, commit) => {
        this.#lastRecordedAt = recordedAt;
        onCommit(commit);
        this.#commits.advance(position);
      },
      damaged: (failure) => this.#remember(failure),
    });
    this.#writer = writer;
    this.#lastRecordedAt = newest.recordedAt;
    this.#commits.advance(newest.position);
    const db = openRecordForReading(path);
    this.#reader = new RecordReader(db);
    this.#tableBeside = new TableBeside(db);
    const checkedFrom = Math.max(0, newest.position + 1 - CHECKED_AT_OPENING);
    this.#reader.verify(checkedFrom, newest.position);
    if (checkedFrom > 0) {
      this.#verifier = new RecordVerifier({ path, toPosition: checkedFrom }, (failure) =>
        this.#remember(failure),
      );
    }
  }

  /** The reading connections close first, so that the writer's is the last and takes the write-ahead log into the file. */
  async #close(): Promise<void> {
    this.#commits.close();
    this.#changes.close();
    await this.#verifier?.close();
    this.#reader?.close();
    this.#reader = undefined;
    await this.#writer?.close();
    this.#lock.release();
  }

  async #write(request: AppendRequest): Promise<Appended> {
    assertAppendable(request.stream, request.expected, request.events);
    if (this.#closing !== undefined) {
      throw new StoreUnavailable('it is closed');
    }
    return this.#writer.append(request);
  }

  async #appendBeside(
    stream: string,
    expected: number,
    events: readonly NewEvent[],
  ): Promise<AppendedBeside> {
    const request = { beside: true, stream, expected, events };
    const { revision, recordedAt, repeated } = await this.#write(request);
    this.#changes.tell(stream);
    return { revision, recordedAt, repeated };
  }

  #read<Result>(read: (reader: RecordReader) => Result): Result {
    if (this.#reader === undefined) {
      throw new StoreUnavailable('it is closed');
    }
    try {
      return read(this.#reader);
    } catch (error) {
      const failure = storeError(error);
      if (failure instanceof EventDamaged) {
        this.#damage ??= failure.message;
      }
      throw failure;
    }
  }

  #remember(failure: StoreFailure): void {
    this.#damage ??= errorFrom(failure).message;
  }
}
