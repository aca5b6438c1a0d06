import {
  CalendarDateTime,
  parseAbsolute,
  parseDate,
  parseTime,
  toCalendarDateTime,
  toZoned,
} from '@internationalized/date';
import { When } from '../prose/when.js';

/*
 * Instants as an address holds them: a date (its last millisecond in the zone is meant) or an RFC 3339 instant. People
 * set them as a date and, where it matters, a time of day.
 */

/** A date `2025-06-26`, and a time of day `09:30`; an empty time means the end of the day. */
export interface DateAndTime {
  readonly date: string;
  readonly time: string;
}

/** Takes an instant of an address apart, as clocks of the zone show it; null where it is none. */
export function takeApart(value: string, zone: string): DateAndTime | null {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) {
    return { date: value, time: '' };
  }
  try {
    const local = toCalendarDateTime(parseAbsolute(value, zone));
    const date = local.toString().slice(0, 10);
    return local.compare(endOfDay(date)) === 0
      ? { date, time: '' }
      : { date, time: local.toString().slice(11, 16) };
  } catch {
    return null;
  }
}

/** Puts an instant together; null where the date or the time is not whole. */
export function putTogether({ date, time }: DateAndTime, zone: string): string | null {
  try {
    const day = parseDate(date);
    return time === ''
      ? day.toString()
      : toZoned(toCalendarDateTime(day, parseTime(time)), zone).toAbsoluteString();
  } catch {
    return null;
  }
}

/** The instant some days later or, below zero, earlier, at the same time of day. */
export function daysLater(value: string, days: number, zone: string): string {
  const parts = takeApart(value, zone);
  return parts === null
    ? value
    : (putTogether({ ...parts, date: parseDate(parts.date).add({ days }).toString() }, zone) ?? value);
}

/** The last millisecond that an instant of an address can mean, as an RFC 3339 instant; null where it is none. */
export function lastInstantOf(value: string, zone: string): string | null {
  const parts = takeApart(value, zone);
  if (parts === null) {
    return null;
  }
  return parts.time === ''
    ? toZoned(endOfDay(parts.date), zone).toAbsoluteString()
    : new Date(value).toISOString();
}

/** An instant of an address in words. */
export function sayMoment(value: string, zone: string): string {
  const when = new When(zone);
  const parts = takeApart(value, zone);
  if (parts === null) {
    return value;
  }
  const instant = lastInstantOf(value, zone)!;
  return parts.time === '' ? `the end of ${when.day(instant)}` : when.minute(instant);
}

/** Today's date in a zone, now being so many milliseconds since the epoch. */
export function todayIn(zone: string, nowMs: number): string {
  return new When(zone).isoDay(new Date(nowMs).toISOString());
}

function endOfDay(date: string): CalendarDateTime {
  const { year, month, day } = parseDate(date);
  return new CalendarDateTime(year, month, day, 23, 59, 59, 999);
}
