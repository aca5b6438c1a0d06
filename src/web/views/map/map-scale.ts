import { When } from '../../../prose/when.js';
import type { StatusOrNone } from '../../statuses.js';

/** What was believed between two instants of knowing about the time between two instants of effect; null is open. */
export interface Belief {
  readonly value: string | null;
  readonly knownFrom: string;
  readonly knownTo: string | null;
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  /** The claim that it rests on; absent where there was no status. */
  readonly event?: string;
}

/** A span of time along one side of the map, in milliseconds since the epoch. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The part of all time that the map shows: where beliefs change, and some air around. */
export interface Extent {
  readonly effective: Range;
  readonly known: Range;
}

/** A belief as an area of the map, cut to what is shown. */
export interface Area {
  readonly belief: Belief;
  readonly status: StatusOrNone;
  readonly effective: Range;
  readonly known: Range;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const AIR = 0.07;

/** Null where nothing was ever believed. The map ends at the present: `nowMs`. */
export function extentOf(beliefs: readonly Belief[], nowMs: number): Extent | null {
  const known = instantsOf(beliefs.flatMap(({ knownFrom, knownTo }) => [knownFrom, knownTo]));
  const effects = instantsOf(
    beliefs.flatMap(({ effectiveFrom, effectiveTo }) => [effectiveFrom, effectiveTo]),
  );
  return known.length === 0
    ? null
    : { effective: withAir(effects.length === 0 ? known : effects, nowMs), known: withAir(known, nowMs) };
}

/** The instants at which beliefs change along a side, in order. */
export function changesOf(beliefs: readonly Belief[], side: 'known' | 'effective'): readonly number[] {
  const ends = beliefs.flatMap((belief) =>
    side === 'known' ? [belief.knownFrom, belief.knownTo] : [belief.effectiveFrom, belief.effectiveTo],
  );
  return [...new Set(instantsOf(ends))].toSorted((a, b) => a - b);
}

export function areasOf(beliefs: readonly Belief[], extent: Extent): readonly Area[] {
  return beliefs
    .map((belief) => ({
      belief,
      status: (belief.value ?? 'none') as StatusOrNone,
      effective: cut(belief.effectiveFrom, belief.effectiveTo, extent.effective),
      known: cut(belief.knownFrom, belief.knownTo, extent.known),
    }))
    .filter(({ effective, known }) => effective.toMs > effective.fromMs && known.toMs > known.fromMs);
}

/** What was believed at an instant of knowing about an instant of effect; undefined where nothing was known. */
export function beliefAt(
  beliefs: readonly Belief[],
  knownMs: number,
  effectiveMs: number,
): Belief | undefined {
  return beliefs.find(
    ({ knownFrom, knownTo, effectiveFrom, effectiveTo }) =>
      isWithin(knownMs, knownFrom, knownTo) && isWithin(effectiveMs, effectiveFrom, effectiveTo),
  );
}

/** The share of a range, from 0 to 1, at which an instant lies; outside of it where it does. */
export function shareOf({ fromMs, toMs }: Range, ms: number): number {
  return (ms - fromMs) / (toMs - fromMs);
}

/** A point finer than this cannot be meant to the minute: then whole days are asked about. */
const MINUTES_BELOW_MS = DAY_MS / 8;

/**
 * The instant at a place of the map, as an address takes it: a date where one step of the pointer is hours, else a minute.
 * `stepMs` is what one pixel or one step of a slider means; 0: the very instant is meant.
 */
export function instantAt(ms: number, stepMs: number, zone: string): string {
  if (stepMs === 0) {
    return new Date(ms).toISOString();
  }
  return stepMs >= MINUTES_BELOW_MS
    ? new When(zone).isoDay(new Date(ms).toISOString())
    : new Date(Math.round(ms / 60_000) * 60_000).toISOString();
}

function withAir(instants: readonly number[], nowMs: number): Range {
  const first = Math.min(...instants);
  const last = Math.max(...instants);
  const air = Math.max((last - first) * AIR, DAY_MS / 4);
  return { fromMs: first - air, toMs: Math.max(Math.min(last + air, nowMs), last + MINUTE_MS) };
}

function instantsOf(times: readonly (string | null)[]): number[] {
  return times.filter((time) => time !== null).map((time) => Date.parse(time));
}

function cut(from: string | null, to: string | null, { fromMs, toMs }: Range): Range {
  return {
    fromMs: from === null ? fromMs : Math.max(fromMs, Date.parse(from)),
    toMs: to === null ? toMs : Math.min(toMs, Date.parse(to)),
  };
}

function isWithin(ms: number, from: string | null, to: string | null): boolean {
  return (from === null || Date.parse(from) <= ms) && (to === null || ms < Date.parse(to));
}
