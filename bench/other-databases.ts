import type { DatabaseSync } from 'node:sqlite';
import { stringify } from 'csv-stringify/sync';
import { askMariaDb } from './mariadb.js';
import { askPostgres } from './postgres.js';

/** A rectangle of the knowledge map, bounds in milliseconds, with all that a row of the list shows. */
export interface RectangleRow {
  readonly deal: string;
  readonly status: string;
  readonly known_from: number;
  readonly known_to: number;
  readonly effective_from: number;
  readonly effective_to: number;
  /** What is shown and not asked for: {@link SHOWN}, by name. */
  readonly [column: string]: string | number;
}

/** Columns that are shown and not asked for, with their types in SQL; where we have nothing they hold nothing. */
export const SHOWN = {
  title: 'varchar(300)',
  names: 'varchar(300)',
  since: 'bigint',
  episode: 'int',
  officially_confirmed: 'int',
  disputed: 'int',
  amount: 'varchar(500)',
  first_known_at: 'bigint',
  sources: 'int',
} as const;

/** The lines of a CSV file: the columns that a database wants for each rectangle, and then those that are shown. */
export function csvLines(
  rectangles: readonly RectangleRow[],
  columns: (row: RectangleRow) => readonly string[],
): string {
  const shown = Object.keys(SHOWN);
  return stringify(rectangles.map((row) => [...columns(row), ...shown.map((column) => row[column])]));
}

/** What is asked elsewhere: the whole rows of the first deals in talks, by slug, as publicly known at each instant. */
export interface AskedElsewhere {
  readonly rectangles: readonly RectangleRow[];
  readonly instants: readonly number[];
  readonly rows: number;
}

/** What another database needs for each question, in ms; or why it could not be asked. */
export type Times = readonly number[] | string;

/** Asks the same of PostgreSQL and MariaDB over the same rectangles, and prints how much longer they take. */
export async function benchOtherDatabases(
  map: DatabaseSync,
  instants: readonly number[],
  rows: number,
  ours: readonly number[],
): Promise<void> {
  const rectangles = map
    .prepare(
      `SELECT deal, status, known_from, known_to, effective_from, effective_to,
         ${Object.keys(SHOWN)
           .map(
             (column) =>
               `ifnull(${column}, ${SHOWN[column as keyof typeof SHOWN].startsWith('v') ? "''" : 0}) AS ${column}`,
           )
           .join(', ')}
       FROM standing JOIN wording ON wording.id = wording WHERE audience = 'public'`,
    )
    .all() as unknown as RectangleRow[];
  const asked = { rectangles, instants, rows };
  say(`in_talks by deal, over the ${rectangles.length} rectangles of the public:`);
  say(`  here: middle ${middle(ours)} ms, worst ${worst(ours)} ms`);
  await compare('PostgreSQL, range types with GiST', askPostgres(asked), ours);
  await compare('MariaDB, system-versioned with a period', askMariaDb(asked), ours);
}

async function compare(name: string, asking: Promise<Times>, ours: readonly number[]): Promise<void> {
  const times = await asking.catch((error: unknown) => String(error));
  if (typeof times === 'string') {
    say(`  ${name}: skipped, as ${times}`);
  } else {
    const ratio = (of: (values: readonly number[]) => string) =>
      (Number(of(times)) / Number(of(ours))).toFixed(1);
    say(
      `  ${name}: middle ${middle(times)} ms, worst ${worst(times)} ms: ${ratio(middle)} and ${ratio(worst)} x ours`,
    );
  }
}

function middle(values: readonly number[]): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN).toFixed(2);
}

function worst(values: readonly number[]): string {
  return Math.max(...values).toFixed(2);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
