import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { SORTS, type DealFilter, type Sort } from '../../deal/deal-row.js';
import type { Instant } from '../../deal/instant.js';
import type { Audience } from '../../deal/question.js';
import { LAST } from '../../deal/rectangle.js';
import {
  bucketsAt,
  HAS_END,
  IN_FIRST_ORDER,
  listOf,
  OPEN_BUCKET,
  PLACE_IN,
  placesOfRange,
  STATUSES_LISTED,
  type Place,
} from './diagonal.js';
import { columnsFor, mappedRow, prepareRows, type Columns, type MappedRow } from './mapped-row.js';
import { TALLIED } from './tally.js';

/** Where a list goes on: behind this place in its order. */
export interface Mark {
  readonly place: Place;
  readonly deal: string;
}

/** A list in one of its orders, of what was known about that very moment. */
export interface ListOnMap {
  readonly audience: Audience;
  readonly at: Instant;
  readonly sort: Sort;
  readonly filter: FilterOnMap;
}

/** The filters that the map's columns decide. */
export type FilterOnMap = Omit<DealFilter, 'party' | 'q'>;

/** Which only few of the many rows of a bucket have or are. Of other buckets the rows are gone through in order. */
type Few = 'begun' | 'to end' | 'neither';

/** A bucket of the first order in which something has begun, and something is yet to end. */
type Bucket = readonly [list: number, bucket: number, few: Few];

/** Some rows of a list, and how many deals the whole list has. */
export interface ListPage {
  readonly rows: readonly MappedRow[];
  readonly total: number;
}

/** SQL for the rows of a list as streams, each in order; the first two of its parameters are the instant. */
interface Streams {
  readonly streams: readonly string[];
  readonly values: readonly SQLInputValue[];
}

/** Going through buckets in order finds a page among so many rows, or among so many times its deals, soon enough. */
const SOON_ENOUGH = 2_000;
const DENSE = 2;
/** In sparser lists, up to how many rows of a bucket of how many are fetched by their ends and put in order. */
const FEW = 32;
const MANY = 500;
const MOST_PREPARED = 200;

/** Reads the lists of deals at an instant, a page at a time, from the rows of `diagonal`. */
export class Lists {
  private readonly holding;
  private readonly holdingFew;
  private readonly tallied;
  private readonly prepared = new Map<string, StatementSync>();

  constructor(private readonly db: DatabaseSync) {
    this.holding = prepareRows(db, bucketsIn(`'neither'`));
    this.holdingFew = prepareRows(db, bucketsIn(WHICH_FEW));
    this.tallied = prepareRows(db, TALLIED);
  }

  /** The first rows of a list behind a mark. The total is counted unless it is told. */
  page(list: ListOnMap, after: Mark | null, limit: number, total?: number): ListPage {
    const { statuses: _, ...others } = list.filter;
    const isWhole = Object.values(others).every((other) => other === undefined);
    const lists = listsOf(list);
    const deals = this.deals(lists, list.at);
    const isSparse = deals < limit * Math.max(DENSE, this.deals(lists, LAST) / SOON_ENOUGH);
    const buckets = this.bucketsHolding(lists, list.at, isSparse);
    const streams = streamsOf(list, buckets, after ?? firstMark(list));
    return {
      rows: this.rows(streams, limit),
      total: total ?? (isWhole ? deals : this.count(streamsOf({ ...list, sort: SORTS[0] }, buckets, null))),
    };
  }

  /** SQLite merges streams faster when it knows the limit as it plans. */
  private rows({ streams, values }: Streams, limit: number): MappedRow[] {
    if (streams.length === 0) {
      return [];
    }
    const found = this.statement(
      `SELECT ${COLUMNS} FROM (${streams.join(' UNION ALL ')} ORDER BY 1, 2 LIMIT ${limit}) AS found
         CROSS JOIN standing ON standing.id = found.standing
         CROSS JOIN deal ON deal.deal = standing.deal
         CROSS JOIN wording ON wording.id = wording
       ORDER BY found.place, found.deal`,
    ).all(...values) as unknown as Columns[];
    return found.map(mappedRow);
  }

  private count({ streams, values }: Streams): number {
    if (streams.length === 0) {
      return 0;
    }
    const counts = streams.map((stream) => `SELECT count(*) AS deals FROM (${stream})`).join(' UNION ALL ');
    const [deals] = this.statement(`SELECT sum(deals) FROM (${counts})`).get(...values) as unknown as [
      number,
    ];
    return deals;
  }

  /** How many deals are in lists as of an instant. */
  private deals(lists: readonly number[], at: Instant): number {
    const [deals] = this.tallied.get(at, JSON.stringify(lists)) as unknown as [number];
    return deals;
  }

  private bucketsHolding(lists: readonly number[], at: Instant, tellsFew: boolean): readonly Bucket[] {
    const holding = tellsFew ? this.holdingFew : this.holding;
    const rows = holding.all(at, JSON.stringify(lists), JSON.stringify(bucketsAt(at)));
    return rows as unknown as Bucket[];
  }

  private statement(sql: string): StatementSync {
    const statement = this.prepared.get(sql) ?? prepareRows(this.db, sql);
    if (this.prepared.size >= MOST_PREPARED) {
      this.prepared.clear();
    }
    this.prepared.set(sql, statement);
    return statement;
  }
}

