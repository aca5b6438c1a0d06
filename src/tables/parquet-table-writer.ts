import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { TABLES_VERSION, type Cell, type Column, type Table, type TableRow } from './table.js';
import type { About, TableWriter } from './table-writer.js';

/** What a decimal of the Parquet files can hold: 30 digits before the point and 8 after it. */
export const DECIMAL_PRECISION = 38;
export const DECIMAL_SCALE = 8;

const DECIMAL_BYTES = 16;

/**
 * Apache Parquet: one row group for each piece, so that no more than a piece is ever held. Nothing of the machine or the
 * hour goes into the file.
 */
export class ParquetTableWriter implements TableWriter<TableRow> {
  readonly mostRows = 10_000;
  private readonly bytes = new ByteWriter();
  private readonly columns: readonly Column[];
  private readonly writer: ParquetWriter;

  constructor({ name, columns }: Table, about: About) {
    this.columns = columns;
    const metadata = { table: name, schema_version: String(TABLES_VERSION), ...about };
    this.writer = new ParquetWriter({
      writer: this.bytes,
      schema: [{ name: 'root', num_children: columns.length }, ...columns.map(elementOf)],
      createdBy: 'knownwhen',
      kvMetadata: Object.entries(metadata).map(([key, value]) => ({
        key,
        value: typeof value === 'string' ? value : JSON.stringify(value),
      })),
    });
  }

  begin(): Uint8Array {
    return this.taken();
  }

  rows(rows: readonly TableRow[]): Uint8Array {
    const columnData = this.columns.map((column) => ({
      name: column.name,
      data: rows.map((row) => valueOf(column, row[column.name] ?? null)),
    }));
    void this.writer.write({ columnData, rowGroupSize: Math.max(rows.length, 1) });
    return this.taken();
  }

  end(): Uint8Array {
    void this.writer.finish();
    return this.taken();
  }

  /** What was written since it was last asked; the library counts on from there. */
  private taken(): Uint8Array {
    const taken = this.bytes.getBytes().slice();
    this.bytes.index = 0;
    return taken;
  }
}

const TYPES: Readonly<Record<Column['kind'], Partial<SchemaElement>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  word: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  instant: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  decimal: {
    type: 'FIXED_LEN_BYTE_ARRAY',
    type_length: DECIMAL_BYTES,
    converted_type: 'DECIMAL',
    precision: DECIMAL_PRECISION,
    scale: DECIMAL_SCALE,
  },
  count: { type: 'INT64' },
  flag: { type: 'BOOLEAN' },
};

function elementOf({ name, kind, nullable }: Column): SchemaElement {
  return { name, repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED', ...TYPES[kind] };
}

function valueOf({ kind }: Column, cell: Cell): unknown {
  if (cell === null) {
    return null;
  }
  switch (kind) {
    case 'instant':
    case 'count':
      return BigInt(cell);
    case 'decimal':
      return unscaled(cell as string);
    case 'text':
    case 'word':
    case 'flag':
      return cell;
  }
}

/** A decimal as a whole number of its last place; null when it is finer or larger than the column can hold exactly. */
function unscaled(decimal: string): bigint | null {
  const [whole = '', fraction = ''] = decimal.split('.');
  return fraction.length > DECIMAL_SCALE || whole.replace('-', '').length > DECIMAL_PRECISION - DECIMAL_SCALE
    ? null
    : BigInt(whole + fraction.padEnd(DECIMAL_SCALE, '0'));
}
