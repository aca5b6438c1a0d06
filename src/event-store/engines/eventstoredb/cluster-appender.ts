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
import type { AppendedBeside, EventBeside } from '../../streams-beside.js';
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

/** A stream of the record, or one beside the deals, as the cluster calls it and as this node has it. */
interface Place<Event> {
  readonly name: string;
  readonly clusterName: string;
  /** Under which its arrivals are told. */
  readonly arrivesAs: string;
  readonly local: {
    revisionOf(stream: string): number;
    stream(stream: string, fromRevision: number, limit: number): readonly Event[];
    attemptOf(stream: string, revision: number): string | null;
  };
}

/** One append while it is on its way. */
interface Attempt<Event> {
  readonly name: string;
  readonly place: Place<Event>;
  readonly expected: number;
  readonly events: readonly NewEvent[];
  readonly until: number;
  /** Whether the server may have these events from this attempt. */
  sent: boolean;
}

/** The last event of an append, as it stands in the stream. */
interface Outcome<Event> {
  readonly last: Event;
  readonly repeated: boolean;
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

  async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<Appended> {
    const place = this.#dealPlace(stream);
    const { last, repeated } = await this.#inTurn(place, expected, events);
    return { revision: last.revision, position: last.position, recordedAt: last.recordedAt, repeated };
  }

  /** The same for a stream beside the deals. */
  async appendBeside(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendedBeside> {
    const place = this.#placeBeside(stream);
    const { last, repeated } = await this.#inTurn(place, expected, events);
    return { revision: last.revision, recordedAt: last.recordedAt, repeated };
  }

  #dealPlace(stream: string): Place<RecordedEvent> {
    const clusterName = this.#names.inCluster(stream)!;
    return { name: stream, clusterName, arrivesAs: stream, local: this.#local };
  }

  #placeBeside(stream: string): Place<EventBeside> {
    const clusterName = this.#names.besideInCluster(stream);
    return { name: stream, clusterName, arrivesAs: clusterName, local: this.#local.beside };
  }

  /** Appends to one stream go one after the other: each knows what became of those ahead of it. */
  #inTurn<Event extends EventBeside>(
    place: Place<Event>,
    expected: number,
    events: readonly NewEvent[],
  ): Promise<Outcome<Event>> {
    const appending = (): Promise<Outcome<Event>> =>
      this.#append({
        name: randomUUID(),
        place,
        expected,
        events,
        until: performance.now() + this.#patienceMs,
        sent: false,
      });
    const key = place.clusterName;
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(appending);
    const over = ended(turn);
    this.#turns.set(key, over);
    void over.finally(() => this.#turns.get(key) === over && this.#turns.delete(key));
    return turn;
  }

  /** Appends events of one stream that are copied from another record. Rejects with StreamMoved or StoreUnavailable. */
  takeOver(copy: string, events: readonly RecordedEvent[]): Promise<void> {
    const place = this.#dealPlace(events[0]!.stream);
    const marked = events.map((event) =>
      clusterEvent(event, { copy, position: event.position, recordedAt: event.recordedAt }),
    );
    return this.#takeOver(place, events, marked);
  }

  /** The same for a stream beside the deals. */
  takeOverBeside(copy: string, events: readonly EventBeside[]): Promise<void> {
    const place = this.#placeBeside(events[0]!.stream);
    const marked = events.map((event) => clusterEvent(event, { copy, recordedAt: event.recordedAt }));
    return this.#takeOver(place, events, marked);
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

  async #takeOver(
    place: Place<EventBeside>,
    events: readonly EventBeside[],
    marked: EventData[],
  ): Promise<void> {
    const until = performance.now() + this.#patienceMs;
    const expected = events[0]!.revision - 1;
    const actual = await this.#send(place.clusterName, marked, expectedAfter(expected), until);
    if (actual !== undefined) {
      throw new StreamMoved(place.name, expected, actual);
    }
    await this.#arrival(place, events.at(-1)!.revision, until);
  }

  async #append<Event extends EventBeside>(attempt: Attempt<Event>): Promise<Outcome<Event>> {
    const { name, place, expected, events, until } = attempt;
    await inTime(this.#caughtUp, until - performance.now()).catch(() => {
      throw new StoreUnavailable('this node has not caught up with the cluster yet');
    });
    if (this.#local.isBeingCopied()) {
      throw new StoreUnavailable(UNFINISHED_COPY);
    }
    const mark = { attempt: name, first: expected + 1, last: expected + events.length };
    const marked = events.map((event) => clusterEvent(event, mark));
    for (;;) {
      const appended = this.#alreadyThere(attempt);
      if (appended !== undefined) {
        return appended;
      }
      attempt.sent = true;
      const actual = await this.#send(place.clusterName, marked, expectedAfter(expected), until);
      if (actual === undefined) {
        await this.#arrival(place, expected + events.length, until);
        continue;
      }
      if (actual > expected) {
        await this.#arrival(place, actual, until);
        const original = this.#alreadyThere(attempt);
        if (original !== undefined) {
          return original;
        }
      }
      throw new StreamMoved(place.name, expected, actual);
    }
  }

  /**
   * What came of exactly these events, if the local record has them all. Undefined while the stream is not past
   * `expected`, and while all that is past it looks like the beginning of them; then the server is the judge.
   */
  #alreadyThere<Event extends EventBeside>(attempt: Attempt<Event>): Outcome<Event> | undefined {
    const { name, place, expected, events, sent } = attempt;
    const { local } = place;
    const actual = local.revisionOf(place.name);
    if (actual <= expected) {
      return undefined;
    }
    const recorded = local.stream(place.name, expected + 1, events.length);
    if (recorded.some(({ id }, index) => id !== events[index]!.id)) {
      throw new StreamMoved(place.name, expected, actual);
    }
    if (recorded.length < events.length) {
      return undefined;
    }
    const last = recorded.at(-1)!;
    const by = local.attemptOf(place.name, last.revision);
    // A server that keeps no metadata leaves only this to go by.
    const repeated = by === null ? !sent : by !== name;
    return { last, repeated };
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

  async #arrival(place: Place<unknown>, revision: number, until: number): Promise<void> {
    if (place.local.revisionOf(place.name) >= revision) {
      return;
    }
    if (!(await this.#arrivals.reached(place.arrivesAs, revision, until - performance.now()))) {
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
