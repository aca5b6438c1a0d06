import { stringify } from 'csv-stringify/sync';
import type { Cell, Column, Table, TableRow } from './table.js';
import type { TableWriter } from './table-writer.js';

/**
 * CSV of RFC 4180: CRLF, quotes doubled, UTF-8 without a byte order mark, a header line. Texts are always quoted, and an
 * empty one differs from an empty cell. A text that a spreadsheet would take for a formula is quoted like any other and
 * otherwise left alone: it is evidence.
 */
export class CsvWriter implements TableWriter<TableRow> {
  readonly mostRows = 500;
  private readonly columns: readonly Column[];

  constructor({ columns }: Table) {
    this.columns = columns;
  }

  begin(): Uint8Array {
    return this.lines([Object.fromEntries(this.columns.map(({ name }) => [name, name]))], HEADER);
  }

  rows(rows: readonly TableRow[]): Uint8Array {
    return this.lines(rows, BODY);
  }

  end(): Uint8Array {
    return new Uint8Array();
  }

  private lines(rows: readonly TableRow[], shape: (column: Column, cell: Cell) => unknown): Uint8Array {
    const cells = rows.map((row) => this.columns.map((column) => shape(column, row[column.name] ?? null)));
    return Buffer.from(stringify(cells, OPTIONS));
  }
}

/** A cell that is written as it is told. */
interface ShapedCell {
  readonly value: string;
  readonly quoted: boolean;
  readonly quoted_empty: boolean;
}

const OPTIONS = {
  record_delimiter: 'windows',
  cast: { object: (cell: object) => cell as ShapedCell },
} as const;

const HEADER = (_: Column, cell: Cell): unknown => cell;

function BODY({ kind }: Column, cell: Cell): ShapedCell | string {
  if (cell === null) {
    return '';
  }
  const value = kind === 'instant' ? new Date(cell as number).toISOString() : String(cell);
  return kind === 'text' ? { value, quoted: true, quoted_empty: true } : value;
}