/** The lists of the first order that are asked for together. */
function listsOf({ audience, filter }: ListOnMap): number[] {
  const statuses = [...new Set(filter.statuses ?? STATUSES_LISTED)];
  return statuses.map((status) => listOf(SORTS[0], audience, status));
}

/** The rows of a list behind a mark in buckets of it. */
function streamsOf(list: ListOnMap, buckets: readonly Bucket[], after: Mark | null): Streams {
  const { at, audience, sort, filter } = list;
  const values: SQLInputValue[] = [at, at];
  const bind = (value: SQLInputValue) => `?${values.push(value)}`;
  const residual = conditionsOf(filter, bind);
  const mark = after && `(${bind(after.place)}, ${bind(after.deal)})`;
  const first = listOf(SORTS[0], audience, STATUSES_LISTED[0]);
  const shift = listOf(sort, audience, STATUSES_LISTED[0]) - first;
  const inOrder = buckets
    .filter(([, , few]) => few === 'neither')
    .map(([number, bucket]) => {
      const behind = mark === null ? '' : ` AND (place, deal) > ${mark}`;
      return `SELECT place, deal, standing FROM diagonal
          WHERE list = ${bind(number + shift)} AND bucket = ${bind(bucket)}${behind}
            AND ${bucket === OPEN_BUCKET ? HAS_BEGUN : HOLDS}${residual}`;
    });
  const byEnds = (['begun', 'to end'] as const).flatMap((few) => {
    const those = buckets.filter((bucket) => bucket[2] === few);
    const behind = mark === null ? '' : ` AND (${PLACE_IN[sort]}, diagonal.deal) > ${mark}`;
    return those.length === 0
      ? []
      : [`${fewRows(few, sort, bind(JSON.stringify(those)))}${behind}${residual}`];
  });
  return { streams: [...inOrder, ...byEnds], values };
}

const COLUMNS = columnsFor('standing.audience');

const HAS_BEGUN = 'at_from <= ?1';
const HOLDS = `${HAS_BEGUN} AND at_to > ?1`;

/** By which rows are found that have begun by the instant, and those of buckets but the open one that end after it. */
const INDEXES = {
  begun: { index: 'diagonal_by_begin', condition: `${IN_FIRST_ORDER} AND at_from <= ?1` },
  'to end': { index: 'diagonal_by_end', condition: `${HAS_END} AND at_to > ?1` },
  neither: { index: 'diagonal_by_begin', condition: IN_FIRST_ORDER },
} as const;

function rowsIn(bucket: Few, offset: number): string {
  const { index, condition } = INDEXES[bucket];
  return `EXISTS (SELECT 1 FROM diagonal INDEXED BY ${index}
    WHERE list = lists.value AND bucket = buckets.value AND ${condition} LIMIT 1 OFFSET ${offset})`;
}

const IS_OPEN = `buckets.value = ${OPEN_BUCKET}`;
const IS_MANY = rowsIn('neither', MANY);
const WHICH_FEW = `CASE
    WHEN NOT ${rowsIn('begun', FEW)} AND ${IS_MANY} THEN 'begun'
    WHEN NOT (${IS_OPEN} OR ${rowsIn('to end', FEW)}) AND ${IS_MANY} THEN 'to end'
    ELSE 'neither'
  END`;

/** SQL for the {@link Bucket}s of lists at an instant. */
function bucketsIn(few: string): string {
  return `SELECT lists.value, buckets.value, ${few}
    FROM json_each(?2) AS lists CROSS JOIN json_each(?3) AS buckets
    WHERE ${rowsIn('begun', 0)} AND (${IS_OPEN} OR ${rowsIn('to end', 0)})`;
}

/** SQL for the rows of buckets, given as JSON, of which few have begun or are yet to end. */
function fewRows(few: Few, sort: Sort, buckets: string): string {
  const { index, condition } = INDEXES[few];
  return `SELECT ${PLACE_IN[sort]} AS place, diagonal.deal, diagonal.standing
    FROM json_each(${buckets}) AS few
      CROSS JOIN diagonal INDEXED BY ${index}
        ON list = few.value ->> 0 AND bucket = few.value ->> 1 AND ${condition}
      CROSS JOIN standing ON standing.id = diagonal.standing
      CROSS JOIN wording ON wording.id = wording
    WHERE ${HOLDS}`;
}

/** Newest first, a list begins with what has been so since its own instant: nothing that began later holds by then. */
function firstMark({ sort, at }: ListOnMap): Mark | null {
  return sort === 'since' ? { place: 0 - at, deal: '' } : null;
}

/** SQL for what columns of the rectangle itself must hold besides its status. */
function conditionsOf(
  { currency, amountMin, amountMax, episode, disputed }: FilterOnMap,
  bind: (value: SQLInputValue) => string,
): string {
  const range = currency === undefined ? null : placesOfRange(currency, amountMin, amountMax);
  const conditions = [
    ...(range === null ? [] : [`amount_place BETWEEN ${bind(range[0])} AND ${bind(range[1])}`]),
    ...(episode === undefined ? [] : [`episode = ${bind(episode)}`]),
    ...(disputed === undefined ? [] : [`disputed = ${bind(Number(disputed))}`]),
  ];
  const exists = `EXISTS (SELECT 1 FROM standing AS s WHERE s.id = diagonal.standing AND ${conditions.join(' AND ')})`;
  return conditions.length === 0 ? '' : ` AND ${exists}`;
}
