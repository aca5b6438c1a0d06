import { CsvWriter } from './csv-writer.js';
import { JsonWriter } from './json-writer.js';
import { NdjsonWriter } from './ndjson-writer.js';
import { ParquetTableWriter } from './parquet-table-writer.js';
import type { Table, TableRow } from './table.js';
import type { About, TableWriter } from './table-writer.js';

/** The formats in which a table is written. The first is what a caller gets who asks for none. */
export const FORMATS = ['json', 'ndjson', 'csv', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
};

export function tableWriter(format: Format, table: Table, about: About): TableWriter<TableRow> {
  switch (format) {
    case 'json':
      return new JsonWriter(table, about);
    case 'ndjson':
      return new NdjsonWriter(table);
    case 'csv':
      return new CsvWriter(table);
    case 'parquet':
      return new ParquetTableWriter(table, about);
  }
}
