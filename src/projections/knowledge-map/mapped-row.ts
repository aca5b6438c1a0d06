import type { DatabaseSync, StatementSync } from 'node:sqlite';
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

/** {@link columnsFor} as they are read; a deal that the audience did not know of has no status, not even `none`. */
export type Columns = readonly [
  deal: string,
  alsoRecordedAs: string,
  firstPosition: number,
  lastPosition: number,
  revision: number,
  status: string | null,
  since: number | null,
  episode: number,
  officiallyConfirmed: number,
  disputed: number,
  amount: string | null,
  firstKnownAt: number,
  sources: number,
  title: string | null,
  names: string,
  undetermined: number,
];

/**
 * Of `deal`, `standing` and its `wording`, as known at parameter 1 about what was so at parameter 2; `audience` is SQL for whose
 * knowledge that is.
 */
export function columnsFor(audience: string): string {
  return `deal.deal, also_recorded_as, first_position, last_position, revision, status, since, episode, officially_confirmed,
    disputed, amount, first_known_at, sources, title, names, EXISTS (
      SELECT 1 FROM undetermined AS open WHERE open.audience = ${audience} AND open.deal = deal.deal
        AND open.known_from <= ?1 AND open.known_to > ?1 AND open.effective_from <= ?2 AND open.effective_to > ?2
    ) AS undetermined`;
}

/** A statement whose rows are arrays, which take half the time of rows with names. */
export function prepareRows(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

export function mappedRow(columns: Columns): MappedRow {
  const [
    deal,
    alsoRecordedAs,
    ,
    lastPosition,
    revision,
    status,
    since,
    episode,
    confirmed,
    disputed,
    ...others
  ] = columns;
  const [amount, firstKnownAt, sources, title, names, undetermined] = others;
  return {
    row: {
      deal,
      alsoRecordedAs: splitLines(alsoRecordedAs),
      title,
      status: status === 'none' ? null : (status as DealRow['status']),
      since: since === null ? null : formatInstant(instantOf(since)),
      episode,
      officiallyConfirmed: confirmed === 1,
      disputed: disputed === 1,
      amount: amount === null ? null : (JSON.parse(amount) as DealRow['amount']),
      firstKnownAt: formatInstant(instantOf(firstKnownAt)),
      sources,
      revision,
      undetermined: undetermined === 1,
    },
    names: splitLines(names),
    lastPosition,
  };
}
