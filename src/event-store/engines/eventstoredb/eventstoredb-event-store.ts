import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventData } from '@eventstore/db-client';
import { EventStore } from '../../event-store.js';
import type { Appended, Follow, NewEvent, RecordedEvent, StoreHealth } from '../../recorded-event.js';
import { EventDamaged, StoreUnavailable } from '../../store-errors.js';
import type { AppendedBeside, EventBeside } from '../../streams-beside.js';
import { assertAppendable } from '../assert-appendable.js';
import { Changes } from '../changes.js';
import { CommitSignal } from '../commit-signal.js';
import { followPages } from '../follow-pages.js';
import { DataDirectoryLock } from '../data-directory-lock.js';
import { storeError } from '../store-failure.js';
import { StreamsInTable } from '../streams-in-table.js';
import { Arrivals } from './arrivals.js';
import { ClusterAppender } from './cluster-appender.js';
import { ClusterFollower } from './cluster-follower.js';
import { LocalRecord, UNFINISHED_COPY } from './local-record.js';
import type { CopiedEvent, Copying } from './local-record.js';
import { StreamNames } from './stream-names.js';

const PATIENCE_MS = 10_000;

export interface EventStoreDbOptions {
  /** Connection string, `esdb://...`, as `@eventstore/db-client` takes it. */
  readonly url: string;
  /** What the names of the deal streams begin with in the cluster; `deal-` unless told. */
  readonly streamPrefix?: string | undefined;
  /** How long an append may take before it is rejected with StoreUnavailable. */
  readonly patienceMs?: number;
}

/**
 * The record in an EventStoreDB cluster, which any number of nodes share. Appends go to the cluster; a follower copies the
 * deal events of `$all` into a file of this node, numbering them, and everything is read from that copy. Positions need
 * such a file anyway; with the events in it a rebuild costs the cluster nothing, and answers go on while it is away.
 */
export class EventStoreDbEventStore extends EventStore {
  readonly #changes = new Changes();
  readonly beside = new StreamsInTable({
    append: (stream, expected, events) => this.#appendBeside(stream, expected, events),
    read: (read) => this.#read((local) => read(local.beside)),
    changes: this.#changes,
  });
  readonly #lock: DataDirectoryLock;
  readonly #arrivals = new Arrivals();
  readonly #commits = new CommitSignal();
  readonly #names: StreamNames;
  readonly #patienceMs: number;
  readonly #ended = Promise.withResolvers<void>();
  #local: LocalRecord | undefined;
  #appender!: ClusterAppender;
  #follower!: ClusterFollower;
  #damage: EventDamaged | undefined;
  #closing: Promise<void> | undefined;

  private constructor(lock: DataDirectoryLock, names: StreamNames, patienceMs: number) {
    super();
    this.#lock = lock;
    this.#names = names;
    this.#patienceMs = patienceMs;
  }

  /**
   * Resolves without waiting for the cluster: until this node has caught up with it, `health` says so. Rejects with
   * DataDirectoryInUse, or StoreUnavailable if the directory cannot be used or holds another record.
   */
  static async open(directory: string, options: EventStoreDbOptions): Promise<EventStoreDbEventStore> {
    const names = new StreamNames(options.streamPrefix);
    const lock = DataDirectoryLock.take(directory);
    const store = new EventStoreDbEventStore(lock, names, options.patienceMs ?? PATIENCE_MS);
    try {
      store.#start(directory, options.url);
      return store;
    } catch (error) {
      store.#local?.close();
      store.#lock.release();
      throw storeError(error);
    }
  }

  async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<Appended> {
    if (this.#names.inCluster(stream) === undefined) {
      throw new RangeError('an append names a stream deal-...');
    }
    this.#assertWritable(stream, expected, events);
    return this.#appender.append(stream, expected, events);
  }

  async readStream(stream: string, fromRevision = 0): Promise<readonly RecordedEvent[]> {
    return this.#read((local) => local.stream(stream, fromRevision));
  }

  async readAll(fromPosition: number, limit: number): Promise<readonly RecordedEvent[]> {
    return this.#read((local) => local.page(fromPosition, limit));
  }

  follow(fromPosition: number, options: Follow): AsyncIterable<readonly RecordedEvent[]> {
    const followed = {
      commits: this.#commits,
      hasEnded: () => this.#closing !== undefined,
      readAll: (from: number, limit: number) => this.readAll(from, limit),
    };
    return followPages(followed, fromPosition, options);
  }

  async head(): Promise<number> {
    return this.#commits.head;
  }

