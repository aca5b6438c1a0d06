import type { DealRow } from '../deal/deal-row.js';
import type { Instant } from '../deal/instant.js';
import { readStoredInstant } from '../deal/instant.js';
import { amountCells, amountColumns } from './amount-cells.js';
import { column, maybe, type Table, type TableRow } from './table.js';

/** A deal on one date of a panel. */
export interface PanelRow extends DealRow {
  readonly knownAt: Instant;
  readonly effectiveAt: Instant;
  readonly basis: number;
}

export const panelTable: Table = {
  name: 'panel',
  description:
    'One row for each deal and date, in the order of the dates and then of the deals. Each row tells what was known at its date, and nothing that came later.',
  columns: [
    column('deal', 'word', 'slug of the deal'),
    maybe('title', 'text', 'what it was called'),
    column('known_at', 'instant', 'the last millisecond of the date: what was known then'),
    column('effective_at', 'instant', 'of what was so at this instant; the same as known_at'),
    maybe(
      'status',
      'word',
      'rumored, in_talks, terms_changing, confirmed or collapsed; empty when none was reported',
    ),
    maybe('since', 'instant', 'start of the unbroken run of claims of this status'),
    column('episode', 'count', '1, plus one for each time that the deal came back from collapse'),
    column('officially_confirmed', 'flag', 'confirmed on the word of a company, filing, regulator or court'),
    column('disputed', 'flag', 'somebody disputed the status'),
    ...amountColumns,
    column('sources', 'count', 'how many sources the counted claims come from'),
    column('first_known_at', 'instant', 'when this audience could first know of the deal'),
    column(
      'undetermined',
      'flag',
      'something about it was open at that instant, as its time is not known exactly',
    ),
    column(
      'revision',
      'count',
      "newest revision of the deal's stream at the basis. It is for asking again, and no knowledge of the date",
    ),
    column('basis', 'count', 'the newest position of the record that could count'),
  ],
};

export function panelCells(row: PanelRow): TableRow {
  return {
    deal: row.deal,
    title: row.title,
    known_at: row.knownAt,
    effective_at: row.effectiveAt,
    status: row.status,
    since: row.since === null ? null : readStoredInstant(row.since),
    episode: row.episode,
    officially_confirmed: row.officiallyConfirmed,
    disputed: row.disputed,
    ...amountCells(row.amount),
    sources: row.sources,
    first_known_at: readStoredInstant(row.firstKnownAt),
    undetermined: row.undetermined,
    revision: row.revision,
    basis: row.basis,
  };
}
