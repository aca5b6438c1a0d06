import type { Appended, NewEvent } from '../../recorded-event.js';
import type { StoreFailure } from '../store-failure.js';

/*
 * What the main thread and the writer thread say to each other. Requests and outcomes travel as columns, since copying
 * thousands of small objects between threads costs more than storing them.
 */

export interface AppendRequest {
  /** Whether the stream is one beside the deals; then it appends at {@link NO_POSITION}. */
  readonly beside: boolean;
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly NewEvent[];
}

export const NO_POSITION = -1;

export type AppendOutcome =
  | { readonly kind: 'appended'; readonly appended: Appended }
  | { readonly kind: 'moved'; readonly actual: number }
  | { readonly kind: 'clock-behind'; readonly aheadMs: number };

/** The newest event; position -1 and recordedAt 0 while there is none. */
export interface Newest {
  readonly position: number;
  readonly recordedAt: number;
}

/** The writer commits the batches that it finds waiting in one go, and ends after `close`. */
export type WriterTask = AppendBatch | { readonly kind: 'close' };

/** Requests in order, each with `counts` of the events. A batch of none finds out whether the disk can be written. */
export interface AppendBatch {
  readonly kind: 'append';
  /** The clock when the batch was sent. */
  readonly now: number;
  readonly beside: readonly boolean[];
  readonly streams: readonly string[];
  readonly expected: readonly number[];
  readonly counts: readonly number[];
  readonly ids: readonly string[];
  readonly types: readonly string[];
  readonly data: readonly string[];
}

/** One of the first two when the writer has started, then one of the others for each transaction. */
export type WriterReply =
  | { readonly kind: 'opened'; readonly newest: Newest }
  | { readonly kind: 'refused'; readonly failure: StoreFailure }
  | CommittedReply
  | { readonly kind: 'failed'; readonly requests: number; readonly failure: StoreFailure };

export interface CommittedReply {
  readonly kind: 'committed';
  readonly newest: Newest;
  /** From the start of the transaction to its last fsync. */
  readonly durationMs: number;
  /** Four numbers for each request, in the order in which they were sent: see {@link packOutcomes}. */
  readonly outcomes: Float64Array;
}

export function packBatch(requests: readonly AppendRequest[], now: number): AppendBatch {
  const events = requests.flatMap((request) => request.events);
  return {
    kind: 'append',
    now,
    beside: requests.map((request) => request.beside),
    streams: requests.map((request) => request.stream),
    expected: requests.map((request) => request.expected),
    counts: requests.map((request) => request.events.length),
    ids: events.map((event) => event.id),
    types: events.map((event) => event.type),
    data: events.map((event) => event.data),
  };
}

export function unpackBatch(batch: AppendBatch): AppendRequest[] {
  const { streams, beside, expected, counts, ids, types, data } = batch;
  let next = 0;
  return streams.map((stream, index) => {
    const events = Array.from({ length: counts[index]! }, () => {
      const event = { id: ids[next]!, type: types[next]!, data: data[next]! };
      next += 1;
      return event;
    });
    return { beside: beside[index]!, stream, expected: expected[index]!, events };
  });
}

const OUTCOME_NUMBERS = 4;
const APPENDED = 0;
const REPEATED = 1;
const MOVED = 2;
const CLOCK_BEHIND = 3;

export function packOutcomes(outcomes: readonly AppendOutcome[]): Float64Array {
  const numbers = new Float64Array(outcomes.length * OUTCOME_NUMBERS);
  outcomes.forEach((outcome, index) => numbers.set(outcomeNumbers(outcome), index * OUTCOME_NUMBERS));
  return numbers;
}

function outcomeNumbers(outcome: AppendOutcome): number[] {
  switch (outcome.kind) {
    case 'appended': {
      const { revision, position, recordedAt, repeated } = outcome.appended;
      return [repeated ? REPEATED : APPENDED, revision, position, recordedAt];
    }
    case 'moved':
      return [MOVED, outcome.actual];
    case 'clock-behind':
      return [CLOCK_BEHIND, outcome.aheadMs];
  }
}

export function unpackOutcomes(numbers: Float64Array): AppendOutcome[] {
  return Array.from({ length: numbers.length / OUTCOME_NUMBERS }, (_, index) => {
    const at = index * OUTCOME_NUMBERS;
    const [kind, first, position, recordedAt] = [
      numbers[at]!,
      numbers[at + 1]!,
      numbers[at + 2]!,
      numbers[at + 3]!,
    ];
    switch (kind) {
      case MOVED:
        return { kind: 'moved', actual: first };
      case CLOCK_BEHIND:
        return { kind: 'clock-behind', aheadMs: first };
      default:
        return {
          kind: 'appended',
          appended: { revision: first, position, recordedAt, repeated: kind === REPEATED },
        };
    }
  });
}
