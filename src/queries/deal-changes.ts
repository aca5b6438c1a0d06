import { setImmediate } from 'node:timers/promises';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { diff, type Diff } from '../deal/diff.js';
import { instantOf } from '../deal/instant.js';
import { describeQuestion, type AskedOfAnswer } from '../deal/knowledge.js';
import type { Asked, Question } from '../deal/question.js';
import type { Readers } from '../projections/readers.js';
import { readCursor, writeCursor } from './cursor.js';
import { endsOf, type DiffSpan } from './deal-diff.js';
import { BadCursor } from './query-errors.js';
import { Questions } from './questions.js';

/** One page of the deals about which an audience learned something. */
export interface ChangesPage {
  /** In the order of their slugs. */
  readonly changes: readonly DealChange[];
  readonly basis: number;
  /** Asks for the next page, at the same basis and instants; null on the last. */
  readonly next: string | null;
  readonly from: AskedOfAnswer;
  readonly to: AskedOfAnswer;
}

/** What an audience learned of a deal, in short: its difference tells it whole. */
export interface DealChange extends Pick<Diff, 'deal' | 'changed'> {
  /** How many claims became known, and how many of those known before were taken back. */
  readonly learned: number;
  readonly takenBack: number;
}

/** About which deals did the audience learn something between two instants, and what did that change? */
export class DealChanges extends Query<ChangesPage> {
  constructor(
    readonly span: Pick<DiffSpan, 'from' | 'to'>,
    readonly asked: Asked,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: number,
  ) {
    super();
  }
}

/** Deals looked at between two looks at what else there is to do. */
const DEALS_AT_ONCE = 50;

@QueryHandler(DealChanges)
export class DealChangesHandler implements IQueryHandler<DealChanges, ChangesPage> {
  constructor(private readonly questions: Questions) {}

  execute(query: DealChanges): Promise<ChangesPage> {
    const list = listOf(query);
    const behind = query.cursor === undefined ? null : readBehind(query.cursor, list);
    const asked = behind ? { ...query.asked, basis: behind.basis } : query.asked;
    const span = behind ? { ...query.span, to: behind.to } : query.span;
    return this.questions.put(asked, query.minPosition, async (readers, question) => {
      const [from, to] = endsOf(span, question, asked);
      const changes: DealChange[] = [];
      for await (const change of changesBehind(readers, from, to, behind?.deal ?? '')) {
        if (changes.push(change) > query.limit) {
          break;
        }
      }
      const page = changes.slice(0, query.limit);
      const next = changes.length > query.limit ? [page.at(-1)!.deal, to.basis, to.knownAt] : null;
      return {
        changes: page,
        basis: to.basis,
        next: next && writeCursor(next, list),
        from: describeQuestion(from),
        to: describeQuestion(to),
      };
    });
  }
}

async function* changesBehind(
  { claims, map }: Readers,
  from: Question,
  to: Question,
  behind: string,
): AsyncGenerator<DealChange> {
  let deals: readonly string[];
  let after = behind;
  do {
    deals = map.dealsMoving(to.audience, from.knownAt, to.knownAt, after, DEALS_AT_ONCE);
    for (const deal of deals) {
      const found = diff(claims.recorded(deal), from, to);
      if (found?.deal === deal && found.learned.length + found.takenBack.length + found.changed.length > 0) {
        const { changed, learned, takenBack } = found;
        yield { deal, learned: learned.length, takenBack: takenBack.length, changed };
      }
    }
    after = deals.at(-1) ?? after;
    await setImmediate();
  } while (deals.length === DEALS_AT_ONCE);
}

function readBehind(cursor: string, list: string) {
  const [deal, basis, to] = readCursor(cursor, list);
  if (!Number.isSafeInteger(basis) || !Number.isSafeInteger(to)) {
    throw new BadCursor();
  }
  return { deal: String(deal), basis: Number(basis), to: instantOf(Number(to)) };
}

function listOf({ span: { from }, asked: { basis: _, ...asked } }: DealChanges): string {
  return JSON.stringify([from, asked.audience, asked.certainty, asked.effectiveAt, asked.sourceKinds]);
}
