import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ANY,
  ErrorType,
  NO_STREAM as EXPECT_NO_STREAM,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { AppendExpectedRevision, EventData, EventStoreDBClient } from '@eventstore/db-client';
import type { Appended, NewEvent, RecordedEvent } from '../../recorded-event.js';
import { StoreUnavailable, StreamMoved } from '../../store-errors.js';
import type { Arrivals } from './arrivals.js';
import { connect, disconnect } from './cluster-client.js';
import { clusterEvent } from './event-bytes.js';
import { UNFINISHED_COPY } from './local-record.js';
import type { LocalRecord } from './local-record.js';
import type { StreamNames } from './stream-names.js';

const RETRY_AFTER_MS = 200;
const STREAMS_END_WITHIN_MS = 1_000;
/** Answers after which trying again cannot help. */
const FINAL = new Set<string | undefined>([
  ErrorType.ACCESS_DENIED,
  ErrorType.INVALID_ARGUMENT,
  ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
  ErrorType.STREAM_DELETED,
]);

/** One append while it is on its way. */
interface Attempt {
  readonly name: string;
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly NewEvent[];
  readonly until: number;
  /** Whether the server may have these events from this attempt. */
  sent: boolean;
}

/**
 * Appends to the cluster and waits until the events have come back with their positions. An outcome that is unknown, since
 * the connection broke, is found out by appending the same again: the server knows the events by their ids.
 */
export class ClusterAppender {
  readonly #url: string;
  readonly #names: StreamNames;
  readonly #local: LocalRecord;
  readonly #arrivals: Arrivals;
  readonly #caughtUp: Promise<void>;
  readonly #patienceMs: number;
  readonly #turns = new Map<string, Promise<void>>();
  #client: Promise<EventStoreDBClient>;

  /** Appends nothing before `caughtUp` resolves: only then is it known whether the record takes any. */
  constructor(
    url: string,
    names: StreamNames,
    local: LocalRecord,
    arrivals: Arrivals,
    { caughtUp, patienceMs }: { caughtUp: Promise<void>; patienceMs: number },
  ) {
    this.#url = url;
    this.#names = names;
    this.#local = local;
    this.#arrivals = arrivals;
    this.#caughtUp = caughtUp;
    this.#patienceMs = patienceMs;
    this.#client = Promise.resolve(connect(url));
  }

