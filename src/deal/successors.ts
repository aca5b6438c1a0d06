import type { DealEvent } from './claim.js';
import { reportsUpTo } from './reports-known.js';

/**
 * The events of a deal that corrected or retracted a report, in order: those that name it, and those of clerical corrections
 * that did in its place what a correction they mend had done. `events` are all events of the deal.
 */
export function successorsOf(reportId: string, events: readonly DealEvent[]): readonly DealEvent[] {
  const removals = [...reportsUpTo(events, Infinity).byId.values()].flatMap((report) => report.removals);
  const found = removals.filter(({ target }) => target === reportId).map(({ event }) => event);
  return [...new Set(found)].toSorted((a, b) => a.position - b.position);
}
