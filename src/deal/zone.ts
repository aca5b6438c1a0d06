import { instantOf, type Instant } from './instant.js';

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** The names of the IANA time zone database that this runtime knows. Offsets such as `+02:00` are no zones. */
export function isZone(name: string | undefined): boolean {
  return name !== undefined && formatOf(name) !== null;
}

/** The first and the last millisecond at which the wall clocks of `zone` show a day from `from` to `to` (inclusive). */
export function spanOfDays(from: CalendarDay, to: CalendarDay, zone: string): Span {
  const key = `${midnight(from)} ${midnight(to)} ${zone}`;
  const before = spans.get(key);
  if (before) {
    return before;
  }
  if (spans.size >= MOST_SPANS) {
    spans.clear();
  }
  const span = {
    earliest: firstInstantOf(midnight(from), zone),
    latest: lastInstantBefore(midnight(to) + DAY_MS, zone),
  };
  spans.set(key, span);
  return span;
}

export interface Span {
  readonly earliest: Instant;
  readonly latest: Instant;
}

/** Reports name the same days again and again, and finding one takes some eighty looks at the zone's offsets. */
const spans = new Map<string, Span>();
const MOST_SPANS = 10_000;

export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;

function midnight({ year, month, day }: CalendarDay): number {
  return Date.UTC(year, month - 1, day);
}

/** The first instant whose wall clock reads `wall` or later. `wall` is a wall-clock reading written as if it were UTC. */
function firstInstantOf(wall: number, zone: string): Instant {
  const { before, after, change } = offsetsAround(wall, zone);
  const underOldOffset = wall - before;
  return instantOf(underOldOffset < change ? underOldOffset : Math.max(change, wall - after));
}

/** The last instant whose wall clock reads earlier than `wall`. */
function lastInstantBefore(wall: number, zone: string): Instant {
  const { before, after, change } = offsetsAround(wall, zone);
  const underNewOffset = wall - after - 1;
  return instantOf(underNewOffset >= change ? underNewOffset : Math.min(change, wall - before) - 1);
}

/**
 * The offsets in force a day before and a day after a wall-clock reading, and the instant of the change between them
 * (the later bound of the search when there is none). No zone has ever changed twice within two days.
 */
function offsetsAround(wall: number, zone: string): { before: number; after: number; change: number } {
  let low = wall - DAY_MS - 3_600_000 * 2;
  let high = wall + DAY_MS + 3_600_000 * 2;
  const before = offsetMs(low, zone);
  const after = offsetMs(high, zone);
  if (before === after) {
    return { before, after, change: high };
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(middle, zone) === before) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return { before, after, change: high };
}

/** How far the wall clocks of `zone` are ahead of UTC at `at`, in milliseconds. */
function offsetMs(at: number, zone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(at, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** What a clock on the wall shows; months from 1, hours from 0 to 23. */
export interface WallClock extends CalendarDay {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** What the clocks on the walls of a zone show at an instant. Throws a RangeError for what is no zone. */
export function wallClock(at: number, zone: string): WallClock {
  const format = formatOf(zone);
  if (!format) {
    throw new RangeError(`unknown zone ${zone}`);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) {
    part[type] = Number(value);
  }
  return part as unknown as WallClock;
}

const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;

function formatOf(zone: string): Intl.DateTimeFormat | null {
  let format = formats.get(zone);
  if (format === undefined) {
    format = newFormat(zone);
    if (formats.size < 1_000) {
      formats.set(zone, format);
    }
  }
  return format;
}

function newFormat(timeZone: string): Intl.DateTimeFormat | null {
  if (!ZONE_NAME.test(timeZone)) {
    return null;
  }
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
}
