import { setImmediate } from 'node:timers/promises';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { compareRows, type DealFilter, type DealRow, type Sort } from '../deal/deal-row.js';
import { instantOf } from '../deal/instant.js';
import { describeQuestion, type AskedOfAnswer } from '../deal/knowledge.js';
import type { Asked, Question } from '../deal/question.js';
import type { Readers } from '../projections/readers.js';
import { readCursor, writeCursor } from './cursor.js';
import { exactRow, foundDeals, type FoundDeal } from './known-deals.js';
import { listOnMap, type PartOfList } from './list-on-map.js';
import { BadCursor } from './query-errors.js';
import { Questions } from './questions.js';

/** One page of the deals known then. */
export interface DealsPage {
  readonly deals: readonly DealRow[];
  /** How many deals the whole list has. */
  readonly total: number;
  readonly basis: number;
  /** Asks for the next page, at the same basis and instants; null on the last. */
  readonly next: string | null;
  readonly asked: AskedOfAnswer;
}

/** Which deals were known then, by whom, and how did they stand? */
export class DealsAsKnown extends Query<DealsPage> {
  constructor(
    readonly asked: Asked,
    readonly filter: DealFilter,
    readonly sort: Sort,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(DealsAsKnown)
export class DealsAsKnownHandler implements IQueryHandler<DealsAsKnown, DealsPage> {
  constructor(private readonly questions: Questions) {}

  execute(query: DealsAsKnown): Promise<DealsPage> {
    const cursor = query.cursor === undefined ? null : readBehind(query, query.cursor);
    const asked = cursor ? { ...query.asked, ...cursor.pinned } : query.asked;
    return this.questions.put(asked, query.minPosition, async (readers, question) => {
      const { filter, sort, limit } = query;
      const part = { filter, sort, limit, after: cursor?.behind ?? null };
      const { rows, total } =
        listOnMap(readers, question, part) ?? (await listByGoingThrough(readers, question, part));
      const deals = rows.slice(0, query.limit);
      const next = rows.length > query.limit ? { deal: deals.at(-1)!.deal, total } : null;
      return {
        deals,
        total,
        basis: question.basis,
        next: next && cursorOf(query, question, next),
        asked: describeQuestion(question),
      };
    });
  }
}

/** Goes through the deals one by one, where the map has no list in this order. */
async function listByGoingThrough(
  readers: Readers,
  question: Question,
  { filter, sort, limit, after }: PartOfList,
): Promise<{ readonly rows: readonly DealRow[]; readonly total: number }> {
  const found = await Array.fromAsync(foundDeals(readers, question, filter));
  const all = sort === 'since' ? await exactRows(readers, question, found) : found;
  const compare = compareRows(sort);
  const sorted = all.toSorted((a, b) => compare(a.row, b.row));
  const start = after === null ? 0 : sorted.findIndex(({ row }) => row.deal === after.deal) + 1;
  const page = await exactRows(readers, question, sorted.slice(start, start + limit + 1));
  return { rows: page.map(({ row }) => row), total: sorted.length };
}

/** Rows made exact between two looks at what else there is to do. */
const ROWS_AT_ONCE = 100;

async function exactRows(
  readers: Readers,
  question: Question,
  found: readonly FoundDeal[],
): Promise<readonly FoundDeal[]> {
  const exact: FoundDeal[] = [];
  for (const one of found) {
    exact.push({ row: exactRow(readers, question, one), isExact: true });
    if (!one.isExact && exact.length % ROWS_AT_ONCE === 0) {
      await setImmediate();
    }
  }
  return exact;
}

interface Cursor {
  readonly behind: NonNullable<PartOfList['after']>;
  readonly pinned: {
    readonly basis: number;
    readonly knownAt: Question['knownAt'];
    readonly effectiveAt: Question['effectiveAt'];
  };
}

/** The pages of one list never shift: the basis and both instants are pinned. */
function cursorOf(
  query: DealsAsKnown,
  { basis, knownAt, effectiveAt }: Question,
  { deal, total }: Cursor['behind'],
): string {
  return writeCursor([deal, total, basis, knownAt, effectiveAt], listOf(query));
}

function readBehind(query: DealsAsKnown, cursor: string): Cursor {
  const [deal, total, basis, knownAt, effectiveAt] = readCursor(cursor, listOf(query));
  if (![total, basis, knownAt, effectiveAt].every(Number.isSafeInteger)) {
    throw new BadCursor();
  }
  const pinned = {
    basis: Number(basis),
    knownAt: instantOf(Number(knownAt)),
    effectiveAt: instantOf(Number(effectiveAt)),
  };
  return { behind: { deal: String(deal), total: Number(total) }, pinned };
}

/** What makes two lists the same but for the page: everything asked except what the cursor pins. */
function listOf({
  asked: { audience = 'desk', certainty = 'certain', sourceKinds },
  filter,
  sort,
}: DealsAsKnown): string {
  return JSON.stringify([
    audience,
    certainty,
    sourceKinds,
    filter.statuses,
    filter.party,
    filter.q,
    filter.currency,
    filter.amountMin,
    filter.amountMax,
    filter.episode,
    filter.disputed,
    sort,
  ]);
}
