import type { TableRow } from '../tables/table.js';

/** Longest texts of a piece together; the stored events of one report may take half a mebibyte. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Cuts rows into pieces of at most so many, and fewer where they are large: always in the same way. */
export function* pieces(rows: Iterable<TableRow>, mostRows: number): Generator<readonly TableRow[]> {
  let piece: TableRow[] = [];
  let characters = 0;
  for (const row of rows) {
    piece.push(row);
    characters += charactersOf(row);
    if (piece.length >= mostRows || characters >= MOST_CHARACTERS) {
      yield piece;
      piece = [];
      characters = 0;
    }
  }
  if (piece.length > 0) {
    yield piece;
  }
}

function charactersOf(row: TableRow): number {
  return Object.values(row).reduce<number>(
    (sum, cell) => sum + (typeof cell === 'string' ? cell.length : 0),
    0,
  );
}
