import type { Audience } from '../deal/question.js';
import { valueHistory } from '../deal/value-history.js';
import type { RecordedClaims } from '../projections/deal-claims/recorded-claims.js';
import { eventCells, eventsTable } from '../tables/events-table.js';
import { historyCells, historyTable } from '../tables/history-table.js';
import type { Table, TableRow } from '../tables/table.js';
import type { ExportName } from './export-file.js';
import { EXPORTS } from './export-file.js';

/** How an exported table is made from the record; `told` hears of how many events were gone through. */
export interface ExportedTable {
  readonly table: Table;
  rows(record: RecordedClaims, basis: number, told: (events: number) => void): Iterable<TableRow>;
}

export function exportedTable(name: ExportName): ExportedTable {
  return EXPORTS[name].table === 'events'
    ? { table: eventsTable, rows: eventRows }
    : { table: historyTable, rows: historyRows };
}

function* eventRows(
  record: RecordedClaims,
  basis: number,
  told: (events: number) => void,
): Iterable<TableRow> {
  for (const { event, data } of record.inOrder(basis)) {
    yield eventCells(event, data);
    told(1);
  }
}

const AUDIENCES_OF_HISTORY: readonly Audience[] = ['desk', 'public'];

/** Deal by deal, for the desk and then for the public, of what is certain. */
function* historyRows(
  record: RecordedClaims,
  basis: number,
  told: (events: number) => void,
): Iterable<TableRow> {
  for (const recorded of record.dealByDeal(basis)) {
    for (const audience of AUDIENCES_OF_HISTORY) {
      for (const held of valueHistory(recorded, { audience, certainty: 'certain', basis })) {
        yield historyCells(audience, held);
      }
    }
    told(recorded.events.length);
  }
}
