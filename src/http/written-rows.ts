import type { TableRow } from '../tables/table.js';
import type { TableWriter } from '../tables/table-writer.js';

/** Rows that are written at once, at most: it keeps other requests waiting. */
const MOST_ROWS = 4_000;

/** Rows written in a format as they are taken, a piece at a time: nobody who takes none, no work. */
export async function* writtenRows<Row>(
  rows: AsyncIterable<Row>,
  cellsOf: (row: Row) => TableRow,
  writer: TableWriter<TableRow>,
): AsyncGenerator<Uint8Array> {
  const most = Math.min(writer.mostRows, MOST_ROWS);
  let piece: TableRow[] = [];
  yield* unlessEmpty(writer.begin());
  for await (const row of rows) {
    piece.push(cellsOf(row));
    if (piece.length >= most) {
      yield writer.rows(piece);
      piece = [];
    }
  }
  if (piece.length > 0) {
    yield writer.rows(piece);
  }
  yield* unlessEmpty(writer.end());
}

function unlessEmpty(bytes: Uint8Array): Uint8Array[] {
  return bytes.length > 0 ? [bytes] : [];
}
