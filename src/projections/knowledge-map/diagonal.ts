import type { Decimal } from '../../deal/decimal.js';
import type { FoldedFacet } from '../../deal/fold.js';
import { SORTS, type Sort } from '../../deal/deal-row.js';
import type { Instant } from '../../deal/instant.js';
import { AUDIENCES, type Audience } from '../../deal/question.js';
import { LAST } from '../../deal/rectangle.js';
import { STATUSES } from '../../deal/status.js';

/** The bucket of what holds to this day. */
export const OPEN_BUCKET = -1;

/**
 * Sizes of buckets, as powers of two: from a quarter of a second to more years than instants reach, and closer to each other
 * where most of what has an end belongs, about 3 days, 50 days and 2 years.
 */
const SIZES = [8, 13, 18, 23, 28, 32, 36, 44] as const;
const BUCKETS_OF_SIZE = 2 ** 46;
/** Instants reach back to 1583; the shift keeps buckets positive and sizes apart. */
const SHIFT_OF_TIME = 2 ** 45;

/** What lists tell apart by status: `none` while there is none. */
export const STATUSES_LISTED = [...STATUSES, 'none'] as const;
export type StatusListed = (typeof STATUSES_LISTED)[number];

/** The number of the list in an order, for an audience, of the deals with a status. */
export function listOf(sort: Sort, audience: Audience, status: StatusListed): number {
  const ofAudience = SORTS.indexOf(sort) * AUDIENCES.length + AUDIENCES.indexOf(audience);
  return ofAudience * STATUSES_LISTED.length + STATUSES_LISTED.indexOf(status);
}

/** SQL that holds for the rows of the lists in the first of the orders. All orders have the same rows, but for their places. */
export const IN_FIRST_ORDER = `list < ${AUDIENCES.length * STATUSES_LISTED.length}`;

/** SQL that holds for the rows of those that have an end. */
export const HAS_END = `${IN_FIRST_ORDER} AND bucket > ${OPEN_BUCKET}`;

/** Every bucket in which something that holds at an instant can stand. */
export function bucketsAt(at: Instant): number[] {
  const buckets = SIZES.map((size) => size * BUCKETS_OF_SIZE + Math.floor((at + SHIFT_OF_TIME) / 2 ** size));
  return [OPEN_BUCKET, ...buckets];
}

/** SQL for the place of a word in a list of words. */
function numberIn(column: string, words: readonly string[]): string {
  return `CASE ${column} ${words.map((word, number) => `WHEN '${word}' THEN ${number}`).join(' ')} END`;
}

/** SQL for the place of a rectangle in an order, of `standing` with its `wording`. */
export const PLACE_IN: Readonly<Record<Sort, string>> = {
  deal: '0',
  title: 'title_place',
  since: `ifnull(-since, ${LAST})`,
  amount: 'amount_place',
};

/**
 * The view `on_diagonal`: the rectangles that answer what is known about that very moment, for which stretch of time they do, and
 * their list in the first order.
 */
export const ON_DIAGONAL = `
  SELECT * FROM (
    SELECT id, ${numberIn('audience', AUDIENCES)} * ${STATUSES_LISTED.length} + ${numberIn('status', STATUSES_LISTED)} AS list,
      deal, since, amount_place, wording,
      max(known_from, effective_from) AS at_from, min(known_to, effective_to) AS at_to
    FROM standing
  ) WHERE at_from < at_to`;

/**
 * The view `placement`: where each of them stands in the lists, which follows from its row: in the one or two buckets of its
 * stretch, of the smallest size that is not shorter than it, once for each order.
 */
export const PLACEMENTS = `
  WITH sized AS (
    SELECT *, CASE
        WHEN at_to = ${LAST} THEN NULL
        ${SIZES.map((size) => `WHEN at_to - at_from <= ${2 ** size} THEN ${size}`).join(' ')}
      END AS size
    FROM on_diagonal
  ), ended AS (
    SELECT *,
      (at_from + ${SHIFT_OF_TIME}) >> size AS first_bucket,
      (at_to - 1 + ${SHIFT_OF_TIME}) >> size AS last_bucket
    FROM sized
  )
  SELECT
    sort.number * ${AUDIENCES.length * STATUSES_LISTED.length} + list AS list,
    ifnull(size * ${BUCKETS_OF_SIZE} + iif(side.number = 0, first_bucket, last_bucket), ${OPEN_BUCKET}) AS bucket,
    CASE sort.number
      ${SORTS.map((sort, number) => `WHEN ${number} THEN ${PLACE_IN[sort]}`).join(' ')}
    END AS place,
    deal, at_from, at_to, ended.id AS standing, sort.number AS sort
  FROM ended
    CROSS JOIN wording ON wording.id = ended.wording
    CROSS JOIN (SELECT column1 AS number FROM (VALUES ${SORTS.map((_, number) => `(${number})`).join(', ')})) AS sort
    CROSS JOIN (SELECT column1 AS number FROM (VALUES (0), (1))) AS side
  WHERE side.number = 0 OR first_bucket <> last_bucket`;

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
  title: ({ title }) => placeOfTitle(title),
  since: ({ since }) => (since === null ? LAST : 0 - since),
  amount: ({ amount }) => placeOfAmount(amount),
};

/** UTF-16 with the high byte first compares as strings do here; SQLite would compare UTF-8. No title comes last. */
export function placeOfTitle(title: string | null): Uint8Array {
  return Buffer.from(title ?? '\uffff', 'utf16le').swap16();
}

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

/** The figure by which amounts are compared: of a range the upper end. */
function figureOf(amount: FoldedFacet): string {
  return String(amount.max ?? amount.value);
}

const NINES_COMPLEMENT = '9876543210';

/** A decimal, not negative, as text that sorts the larger first. */
function descending(decimal: string): string {
  const [whole, fraction = ''] = decimal.split('.');
  const digits = `${String(whole!.length).padStart(2, '0')}${whole}${fraction}`;
  return `${digits.replaceAll(/\d/g, (digit) => NINES_COMPLEMENT[Number(digit)]!)}~`;
}
