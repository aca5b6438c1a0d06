import type { EventType } from '../deal/claim.js';
import type { AskedOfAnswer } from '../deal/knowledge.js';
import type { Source, SourceKind } from '../deal/report.js';
import { STATUS_EVENTS, type Status } from '../deal/status.js';

/** A word of the record as people write it: `in_talks` becomes `in talks`. */
export function spoken(word: string): string {
  return word.replaceAll('_', ' ');
}

const KINDS: Readonly<Record<SourceKind, string>> = {
  press_anonymous: 'press, unnamed sources',
  press: 'press',
  company: 'company',
  regulator: 'regulator',
  court: 'court',
  filing: 'official filing',
  internal: 'internal',
};

export function sayKind(kind: SourceKind): string {
  return KINDS[kind];
}

/** `The Information (press, unnamed sources)`. */
export function nameSource({ name, kind }: Source): string {
  return `${name} (${KINDS[kind]})`;
}

/** The source, what kind it is, how it is rated, and on whose word it says what it says. */
export function saySource(source: Source): string {
  const { reliability, credibility, attribution } = source;
  const rating = [reliability, credibility].filter((one) => one !== undefined).join('');
  const rated = rating === '' ? '' : `, rated ${rating}`;
  return `${nameSource(source)}${rated}${attribution === undefined ? '' : `: ${attribution}`}`;
}

const statusByEvent = new Map<string, Status>(
  Object.entries(STATUS_EVENTS).map(([status, event]) => [event, status as Status]),
);

/** The status that events of a type assert; undefined for every other type. */
export function statusTold(type: EventType): Status | undefined {
  return statusByEvent.get(type);
}

/** `the public`, `the desk`. */
export function whose({ audience }: Pick<AskedOfAnswer, 'audience'>): string {
  return `the ${audience}`;
}
