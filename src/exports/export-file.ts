import type { Format } from '../tables/formats.js';

/** The files that are exported of the record as it stood at a position. */
export const EXPORTS = {
  'events.parquet': { table: 'events', format: 'parquet' },
  'events.csv': { table: 'events', format: 'csv' },
  'events.ndjson': { table: 'events', format: 'ndjson' },
  'history.parquet': { table: 'history', format: 'parquet' },
} as const satisfies Record<string, { table: 'events' | 'history'; format: Format }>;

export type ExportName = keyof typeof EXPORTS;

export const EXPORT_NAMES = Object.keys(EXPORTS) as readonly ExportName[];

export function isExportName(name: string): name is ExportName {
  return Object.hasOwn(EXPORTS, name);
}

/** A file that was written whole. The same basis gives the same bytes for ever. */
export interface ExportedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 of its bytes, in lower-case hexadecimal. */
  readonly sha256: string;
}