  /** Appends to one stream go one after the other: each knows what became of those ahead of it. */
  append(stream: string, expected: number, events: readonly NewEvent[]): Promise<Appended> {
    const appending = (): Promise<Appended> =>
      this.#append({
        name: randomUUID(),
        stream,
        expected,
        events,
        until: performance.now() + this.#patienceMs,
        sent: false,
      });
    const turn = (this.#turns.get(stream) ?? Promise.resolve()).then(appending);
    const over = ended(turn);
    this.#turns.set(stream, over);
    void over.finally(() => this.#turns.get(stream) === over && this.#turns.delete(stream));
    return turn;
  }

  /** Appends events of one stream that are copied from another record. Rejects with StreamMoved or StoreUnavailable. */
  async takeOver(copy: string, events: readonly RecordedEvent[]): Promise<void> {
    const { stream, revision } = events[0]!;
    const until = performance.now() + this.#patienceMs;
    const marked = events.map((event) =>
      clusterEvent(event, { copy, position: event.position, recordedAt: event.recordedAt }),
    );
    const actual = await this.#send(
      this.#names.inCluster(stream)!,
      marked,
      expectedAfter(revision - 1),
      until,
    );
    if (actual !== undefined) {
      throw new StreamMoved(stream, revision - 1, actual);
    }
    await this.#arrival(stream, events.at(-1)!.revision, until);
  }

  /** Appends to the copy stream, wherever that ends. Rejects with StoreUnavailable. */
  async tellOfCopy(event: EventData): Promise<void> {
    await this.#send(this.#names.copyStream, [event], ANY, performance.now() + this.#patienceMs);
  }

  /** Resolves when every append that was begun has its answer. */
  async settled(): Promise<void> {
    await Promise.all(this.#turns.values());
  }

  async close(): Promise<void> {
    await disconnect(await this.#client);
  }

  async #append(attempt: Attempt): Promise<Appended> {
    const { name, stream, expected, events, until } = attempt;
    await inTime(this.#caughtUp, until - performance.now()).catch(() => {
      throw new StoreUnavailable('this node has not caught up with the cluster yet');
    });
    if (this.#local.isBeingCopied()) {
      throw new StoreUnavailable(UNFINISHED_COPY);
    }
    const marked = events.map((event) => clusterEvent(event, { attempt: name, first: expected + 1 }));
    for (;;) {
      const appended = this.#alreadyThere(attempt);
      if (appended !== undefined) {
        return appended;
      }
      attempt.sent = true;
      const actual = await this.#send(this.#names.inCluster(stream)!, marked, expectedAfter(expected), until);
      if (actual === undefined) {
        await this.#arrival(stream, expected + events.length, until);
        continue;
      }
      if (actual > expected) {
        await this.#arrival(stream, actual, until);
        const original = this.#alreadyThere(attempt);
        if (original !== undefined) {
          return original;
        }
      }
      throw new StreamMoved(stream, expected, actual);
    }
  }

  /**
   * What came of exactly these events, if the local record has them all. Undefined while the stream is not past
   * `expected`, and while all that is past it looks like the beginning of them; then the server is the judge.
   */
  #alreadyThere({ name, stream, expected, events, sent }: Attempt): Appended | undefined {
    const actual = this.#local.revisionOf(stream);
    if (actual <= expected) {
      return undefined;
    }
    const recorded = this.#local.stream(stream, expected + 1, events.length);
    if (recorded.some(({ id }, index) => id !== events[index]!.id)) {
      throw new StreamMoved(stream, expected, actual);
    }
    if (recorded.length < events.length) {
      return undefined;
    }
    const { revision, position, recordedAt } = recorded.at(-1)!;
    const by = this.#local.attemptOf(stream, revision);
    // A server that keeps no metadata leaves only this to go by.
    const repeated = by === null ? !sent : by !== name;
    return { revision, position, recordedAt, repeated };
  }

  /** The stream's last revision if it is not the expected one; undefined once the server has the events. */
  async #send(
    clusterStream: string,
    events: EventData[],
    expectedRevision: AppendExpectedRevision,
    until: number,
  ): Promise<number | undefined> {
    for (;;) {
      const connection = this.#client;
      const client = await connection;
      try {
        const appending = client.appendToStream(clusterStream, events, { expectedRevision });
        await inTime(appending, until - performance.now());
        return undefined;
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) {
          return typeof error.actualVersion === 'bigint' ? Number(error.actualVersion) : -1;
        }
        await this.#afterFailure(until, connection, error as Error & { type?: string });
      }
    }
  }

  /** Makes ready for another try, or rejects when that is of no use or it is late. */
  async #afterFailure(
    until: number,
    connection: Promise<EventStoreDBClient>,
    error: Error & { type?: string },
  ): Promise<void> {
    if (FINAL.has(error.type)) {
      throw new StoreUnavailable(`the cluster refuses the append: ${error.message}`);
    }
    if (this.#client === connection) {
      this.#client = this.#afresh(connection);
    }
    if (performance.now() + RETRY_AFTER_MS >= until) {
      throw new StoreUnavailable(`the cluster does not answer: ${error.message}`);
    }
    await pause(RETRY_AFTER_MS);
  }

  /**
   * A new client, once the old one's appends have ended: all clients of a process share one list of appends that wait for
   * an answer, and a stream that ends late would strike out the appends of the next.
   */
  async #afresh(connection: Promise<EventStoreDBClient>): Promise<EventStoreDBClient> {
    await disconnect(await connection, STREAMS_END_WITHIN_MS);
    return connect(this.#url);
  }

  async #arrival(stream: string, revision: number, until: number): Promise<void> {
    if (this.#local.revisionOf(stream) >= revision) {
      return;
    }
    if (!(await this.#arrivals.reached(stream, revision, until - performance.now()))) {
      throw new StoreUnavailable(
        'this node is behind the cluster and does not know yet what became of the append',
      );
    }
  }
}

function expectedAfter(revision: number): AppendExpectedRevision {
  return revision < 0 ? EXPECT_NO_STREAM : BigInt(revision);
}

/** Resolves when `work` is over, however it ended. */
async function ended(work: Promise<unknown>): Promise<void> {
  await Promise.allSettled([work]);
}

/** The client leaves an append unanswered when its stream is cut at the wrong moment. */
async function inTime<Result>(work: Promise<Result>, withinMs: number): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('no answer')), Math.max(0, withinMs));
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
