import { setImmediate } from 'node:timers/promises';
import type { Question } from '../deal/question.js';
import { statusSpells, type StatusSpell } from '../deal/status-spells.js';
import type { Readers } from '../projections/readers.js';

/** Deals folded between two looks at what else there is to do. */
const DEALS_AT_ONCE = 100;

/** The statuses that each deal went through as known then; deals without one are left out. */
export async function* spellsOfDeals(
  { claims, deals }: Readers,
  question: Question,
): AsyncGenerator<readonly StatusSpell[]> {
  for (const [place, deal] of deals.heldAt(question.basis).entries()) {
    if (place % DEALS_AT_ONCE === DEALS_AT_ONCE - 1) {
      await setImmediate();
    }
    const spells = statusSpells(claims.recorded(deal), question);
    if (spells.length > 0) {
      yield spells;
    }
  }
}
