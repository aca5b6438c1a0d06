import type { Instant } from '../../deal/instant.js';
import type { Rectangle } from '../../deal/rectangle.js';
import type { MappedDeal } from '../../deal/standing-sweep.js';
import { placeOfAmount } from './diagonal.js';
import { joinLines, splitLines } from './lines.js';

/** A rectangle as its row; everything but its name and its bounds decides whether two of them are one. */
export interface StandingRow extends Bounds {
  readonly status: string;
  readonly since: Instant | null;
  readonly episode: number;
  readonly officially_confirmed: number;
  readonly disputed: number;
  readonly amount: string | null;
  readonly amount_place: string;
  readonly first_known_at: Instant;
  readonly also_recorded_as: string;
  readonly sources: number;
  readonly wording: number;
}

export interface KeptRow extends StandingRow {
  readonly id: number;
  readonly title: string | null;
  readonly names: string;
}

export interface Bounds {
  readonly known_from: Instant;
  readonly effective_from: Instant;
  readonly known_to: Instant;
  readonly effective_to: Instant;
}

/** The row of a rectangle; `wording` is the number of its title and names. */
export function standingRow(rectangle: Rectangle<MappedDeal>, wording: number): StandingRow {
  const { value } = rectangle;
  return {
    ...rowBounds(rectangle),
    status: value.status ?? 'none',
    since: value.since,
    episode: value.episode,
    officially_confirmed: Number(value.officiallyConfirmed),
    disputed: Number(value.disputed),
    amount: value.amount && JSON.stringify(value.amount),
    amount_place: placeOfAmount(value.amount),
    first_known_at: value.firstKnownAt,
    also_recorded_as: joinLines(value.alsoRecordedAs),
    sources: value.sources,
    wording,
  };
}

/** In the order of members in which the sweep makes it, so that equal values have equal keys. */
export function valueOf(row: KeptRow): MappedDeal {
  return {
    title: row.title,
    firstKnownAt: row.first_known_at,
    alsoRecordedAs: splitLines(row.also_recorded_as),
    status: row.status === 'none' ? null : (row.status as MappedDeal['status']),
    since: row.since,
    episode: row.episode,
    officiallyConfirmed: row.officially_confirmed === 1,
    disputed: row.disputed === 1,
    amount: row.amount === null ? null : (JSON.parse(row.amount) as MappedDeal['amount']),
    names: splitLines(row.names),
    sources: row.sources,
  };
}

export function isSame(a: KeptRow, b: StandingRow): boolean {
  return (Object.keys(b) as (keyof StandingRow)[]).every((column) => a[column] === b[column]);
}

/** Where a rectangle begins, which tells it from all others of its deal and audience. */
export function nameOf({ known_from, effective_from }: Bounds): string {
  return `${known_from} ${effective_from}`;
}

export function boundsOf(row: Bounds): Omit<Rectangle<unknown>, 'value'> {
  return {
    knownFrom: row.known_from,
    effectiveFrom: row.effective_from,
    knownTo: row.known_to,
    effectiveTo: row.effective_to,
  };
}

export function rowBounds(rectangle: Rectangle<unknown>): Bounds {
  return {
    known_from: rectangle.knownFrom,
    effective_from: rectangle.effectiveFrom,
    known_to: rectangle.knownTo,
    effective_to: rectangle.effectiveTo,
  };
}
