import { found, wrong, type Parsed } from './parsed.js';

declare const instant: unique symbol;

/** A moment, in whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instant]: true };

export function instantOf(epochMs: number): Instant {
  return epochMs as Instant;
}

export function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

export function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

/** RFC 3339 in UTC with milliseconds: `2022-04-04T20:00:00.000Z`. */
export function formatInstant(at: Instant): string {
  const before = formatted.get(at);
  if (before !== undefined) {
    return before;
  }
  if (formatted.size >= MOST_FORMATTED) {
    formatted.clear();
  }
  const text = new Date(at).toISOString();
  formatted.set(at, text);
  return text;
}

/** Answers name the same instants again and again; formatting them was the largest part of an answer's cost. */
const formatted = new Map<Instant, string>();
const MOST_FORMATTED = 20_000;

/** Reads what {@link formatInstant} wrote. NaN when the text is anything else. */
export function readStoredInstant(text: string): Instant {
  if (text !== lastRead.text) {
    lastRead = { text, at: Date.parse(text) as Instant };
  }
  return lastRead.at;
}

/** Both ends of a time are mostly the same, and so are the times of the claims of a report. */
let lastRead = { text: '', at: NaN as Instant };

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * An RFC 3339 date-time with an offset, at most milliseconds. Leap seconds (`:60`) are refused: no deal happens in one,
 * and the record's time line has none.
 */
export function parseInstant(text: string): Parsed<Instant> {
  const parts = RFC_3339.exec(text);
  if (!parts) {
    return wrong('is no RFC 3339 instant such as 2022-04-04T16:00:00-04:00');
  }
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as Sextet;
  const fraction = parts[7] ?? '';
  if (fraction.length > 3) {
    return wrong('has a finer fraction than milliseconds');
  }
  if (!isCalendarDate(year, month, day)) {
    return wrong(`names a day that does not exist in years ${FIRST_YEAR} to ${LAST_YEAR}`);
  }
  const offsetHours = Number(parts[9] ?? 0);
  const offsetMinutes = Number(parts[10] ?? 0);
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) {
    return wrong('names a time of day that does not exist');
  }
  const local = Date.UTC(year, month - 1, day, hour, minute, second, Number(fraction.padEnd(3, '0')));
  const offsetMs = (parts[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes) * 60_000;
  return found(instantOf(local - offsetMs));
}

type Sextet = [number, number, number, number, number, number];

/** The Gregorian calendar starts in 1583; the last year leaves room for every zone offset. */
export const FIRST_YEAR = 1583;
export const LAST_YEAR = 9998;

export function isCalendarDate(year: number, month: number, day: number): boolean {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) {
    return false;
  }
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
