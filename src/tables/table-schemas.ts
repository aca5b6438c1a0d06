import { eventsTable } from './events-table.js';
import { historyTable } from './history-table.js';
import { panelTable } from './panel-table.js';
import { DECIMAL_PRECISION, DECIMAL_SCALE } from './parquet-table-writer.js';
import { TABLES_VERSION, type ColumnKind, type Table } from './table.js';

/** How each kind of cell stands in each format. */
const FORMS: Readonly<Record<ColumnKind, { parquet: string; csv: string; json: string }>> = {
  text: { parquet: 'STRING', csv: 'always quoted', json: 'string' },
  word: { parquet: 'STRING', csv: 'quoted where needed', json: 'string' },
  instant: {
    parquet: 'TIMESTAMP(MILLIS), UTC',
    csv: 'RFC 3339, UTC, milliseconds',
    json: 'string, RFC 3339, UTC, milliseconds',
  },
  decimal: {
    parquet: `DECIMAL(${DECIMAL_PRECISION},${DECIMAL_SCALE}); empty where that is not exact`,
    csv: 'exact decimal',
    json: 'string, exact decimal',
  },
  count: { parquet: 'INT64', csv: 'whole number', json: 'number' },
  flag: { parquet: 'BOOLEAN', csv: 'true or false', json: 'boolean' },
};

/** What the panel and the exports hold, column by column: published as /schemas/exports.json. */
export const tableSchemas = {
  schemaVersion: TABLES_VERSION,
  kinds: FORMS,
  emptyCells: { parquet: 'null', csv: 'nothing between the commas (an empty text is "")', json: 'null' },
  tables: Object.fromEntries(
    [eventsTable, historyTable, panelTable].map((table) => [table.name, schemaOf(table)]),
  ),
};

function schemaOf({ description, columns }: Table): object {
  return { description, columns };
}
