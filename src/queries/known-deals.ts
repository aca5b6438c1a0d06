import { setImmediate } from 'node:timers/promises';
import { passes, rowOf, rowPasses, type DealFilter, type DealRow } from '../deal/deal-row.js';
import { earlier, instantOf } from '../deal/instant.js';
import { answer } from '../deal/knowledge.js';
import type { Question } from '../deal/question.js';
import type { Readers } from '../projections/readers.js';
import type { MappedRow } from '../projections/knowledge-map/mapped-row.js';
import type { HeldDeal, Spot } from '../projections/knowledge-map/reader.js';

/** Deals looked at between two looks at what else there is to do. */
const DEALS_AT_ONCE = 200;

/** The deals that were known then and pass the filter, in the order of their slugs. */
export async function* knownDeals(
  readers: Readers,
  question: Question,
  filter: DealFilter,
): AsyncGenerator<DealRow> {
  const spot = spotOf(readers, question);
  for await (const held of heldDeals(readers, question, spot, filter)) {
    const mapped = mappedRow(readers, question, spot, held, filter);
    const row = mapped === 'elsewhere' ? foldedRow(readers, question, held.deal, filter) : mapped;
    if (row) {
      yield row;
    }
  }
}

/** Deals that may pass, some at once. */
async function* heldDeals(
  { map }: Readers,
  { basis }: Question,
  spot: Spot,
  filter: DealFilter,
): AsyncGenerator<HeldDeal> {
  const candidates = map.dealsMentioning(filter)?.toSorted();
  let after = '';
  let page: readonly HeldDeal[];
  do {
    const behind = after;
    page = candidates
      ? candidates
          .filter((deal) => deal > behind)
          .slice(0, DEALS_AT_ONCE)
          .map((deal) => map.held(deal, spot))
      : map.heldAt(basis, spot, behind, DEALS_AT_ONCE);
    yield* page.filter(({ firstPosition }) => firstPosition <= basis);
    after = page.at(-1)?.deal ?? '';
    await setImmediate();
  } while (page.length === DEALS_AT_ONCE);
}

/** Whether the map, which knows what is certain from sources of every kind, can answer at all. */
export function isOnMap({ certainty, sourceKinds }: Question): boolean {
  return certainty === 'certain' && sourceKinds === undefined;
}

/** Where on the map the question is answered: what came after the basis the desk did not know when the basis was recorded. */
function spotOf({ claims }: Readers, { audience, knownAt, effectiveAt, basis }: Question): Spot {
  const recordedAt = claims.recordedAt(basis) ?? instantOf(0);
  return { audience, knownAt: audience === 'desk' ? earlier(knownAt, recordedAt) : knownAt, effectiveAt };
}

/** The row on the map, null where it does not pass; `elsewhere` where the map is not as the basis has it. */
function mappedRow(
  readers: Readers,
  question: Question,
  spot: Spot,
  { deal, mapped, lastPosition }: HeldDeal,
  filter: DealFilter,
): DealRow | null | 'elsewhere' {
  const moved = lastPosition > question.basis ? readers.claims.movedAfter(deal, question.basis) : undefined;
  const cameLater = moved !== undefined && (spot.audience === 'public' || moved <= spot.knownAt);
  if (!isOnMap(question) || cameLater) {
    return 'elsewhere';
  }
  if (!mapped || !rowPasses(mapped.row, mapped.names, filter)) {
    return null;
  }
  return rowAtBasis(readers, question, mapped);
}

/** A row on the map that is as the basis has it, but for its revision. */
export function rowAtBasis(
  { claims }: Readers,
  { basis }: Question,
  { row, lastPosition }: MappedRow,
): DealRow {
  const next = lastPosition > basis ? claims.after(row.deal, basis) : undefined;
  return next ? { ...row, revision: next.revision - 1 } : row;
}

/** The row that the one rule gives; null when the deal was not known, or under another slug, or does not pass. */
export function foldedRow(
  { claims }: Readers,
  question: Question,
  deal: string,
  filter: DealFilter,
): DealRow | null {
  const known = answer(claims.recorded(deal), question);
  return known?.known && known.deal === deal && passes(known, filter) ? rowOf(known) : null;
}
