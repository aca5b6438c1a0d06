/**
 * Writes a table in one format, piece by piece: first `begin`, then `rows` as often as there are rows to write, then `end`.
 * The same rows in the same pieces give the same bytes, on every machine and at every time.
 */
export interface TableWriter<Row> {
  /** How many rows a piece has at most. */
  readonly mostRows: number;
  begin(): Uint8Array;
  rows(rows: readonly Row[]): Uint8Array;
  end(): Uint8Array;
}

/** Facts about a whole file. JSON shows them before the rows, Parquet keeps them as its key-value metadata. */
export type About = Readonly<Record<string, unknown>>;
