import { spanOfDays, wallClock, type CalendarDay } from './zone.js';
import type { Instant } from './instant.js';

/** Periods of the calendar; weeks are those of ISO 8601 and end on Sunday. */
export const PERIODS = ['day', 'week', 'month', 'quarter'] as const;
export type Period = (typeof PERIODS)[number];

/**
 * The last millisecond of each period that ends from `from` to `to` (inclusive) on the wall clocks of `zone`, in order.
 * A day that the zone skipped ends nothing. Gives up after `most` of them, with one more than that.
 */
export function periodEnds(every: Period, from: Instant, to: Instant, zone: string, most: number): Instant[] {
  const ends: Instant[] = [];
  for (let day = wallClock(from, zone) as CalendarDay; ends.length <= most; day = nextDay(day)) {
    const last = lastDayOf(every, day);
    const { earliest, latest } = spanOfDays(last, last, zone);
    if (latest > to) {
      break;
    }
    if (latest >= from && earliest <= latest) {
      ends.push(latest);
    }
    day = last;
  }
  return ends;
}

function lastDayOf(every: Period, { year, month, day }: CalendarDay): CalendarDay {
  switch (every) {
    case 'day':
      return { year, month, day };
    case 'week':
      return dayAt(year, month, day + ((7 - new Date(Date.UTC(year, month - 1, day)).getUTCDay()) % 7));
    case 'month':
      return dayAt(year, month + 1, 0);
    case 'quarter':
      return dayAt(year, Math.ceil(month / 3) * 3 + 1, 0);
  }
}

function nextDay({ year, month, day }: CalendarDay): CalendarDay {
  return dayAt(year, month, day + 1);
}

/** A day of the calendar; days and months beyond the ends of months and years count on. */
function dayAt(year: number, month: number, day: number): CalendarDay {
  const at = new Date(Date.UTC(year, month - 1, day));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}
