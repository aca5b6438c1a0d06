import { createHash } from 'node:crypto';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { compareRows, type DealFilter, type DealRow, type Sort } from '../deal/deal-row.js';
import { instantOf } from '../deal/instant.js';
import { describeQuestion, type AskedOfAnswer } from '../deal/knowledge.js';
import type { Asked, Question } from '../deal/question.js';
import { knownDeals } from './known-deals.js';
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
    const page = query.cursor === undefined ? null : readCursor(query, query.cursor);
    const asked = page ? { ...query.asked, ...page.pinned } : query.asked;
    const offset = page?.offset ?? 0;
    return this.questions.put(asked, query.minPosition, async (readers, question) => {
      const known = await Array.fromAsync(knownDeals(readers, question, query.filter));
      const rows = known.toSorted(compareRows(query.sort));
      const end = offset + query.limit;
      return {
        deals: rows.slice(offset, end),
        total: rows.length,
        basis: question.basis,
        next: end < rows.length ? writeCursor(query, question, end) : null,
        asked: describeQuestion(question),
      };
    });
  }
}

interface Cursor {
  readonly offset: number;
  readonly pinned: {
    readonly basis: number;
    readonly knownAt: Question['knownAt'];
    readonly effectiveAt: Question['effectiveAt'];
  };
}

/** A cursor pins the basis and both instants, so that the pages of one list never shift; it fits no other list. */
function writeCursor(query: DealsAsKnown, { basis, knownAt, effectiveAt }: Question, offset: number): string {
  return Buffer.from(JSON.stringify([offset, basis, knownAt, effectiveAt, listOf(query)])).toString(
    'base64url',
  );
}

function readCursor(query: DealsAsKnown, cursor: string): Cursor {
  const [offset, basis, knownAt, effectiveAt, list] = parse(cursor);
  if (list !== listOf(query) || ![offset, basis, knownAt, effectiveAt].every(Number.isSafeInteger)) {
    throw new BadCursor();
  }
  const pinned = {
    basis: Number(basis),
    knownAt: instantOf(Number(knownAt)),
    effectiveAt: instantOf(Number(effectiveAt)),
  };
  return { offset: Number(offset), pinned };
}

function parse(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** What makes two lists the same but for the page: everything asked except what the cursor pins. */
function listOf({
  asked: { audience = 'desk', certainty = 'certain', sourceKinds },
  filter,
  sort,
}: DealsAsKnown): string {
  const list = JSON.stringify([
    audience,
    certainty,
    sourceKinds,
    filter.statuses,
    filter.party,
    filter.q,
    sort,
  ]);
  return createHash('sha256').update(list).digest('base64url').slice(0, 12);
}
