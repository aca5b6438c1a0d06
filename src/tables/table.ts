/**
 * What the cells of a column hold, whatever the format:
 * - `text`: anything that somebody wrote; never altered
 * - `word`: one of a few words, an id or a slug
 * - `instant`: milliseconds since 1970-01-01T00:00:00Z
 * - `decimal`: an exact decimal string
 * - `count`: a whole number
 * - `flag`: true or false
 */
export type ColumnKind = 'text' | 'word' | 'instant' | 'decimal' | 'count' | 'flag';

export interface Column {
  /** snake_case, ASCII. */
  readonly name: string;
  readonly kind: ColumnKind;
  readonly description: string;
  /** Whether a cell may be empty. */
  readonly nullable: boolean;
}

/** The columns of a file, in order. They are an interface: what changes in them raises {@link TABLES_VERSION}. */
export interface Table {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly Column[];
}

/** Null is an empty cell; everything else is as the kind of the column says. */
export type Cell = string | number | boolean | null;

/** A cell for each column, by its name. */
export type TableRow = Readonly<Record<string, Cell>>;

/** Raised with every change of a table, or of the bytes that a format writes for the same rows. */
export const TABLES_VERSION = 1;

/** A column that is never empty. */
export function column(name: string, kind: ColumnKind, description: string): Column {
  return { name, kind, description, nullable: false };
}

/** A column whose cells may be empty. */
export function maybe(name: string, kind: ColumnKind, description: string): Column {
  return { name, kind, description, nullable: true };
}