  health(): StoreHealth {
    if (this.#closing !== undefined) {
      return { reasons: ['it is closed'] };
    }
    const reason = this.#damage?.message ?? this.#follower.trouble;
    if (reason !== undefined) {
      return { reasons: [reason] };
    }
    return { reasons: this.#local!.isBeingCopied() ? [UNFINISHED_COPY] : [] };
  }

  /** The copying by which the record was made, as far as this node has followed it; undefined while it is no copy. */
  get copying(): Copying | undefined {
    return this.#read((local) => local.copying());
  }

  /**
   * Resolves once this node has the whole record. Rejects with EventDamaged, or with StoreUnavailable when it gets no
   * further for longer than an append may take.
   */
  async caughtUp(): Promise<void> {
    const over = Promise.race([this.#follower.caughtUp, this.#ended.promise]).then(() => true);
    for (let before = -2; !(await Promise.race([over, pause(this.#patienceMs, false, { ref: false })]));) {
      if (this.#follower.position === before) {
        throw new StoreUnavailable(this.#follower.trouble ?? 'the cluster says nothing');
      }
      before = this.#follower.position;
    }
    if (this.#damage !== undefined) {
      throw this.#damage;
    }
  }

  /** Takes over events of one stream, in the copying of this name. Rejects as {@link append} does. */
  takeOver(copy: string, events: readonly RecordedEvent[]): Promise<void> {
    return this.#appender.takeOver(copy, events);
  }

  /** The same for a stream beside the deals. */
  takeOverBeside(copy: string, events: readonly EventBeside[]): Promise<void> {
    return this.#appender.takeOverBeside(copy, events);
  }

  /** Appends to the copy stream. Rejects as {@link append} does. */
  tellOfCopy(event: EventData): Promise<void> {
    return this.#appender.tellOfCopy(event);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #start(directory: string, url: string): void {
    if (existsSync(join(directory, 'record.db'))) {
      throw new StoreUnavailable(
        `${directory} holds an embedded record; a node of a cluster needs a data directory of its own`,
      );
    }
    const local = LocalRecord.open(join(directory, 'record-copy.db'), this.#names.prefix);
    this.#local = local;
    this.#commits.advance(local.newest()?.position ?? -1);
    this.#follower = new ClusterFollower(url, this.#names, local, {
      copied: (events) => this.#copied(events),
      copiedBeside: (events) => this.#copiedBeside(events),
      stopped: (damage) => this.#stopped(damage),
    });
    this.#appender = new ClusterAppender(url, this.#names, local, this.#arrivals, {
      caughtUp: this.#follower.caughtUp,
      patienceMs: this.#patienceMs,
    });
  }

  /** Followers are told first: an append's answer must not come ahead of what it is the answer to. */
  #copied(events: readonly CopiedEvent[]): void {
    this.#commits.advance(events.at(-1)!.position);
    for (const { stream, revision } of events) {
      this.#arrivals.arrived(stream, revision);
    }
  }

  #copiedBeside(events: readonly EventBeside[]): void {
    for (const { stream, revision } of events) {
      this.#changes.tell(stream);
      this.#arrivals.arrived(this.#names.besideInCluster(stream), revision);
    }
  }

  async #appendBeside(
    stream: string,
    expected: number,
    events: readonly NewEvent[],
  ): Promise<AppendedBeside> {
    this.#assertWritable(stream, expected, events);
    return this.#appender.appendBeside(stream, expected, events);
  }

  #assertWritable(stream: string, expected: number, events: readonly NewEvent[]): void {
    assertAppendable(stream, expected, events);
    if (this.#closing !== undefined) {
      throw new StoreUnavailable('it is closed');
    }
    if (this.#damage !== undefined) {
      throw new StoreUnavailable(this.#damage.message);
    }
  }

  /** Appends that wait for what will not come, and followers that would wait for ever, are told. */
  #stopped(damage: EventDamaged): void {
    this.#damage = damage;
    this.#ended.resolve();
    this.#arrivals.close();
    this.#commits.close();
    this.#changes.close();
  }

  async #close(): Promise<void> {
    this.#ended.resolve();
    this.#commits.close();
    this.#changes.close();
    await this.#appender.settled();
    this.#arrivals.close();
    await this.#follower.close();
    await this.#appender.close();
    this.#local?.close();
    this.#local = undefined;
    this.#lock.release();
  }

  #read<Result>(read: (local: LocalRecord) => Result): Result {
    if (this.#local === undefined) {
      throw new StoreUnavailable('it is closed');
    }
    if (this.#damage !== undefined) {
      throw this.#damage;
    }
    try {
      return read(this.#local);
    } catch (error) {
      const failure = storeError(error);
      if (failure instanceof EventDamaged) {
        this.#stopped(failure);
      }
      throw failure;
    }
  }
}
