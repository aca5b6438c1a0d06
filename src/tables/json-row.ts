import type { Table, TableRow } from './table.js';

/** One row as a JSON object: instants as RFC 3339 in UTC with milliseconds, decimals as strings, empty cells as null. */
export function jsonRow({ columns }: Table, row: TableRow): string {
  const shown: Record<string, unknown> = {};
  for (const { name, kind } of columns) {
    const cell = row[name] ?? null;
    shown[name] = kind === 'instant' && cell !== null ? new Date(cell as number).toISOString() : cell;
  }
  return JSON.stringify(shown);
}
