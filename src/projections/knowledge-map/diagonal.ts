import type { Decimal } from '../../deal/decimal.js';
import type { FoldedFacet } from '../../deal/fold.js';
import { SORTS, type Sort } from '../../deal/deal-row.js';
import { earlier, later, type Instant } from '../../deal/instant.js';
import { LAST, type Rectangle } from '../../deal/rectangle.js';

/** The bucket of what holds to this day. */
export const OPEN_BUCKET = -1;

/** Sizes of buckets: 16 times 16 and so on, from a quarter of a second to more years than instants reach. */
const SIZES = Array.from({ length: 10 }, (_, level) => 2 ** (8 + 4 * level));
const BUCKETS_A_LEVEL = 2 ** 49;

/** Every bucket in which something that holds at an instant can stand. */
export function bucketsAt(at: Instant): number[] {
  return [OPEN_BUCKET, ...SIZES.map((_, level) => bucketOf(level, at))];
}

function bucketOf(level: number, at: Instant): number {
  // Instants reach back to 1583; the shift keeps buckets positive and levels apart.
  return level * BUCKETS_A_LEVEL + Math.floor((at + 2 ** 45) / SIZES[level]!);
}

/** When a rectangle answers what is known about that very moment; null: never. */
export function onDiagonal(rectangle: Rectangle<unknown>): { from: Instant; to: Instant } | null {
  const from = later(rectangle.knownFrom, rectangle.effectiveFrom);
  const to = earlier(rectangle.knownTo, rectangle.effectiveTo);
  return from < to ? { from, to } : null;
}

/** The one or two buckets of a stretch of time: of the smallest size that is not shorter than it. */
export function bucketsOf(from: Instant, to: Instant): number[] {
  if (to === LAST) {
    return [OPEN_BUCKET];
  }
  const level = SIZES.findIndex((size) => to - from <= size);
  const [first, last] = [bucketOf(level, from), bucketOf(level, (to - 1) as Instant)];
  return first === last ? [first] : [first, last];
}

/** What a list sorts by. */
export interface SortedBy {
  readonly deal: string;
  readonly title: string | null;
  readonly since: Instant | null;
  readonly amount: FoldedFacet | null;
}

/** A value that SQLite orders as the list orders deals; ties go by slug. */
export type Place = number | string | Uint8Array;

const PLACES: Readonly<Record<Sort, (row: SortedBy) => Place>> = {
  deal: () => 0,
  // UTF-16 with the high byte first compares as strings do here; SQLite would compare UTF-8.
  title: ({ title }) => Buffer.from(title ?? '\uffff', 'utf16le').swap16(),
  since: ({ since }) => (since === null ? LAST : 0 - since),
  amount: ({ amount }) => placeOfAmount(amount),
};

/** By currency, the larger figure first; no amount comes last. */
export function placeOfAmount(amount: FoldedFacet | null): string {
  return amount === null ? '~' : String(amount.currency) + descending(figureOf(amount));
}

/** The places of amounts of a currency from `amountMax` down to `amountMin`. */
export function placesOfRange(
  currency: string,
  amountMin: Decimal | undefined,
  amountMax: Decimal | undefined,
): [first: string, last: string] {
  const first = amountMax === undefined ? '' : descending(amountMax);
  return [currency + first, currency + (amountMin === undefined ? '~' : descending(amountMin))];
}

export function placeIn(sort: Sort, row: SortedBy): Place {
  return PLACES[sort](row);
}

/** Where a row stands in each order. */
export function placesOf(row: SortedBy): readonly (readonly [Sort, Place])[] {
  return SORTS.map((sort) => [sort, placeIn(sort, row)]);
}

/** The figure by which amounts are compared: of a range the upper end. */
function figureOf(amount: FoldedFacet): string {
  return String(amount.max ?? amount.value);
}

/** A decimal, not negative, as text that sorts the larger first. */
function descending(decimal: string): string {
  const [whole, fraction = ''] = decimal.split('.');
  const digits = `${String(whole!.length).padStart(2, '0')}${whole}${fraction}`;
  return `${digits.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))}~`;
}
