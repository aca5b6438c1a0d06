import type { DealRow } from '../../deal/deal-row.js';
import { formatInstant, instantOf } from '../../deal/instant.js';
import { splitLines } from './lines.js';

/** A row as it stands on the map, by the newest basis. */
export interface MappedRow {
  readonly row: DealRow;
  /** Names and aliases of its parties. */
  readonly names: readonly string[];
  readonly lastPosition: number;
}

/** {@link COLUMNS} as they are read; a deal that the audience did not know of has no status, not even `none`. */
export interface Columns {
  readonly deal: string;
  readonly also_recorded_as: string;
  readonly first_position: number;
  readonly last_position: number;
  readonly revision: number;
  readonly status: string | null;
  readonly since: number | null;
  readonly episode: number;
  readonly officially_confirmed: number;
  readonly disputed: number;
  readonly amount: string | null;
  readonly first_known_at: number;
  readonly sources: number;
  readonly title: string | null;
  readonly names: string;
  readonly undetermined: number;
}

/** Of `deal`, `standing` and its `wording`, as known at parameter 1 about what was so at parameter 2. */
export const COLUMNS = `deal.deal, also_recorded_as, first_position, last_position, revision, status, since, episode, officially_confirmed, disputed,
  amount, first_known_at, sources, title, names, EXISTS (
    SELECT 1 FROM undetermined AS open WHERE open.audience = standing.audience AND open.deal = standing.deal
      AND open.known_from <= ?1 AND open.known_to > ?1 AND open.effective_from <= ?2 AND open.effective_to > ?2
  ) AS undetermined`;

export function mappedRow(columns: Columns): MappedRow {
  const { deal, title, status, since, episode, amount, revision } = columns;
  return {
    row: {
      deal,
      alsoRecordedAs: splitLines(columns.also_recorded_as),
      title,
      status: status === 'none' ? null : (status as DealRow['status']),
      since: since === null ? null : formatInstant(instantOf(since)),
      episode,
      officiallyConfirmed: columns.officially_confirmed === 1,
      disputed: columns.disputed === 1,
      amount: amount === null ? null : (JSON.parse(amount) as DealRow['amount']),
      firstKnownAt: formatInstant(instantOf(columns.first_known_at)),
      sources: columns.sources,
      revision,
      undetermined: columns.undetermined === 1,
    },
    names: splitLines(columns.names),
    lastPosition: columns.last_position,
  };
}
