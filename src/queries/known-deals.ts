import { setImmediate } from 'node:timers/promises';
import { passes, rowOf, type DealFilter, type DealRow } from '../deal/deal-row.js';
import { answer } from '../deal/knowledge.js';
import type { Question } from '../deal/question.js';
import type { Readers } from '../projections/generation.js';

/** Deals folded between two looks at what else there is to do. */
const DEALS_AT_ONCE = 100;

/** The deals that were known then and pass the filter, in the order of their slugs. */
export async function* knownDeals(
  { claims, deals }: Readers,
  question: Question,
  filter: DealFilter,
): AsyncGenerator<DealRow> {
  for (const [place, deal] of deals.heldAt(question.basis).entries()) {
    if (place % DEALS_AT_ONCE === DEALS_AT_ONCE - 1) {
      await setImmediate();
    }
    const known = answer(claims.of(deal), question);
    if (known?.known && passes(known, filter)) {
      yield rowOf(known);
    }
  }
}
