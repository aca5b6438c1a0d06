import { FIRST_YEAR, isCalendarDate, LAST_YEAR, parseInstant, type Instant } from './instant.js';
import { found, wrong, type Parsed } from './parsed.js';
import { isZone, spanOfDays } from './zone.js';

/**
 * A time as a source gave it, and the first and last instant that it can mean. Resolved once, when it is recorded, so
 * that no later change of the zone tables changes an answer.
 */
export interface ImpreciseTime {
  /** An RFC 3339 instant or an EDTF level 0 date (ISO 8601-2: `2025`, `2025-10`, `2025-12-16`), as given. */
  readonly value: string;
  /** IANA name of the zone in which a date is read. */
  readonly zone: string;
  readonly earliest: Instant;
  readonly latest: Instant;
}

const EDTF_DATE = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/;

/** Reads an instant, or a date in `zone`: from the first to the last millisecond of that day, month or year there. */
export function parseTime(value: string, zone: string): Parsed<ImpreciseTime> {
  if (!isZone(zone)) {
    return wrong(`"${zone}" is no IANA time zone`);
  }
  const date = EDTF_DATE.exec(value);
  if (!date) {
    const at = parseInstant(value);
    return at.ok
      ? found({ value, zone, earliest: at.value, latest: at.value })
      : wrong(describe(value, at.detail));
  }
  const year = Number(date[1]);
  const month = date[2] === undefined ? undefined : Number(date[2]);
  const day = date[3] === undefined ? undefined : Number(date[3]);
  if (!isCalendarDate(year, month ?? 1, day ?? 1)) {
    return wrong(`"${value}" is no date of the calendar (years ${FIRST_YEAR} to ${LAST_YEAR})`);
  }
  const from = { year, month: month ?? 1, day: day ?? 1 };
  const to = { year, month: month ?? 12, day: day ?? lastDayOf(year, month ?? 12) };
  const span = spanOfDays(from, to, zone);
  return span.earliest <= span.latest
    ? found({ value, zone, ...span })
    : wrong(`"${value}" was skipped by the calendar of ${zone}`);
}

function describe(value: string, detail: string): string {
  return /^\d{4}/.test(value)
    ? `"${value}" ${detail}, and no date such as 2025-12-16, 2025-10 or 2025`
    : `"${value.slice(0, 40)}" is neither an RFC 3339 instant nor a date such as 2025-12-16, 2025-10 or 2025`;
}

function lastDayOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
