import { maybe, type Column, type TableRow } from './table.js';

/** The columns of an amount, or of another figure. */
export const amountColumns: readonly Column[] = [
  maybe(
    'amount',
    'decimal',
    'the figure; empty for a range. In Parquet DECIMAL(38,8), and empty where it is finer than that: amount_text is always exact',
  ),
  maybe('amount_min', 'decimal', 'lower end of a range'),
  maybe('amount_max', 'decimal', 'upper end of a range'),
  maybe('amount_qualifier', 'word', 'exact, up_to, at_least, approximately or range'),
  maybe('amount_currency', 'word', 'ISO 4217 code'),
  maybe('amount_basis', 'text', 'what the figure is measured on'),
  maybe('amount_text', 'word', 'the figure as an exact decimal string; a range as min/max'),
];

/** The cells of a figure as it stands in a claim or in an answer. */
export function amountCells(figure: object | null | undefined): TableRow {
  const { value, min, max, qualifier, currency, basis } = (figure ?? {}) as Record<string, unknown>;
  const [only, lower, upper] = [value, min, max].map(textOf) as [Text, Text, Text];
  return {
    amount: only,
    amount_min: lower,
    amount_max: upper,
    amount_qualifier: textOf(qualifier),
    amount_currency: textOf(currency),
    amount_basis: textOf(basis),
    amount_text: only ?? (lower === null || upper === null ? null : `${lower}/${upper}`),
  };
}

type Text = string | null;

function textOf(value: unknown): Text {
  return typeof value === 'string' ? value : null;
}
