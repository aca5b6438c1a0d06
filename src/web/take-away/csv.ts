/** Rows for a spreadsheet: every row has the same columns; a null is an empty cell. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/** CSV of RFC 4180, as the service writes it: CRLF, a header line, texts always in quotes, so that none is empty by mistake. */
export function csvOf({ columns, rows }: CsvTable): string {
  const lines = [columns.join(','), ...rows.map((row) => row.map(cell).join(','))];
  return lines.map((line) => `${line}\r\n`).join('');
}

function cell(value: string | number | boolean | null): string {
  if (value === null) {
    return '';
  }
  return typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value);
}
