import { canonicalJson, type Json } from '../../deal/canonical-json.js';

/*
 * How far a webhook's deliveries are, in the stream `delivery-<id>`. Each event tells all of it, so that only the newest
 * counts; whoever appends it at the revision that it has seen holds the lease. Shapes are a storage format; times are
 * milliseconds since 1970.
 */

/** A deal of which an event was not delivered yet: the events behind that one wait. */
export interface WaitingDeal {
  readonly deal: string;
  /** The event whose turn it is. */
  readonly event: string;
  readonly position: number;
  /** How often it was tried. */
  readonly attempts: number;
  readonly since: number;
  readonly nextAt: number;
  /** What the last attempt came to. */
  readonly reason: string;
}

/** All events that pass the filter up to `upTo` are settled, but for those of the deals that wait. */
export interface PassProgress {
  readonly upTo: number;
  readonly waiting: readonly WaitingDeal[];
  readonly delivered: number;
  readonly deadLettered: number;
}

/** One attempt at one event. */
export interface Attempt {
  readonly at: number;
  readonly event: string;
  readonly position: number;
  readonly deal: string;
  /** From 1. */
  readonly attempt: number;
  readonly outcome: 'delivered' | 'failed' | 'dead-lettered';
  /** HTTP status; absent where there was no answer. */
  readonly status?: number;
  readonly reason?: string;
  readonly durationMs: number;
  readonly replay?: string;
}

export interface DeliveryProgress {
  readonly node: string;
  /** The node holds the endpoint for so long from when this is recorded. */
  readonly leaseMs: number;
  readonly live: PassProgress;
  /** By replay. */
  readonly replays: Readonly<Record<string, PassProgress>>;
  /** What was tried since the event before this: all failures or the newest of them, and the newest successes. */
  readonly attempts: readonly Attempt[];
}

export const DELIVERY_PROGRESSED = 'DeliveryProgressed';

/** Streams beside the deals that hold progress begin so. */
export const DELIVERY_STREAMS = 'delivery-';

export function deliveryStream(id: string): string {
  return DELIVERY_STREAMS + id;
}

export function startAfter(position: number): PassProgress {
  return { upTo: position, waiting: [], delivered: 0, deadLettered: 0 };
}

/** As the store takes it. */
export function encodeProgress(
  id: string,
  progress: DeliveryProgress,
): { id: string; type: string; data: string } {
  return { id, type: DELIVERY_PROGRESSED, data: canonicalJson(progress as unknown as Json) };
}

export function decodeProgress({ data }: { data: string }): DeliveryProgress {
  return JSON.parse(data) as DeliveryProgress;
}

/**
 * For how many milliseconds more somebody else holds the endpoint. A clock that is wrong, here or there, makes that no
 * longer than the lease.
 */
export function heldByOther(
  { node, leaseMs }: DeliveryProgress,
  recordedAt: number,
  self: string,
  now: number,
): number {
  return node === self ? 0 : Math.min(leaseMs, Math.max(0, recordedAt + leaseMs - now));
}
