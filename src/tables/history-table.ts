import type { ValueHeld } from '../deal/value-history.js';
import { amountCells, amountColumns } from './amount-cells.js';
import { column, maybe, type Table, type TableRow } from './table.js';

export const historyTable: Table = {
  name: 'history',
  description:
    'Every value that a field of a deal ever had for an audience: a rectangle of knowledge (known_from to known_to) by effect (effective_from to effective_to), half open, and the claim it rests on with its three times. What was known at an instant is where known_from <= instant < known_to (or known_to is empty); the same for effect.',
  columns: [
    column('audience', 'word', 'whose knowledge: desk or public'),
    column('deal', 'word', 'slug of the deal'),
    column(
      'field',
      'word',
      'title, status, episode, officially_confirmed, disputed, or terms. and the name of a facet',
    ),
    column('value', 'text', 'the value: a word, a decimal, a time as given, true or false; else JSON'),
    ...amountColumns,
    maybe('effective_from', 'instant', 'so in the world from then on; empty: it has no time of its own'),
    maybe('effective_to', 'instant', 'and until then; empty: until something else is'),
    column('known_from', 'instant', 'known to the audience from then on'),
    maybe('known_to', 'instant', 'and until then; empty: to this day'),
    maybe('event_id', 'word', 'the event that the value rests on; empty for titles'),
    maybe('event_type', 'word', 'type of that event'),
    maybe('source', 'text', 'who said so'),
    maybe('source_kind', 'word', 'kind of that source'),
    maybe('effective_at', 'instant', 'when it became so, by that event; the last instant meant'),
    maybe(
      'published_at',
      'instant',
      'when it was published; the last instant meant; empty: it is not public',
    ),
    maybe('recorded_at', 'instant', 'when the record took that event'),
    maybe('position', 'count', 'position of that event in the record'),
  ],
};

export function historyCells(audience: string, held: ValueHeld): TableRow {
  const { event } = held;
  return {
    audience,
    deal: held.deal,
    field: held.field,
    value: textOf(held.value),
    ...amountCells(isFigure(held.value) ? held.value : null),
    effective_from: held.effectiveFrom,
    effective_to: held.effectiveTo,
    known_from: held.knownFrom,
    known_to: held.knownTo,
    event_id: event?.id ?? null,
    event_type: event?.claim.type ?? null,
    source: event?.source.name ?? null,
    source_kind: event?.source.kind ?? null,
    effective_at: event?.effectiveAt?.latest ?? null,
    published_at: event?.publishedAt?.latest ?? null,
    recorded_at: event?.recordedAt ?? null,
    position: event?.position ?? null,
  };
}

function isFigure(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'qualifier' in value;
}

/** What a facet says in a word if it has one: its value; else all of it. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  return 'value' in value && typeof value.value === 'string' ? value.value : JSON.stringify(value);
}
