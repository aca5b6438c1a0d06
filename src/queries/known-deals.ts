import { setImmediate } from 'node:timers/promises';
import { passes, rowOf, rowPasses, type DealFilter, type DealRow } from '../deal/deal-row.js';
import { earlier, instantOf } from '../deal/instant.js';
import { answer } from '../deal/knowledge.js';
import type { Question } from '../deal/question.js';
import { StandingFold } from '../deal/standing.js';
import type { Readers } from '../projections/readers.js';
import type { MappedRow } from '../projections/knowledge-map/mapped-row.js';
import type { HeldDeal, Spot } from '../projections/knowledge-map/reader.js';
import { Told } from '../projections/knowledge-map/told.js';

/** Deals looked at between two looks at what else there is to do. */
const DEALS_AT_ONCE = 200;

/** A deal that was known then. */
export interface FoundDeal {
  /** As it was, but for what {@link isExact} leaves open. */
  readonly row: DealRow;
  /** False where its instants, and whether it is disputed or officially confirmed, are what is certain, not what is possible. */
  readonly isExact: boolean;
}

/** The deals that were known then and pass the filter, in the order of their slugs. */
export function knownDeals(
  readers: Readers,
  question: Question,
  filter: DealFilter,
): AsyncGenerator<DealRow> {
  return eachDeal(readers, question, filter, (found) => exactRow(readers, question, found));
}

/** The same, folding none of which the rest is known. */
export function foundDeals(
  readers: Readers,
  question: Question,
  filter: DealFilter,
): AsyncGenerator<FoundDeal> {
  return eachDeal(readers, question, filter, (found) => found);
}

async function* eachDeal<T>(
  readers: Readers,
  question: Question,
  filter: DealFilter,
  tell: (found: FoundDeal) => T,
): AsyncGenerator<T> {
  const spot = spotOf(readers, question);
  for await (const held of heldDeals(readers, question, spot, filter)) {
    const found = findDeal(readers, question, spot, held, filter);
    if (found) {
      yield tell(found);
    }
  }
}

/** Its row with nothing left open. */
export function exactRow(readers: Readers, question: Question, { row, isExact }: FoundDeal): DealRow {
  return isExact ? row : foldedRow(readers, question, row.deal, {})!;
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

/** Where on the map the question is answered: what came after the basis the desk did not know when the basis was recorded. */
function spotOf({ claims }: Readers, { audience, knownAt, effectiveAt, basis }: Question): Spot {
  const recordedAt = claims.recordedAt(basis) ?? instantOf(0);
  return { audience, knownAt: audience === 'desk' ? earlier(knownAt, recordedAt) : knownAt, effectiveAt };
}

/** A deal as the map tells it, or else as the one rule does; null where it does not pass. */
function findDeal(
  readers: Readers,
  question: Question,
  spot: Spot,
  held: HeldDeal,
  filter: DealFilter,
): FoundDeal | null {
  const found = findOnMap(readers, question, spot, held, filter);
  if (found !== 'elsewhere') {
    return found;
  }
  const row = foldedRow(readers, question, held.deal, filter);
  return row && { row, isExact: true };
}

/** What the map tells of a deal, null where it does not pass; `elsewhere` where the map does not tell. */
function findOnMap(
  readers: Readers,
  question: Question,
  spot: Spot,
  held: HeldDeal,
  filter: DealFilter,
): FoundDeal | null | 'elsewhere' {
  const { deal, lastPosition } = held;
  const { audience, knownAt } = spot;
  if (lastPosition > question.basis && readers.claims.countsAfter(deal, question.basis, audience, knownAt)) {
    return 'elsewhere';
  }
  const share = shareTold(held, question, filter);
  if (share === null) {
    return null;
  }
  if (question.certainty === 'certain') {
    const mapped = held.mapped && share === 'none' ? withoutClaims(held.mapped) : held.mapped;
    return mapped && share === 'some' ? 'elsewhere' : findCertain(readers, question, mapped, filter);
  }
  return share === 'all' ? findPossible(readers, question, held, filter) : 'elsewhere';
}

/** A known deal none of whose claims counts: that it is known, and its title, do not depend on who told it. */
function withoutClaims({ row, lastPosition }: MappedRow): MappedRow {
  const { names, since: _, ...standing } = new StandingFold((target) => target).standing();
  return { row: { ...row, ...standing, since: null, undetermined: false }, names, lastPosition };
}

function findCertain(
  readers: Readers,
  question: Question,
  mapped: MappedRow | null,
  filter: DealFilter,
): FoundDeal | null {
  return mapped && rowPasses(mapped.row, mapped.names, filter)
    ? { row: rowAtBasis(readers, question, mapped), isExact: true }
    : null;
}

/**
 * Where nothing is open the same claims count for possible and for certain, in the same order; each only counts from another
 * instant, which tells on instants, and on what was said before or after what.
 */
function findPossible(
  readers: Readers,
  question: Question,
  { mapped, isOpen, isIntricate }: HeldDeal,
  { disputed, ...filter }: DealFilter,
): FoundDeal | null | 'elsewhere' {
  if (isOpen || isIntricate) {
    return 'elsewhere';
  }
  if (!mapped || !rowPasses(mapped.row, mapped.names, filter)) {
    return null;
  }
  return disputed === undefined
    ? { row: rowAtBasis(readers, question, mapped), isExact: false }
    : 'elsewhere';
}

/** Which part of what was told the sources asked about told; null where none of them ever told a status that passes. */
function shareTold(
  { told: stored }: HeldDeal,
  { sourceKinds }: Question,
  { statuses }: DealFilter,
): ReturnType<Told['shareOf']> | null {
  if (sourceKinds === undefined) {
    return 'all';
  }
  const told = new Told(stored);
  const share = told.shareOf(sourceKinds);
  const mayPass = statuses === undefined || statuses.includes('none') || told.of(sourceKinds, statuses);
  return share === 'all' || mayPass ? share : null;
}

/** A row on the map that is as the basis has it, but for its revision. */
export function rowAtBasis(
  { claims }: Readers,
  { basis }: Question,
  { row, lastPosition }: MappedRow,
): DealRow {
  const next = lastPosition > basis ? claims.revisionAfter(row.deal, basis) : undefined;
  return next === undefined ? row : { ...row, revision: next - 1 };
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
