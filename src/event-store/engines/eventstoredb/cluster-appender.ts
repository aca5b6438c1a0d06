import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ErrorType, NO_STREAM as EXPECT_NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Appended, NewEvent } from '../../recorded-event.js';
import { StoreUnavailable, StreamMoved } from '../../store-errors.js';
import type { Arrivals } from './arrivals.js';
import { connect, disconnect } from './cluster-client.js';
import { clusterEvent } from './event-bytes.js';
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
  readonly #patienceMs: number;
  readonly #turns = new Map<string, Promise<void>>();
  #client: Promise<EventStoreDBClient>;

  constructor(url: string, names: StreamNames, local: LocalRecord, arrivals: Arrivals, patienceMs: number) {
    this.#url = url;
    this.#names = names;
    this.#local = local;
    this.#arrivals = arrivals;
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

  /** Resolves when every append that was begun has its answer. */
  async settled(): Promise<void> {
    await Promise.all(this.#turns.values());
  }

  async close(): Promise<void> {
    await disconnect(await this.#client);
  }

  async #append(attempt: Attempt): Promise<Appended> {
    const { stream, expected, events } = attempt;
    for (;;) {
      const appended = this.#alreadyThere(attempt);
      if (appended !== undefined) {
        return appended;
      }
      const actual = await this.#send(attempt);
      if (actual === undefined) {
        await this.#arrival(attempt, expected + events.length);
        continue;
      }
      if (actual > expected) {
        await this.#arrival(attempt, actual);
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
  async #send(attempt: Attempt): Promise<number | undefined> {
    const { name, stream, expected, events } = attempt;
    const mark = { attempt: name, first: expected + 1 };
    const expectedRevision = expected < 0 ? EXPECT_NO_STREAM : BigInt(expected);
    const connection = this.#client;
    const client = await connection;
    try {
      attempt.sent = true;
      await inTime(
        client.appendToStream(
          this.#names.inCluster(stream)!,
          events.map((event) => clusterEvent(event, mark)),
          { expectedRevision },
        ),
        attempt.until - performance.now(),
      );
      return undefined;
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) {
        return typeof error.actualVersion === 'bigint' ? Number(error.actualVersion) : -1;
      }
      await this.#afterFailure(attempt, connection, error as Error & { type?: string });
      return this.#send(attempt);
    }
  }

  /** Makes ready for another try, or rejects when that is of no use or it is late. */
  async #afterFailure(
    { until }: Attempt,
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

  async #arrival({ stream, until }: Attempt, revision: number): Promise<void> {
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
