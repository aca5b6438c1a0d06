import type { History, HistoryRectangle } from '../../deal/history.js';
import { commandFor, type Request } from './asked.js';
import { sayValue } from '../../prose/changes-told.js';
import { columns } from './layout.js';
import type { Page } from './page.js';
import type { When } from '../../prose/when.js';
import { spoken, whose } from '../../prose/words.js';

/** Every value of a field, one a row, with the instants for which it is the answer. */
export function writeHistory(page: Page, history: History, when: When, request: Request): void {
  const { deal, field, rectangles, asked } = history;
  const about = asked.deal === undefined ? deal : `${deal} (asked about as ${asked.deal})`;
  page.headline(
    rectangles.length === 0
      ? `${about}: ${whose(asked)} never knew of it.`
      : `${about}: every value of ${FIELDS[field] ?? field} that ${whose(asked)} ever knew.`,
  );
  if (rectangles.length > 0) {
    page.gap();
    const rows = rectangles.map((rectangle) => row(rectangle, field, when));
    const [head, ...lines] = columns([HEAD, ...rows], page.width);
    page.verbatim([page.style.dim(head!), ...lines]);
    page.gap();
    page.row('to read', 'each from its first instant on, up to before its second; - is without end');
  }
  page.gap();
  page.command('to repeat', commandFor(request, { basis: String(asked.basis) }));
}

const HEAD = ['value', 'known from', 'known to', 'so from', 'so to'];
const FIELDS: Readonly<Record<string, string>> = { officiallyConfirmed: 'official confirmation' };

function row(rectangle: HistoryRectangle, field: History['field'], when: When): string[] {
  const { value, knownFrom, knownTo, effectiveFrom, effectiveTo } = rectangle;
  const bound = (at: string | null) => (at === null ? '-' : when.minute(at));
  return [
    say(value, field, when),
    bound(knownFrom),
    bound(knownTo),
    bound(effectiveFrom),
    bound(effectiveTo),
  ];
}

function say(value: unknown, field: History['field'], when: When): string {
  if (field === 'parties') {
    return (value as { name: string }[]).map(({ name }) => name).join(', ');
  }
  if (field === 'status') {
    return value === null ? 'nothing' : spoken(value as string);
  }
  return sayValue(field === 'amount' ? 'terms.amount' : field, value, when);
}
