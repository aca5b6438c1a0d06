import { jsonRow } from './json-row.js';
import type { Table, TableRow } from './table.js';
import type { About, TableWriter } from './table-writer.js';

/** One JSON object: what is said about the whole, and `rows`. A reply that was cut off is no JSON. */
export class JsonWriter implements TableWriter<TableRow> {
  readonly mostRows = 500;
  private readonly table: Table;
  private readonly about: About;
  private isEmpty = true;

  constructor(table: Table, about: About) {
    this.table = table;
    this.about = about;
  }

  begin(): Uint8Array {
    const about = JSON.stringify(this.about).slice(1, -1);
    return Buffer.from(`{${about}${about === '' ? '' : ','}"rows":[\n`);
  }

  rows(rows: readonly TableRow[]): Uint8Array {
    const text = rows.map((row) => jsonRow(this.table, row)).join(',\n');
    const before = this.isEmpty ? '' : ',\n';
    this.isEmpty &&= rows.length === 0;
    return Buffer.from(before + text);
  }

  end(): Uint8Array {
    return Buffer.from('\n]}\n');
  }
}
