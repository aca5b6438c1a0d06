import { compareRows, rowOf, rowPasses, type DealFilter, type DealRow, type Sort } from '../deal/deal-row.js';
import { readStoredInstant } from '../deal/instant.js';
import { answer } from '../deal/knowledge.js';
import type { Question } from '../deal/question.js';
import type { Readers } from '../projections/readers.js';
import { placeIn, type SortedBy } from '../projections/knowledge-map/diagonal.js';
import type { ListOnMap } from '../projections/knowledge-map/lists.js';
import { foldedRow, rowAtBasis } from './known-deals.js';
import { BadCursor } from './query-errors.js';

/** A page of a list: behind a deal, of a list of so many. */
export interface PartOfList {
  readonly filter: DealFilter;
  readonly sort: Sort;
  readonly limit: number;
  readonly after: { readonly deal: string; readonly total: number } | null;
}

/** Deals that came further than the basis are folded one by one; with more of them, all are gone through instead. */
const MOST_FOLDED = 100;

/**
 * The rows of a page and one more where there is one, straight from the map's ordered rows; null where those do not answer:
 * what is only possible, some kinds of sources, words, two instants apart, or a basis that many deals have left behind.
 */
export function listOnMap(
  readers: Readers,
  question: Question,
  part: PartOfList,
): { readonly rows: readonly DealRow[]; readonly total: number } | null {
  const { audience, knownAt, effectiveAt, certainty, sourceKinds } = question;
  const { filter, sort, limit, after } = part;
  const asksWords = (filter.q ?? filter.party) !== undefined;
  if (certainty === 'possible' || sourceKinds !== undefined || knownAt !== effectiveAt || asksWords) {
    return null;
  }
  return readers.map.inOneView(() => {
    const later = cameLater(readers, question);
    if (later === null) {
      return null;
    }
    const list: ListOnMap = { audience, at: knownAt, sort, filter };
    const folded = later.flatMap((deal) => foldedRow(readers, question, deal, filter) ?? []);
    const last = after && lastRow(readers, question, after.deal);
    const mark = last && { place: placeIn(sort, sortedBy(last)), deal: last.deal };
    const { rows, total } = readers.map.lists.page(list, mark, limit + 1 + later.length, after?.total);
    const mapped = rows
      .filter(({ row }) => !later.includes(row.deal))
      .map((row) => rowAtBasis(readers, question, row));
    const behind = folded.filter((row) => last === null || compareRows(sort)(row, last) > 0);
    return {
      rows: [...mapped, ...behind].toSorted(compareRows(sort)).slice(0, limit + 1),
      total: after?.total ?? total - countedOf(later, readers, list) + folded.length,
    };
  });
}

/** Deals whose rows on the map may hold what came after the basis; null: too many. */
function cameLater(
  { claims, map }: Readers,
  { audience, knownAt, basis }: Question,
): readonly string[] | null {
  const recordedAt = claims.recordedAt(basis);
  if (audience === 'desk' && recordedAt !== undefined && knownAt < recordedAt) {
    return []; // what came later the desk did not know by then
  }
  const later = map.dealsAfter(basis, MOST_FOLDED + 1);
  return later.length > MOST_FOLDED ? null : later;
}

/** How many of these deals the map counts in a list. */
function countedOf(deals: readonly string[], { map }: Readers, { audience, at, filter }: ListOnMap): number {
  const spot = { audience, knownAt: at, effectiveAt: at };
  return deals.filter((deal) => {
    const { mapped } = map.held(deal, spot);
    return mapped !== null && rowPasses(mapped.row, mapped.names, filter);
  }).length;
}

/** The row behind which a page begins. It was on the page before, by the same basis. */
function lastRow({ claims }: Readers, question: Question, deal: string): DealRow {
  const known = answer(claims.recorded(deal), question);
  if (!known?.known) {
    throw new BadCursor();
  }
  return rowOf(known);
}

function sortedBy({ deal, title, since, amount }: DealRow): SortedBy {
  return { deal, title, since: since === null ? null : readStoredInstant(since), amount };
}
