import { jsonRow } from './json-row.js';
import type { Table, TableRow } from './table.js';
import type { TableWriter } from './table-writer.js';

/** One JSON object a line. */
export class NdjsonWriter implements TableWriter<TableRow> {
  readonly mostRows = 500;
  private readonly table: Table;

  constructor(table: Table) {
    this.table = table;
  }

  begin(): Uint8Array {
    return new Uint8Array();
  }

  rows(rows: readonly TableRow[]): Uint8Array {
    return Buffer.from(rows.map((row) => `${jsonRow(this.table, row)}\n`).join(''));
  }

  end(): Uint8Array {
    return new Uint8Array();
  }
}
