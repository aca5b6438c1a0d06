import {
  parseAbsolute,
  startOfMonth,
  startOfYear,
  toZoned,
  toCalendarDateTime,
  type CalendarDateTime,
} from '@internationalized/date';

/** A line across a chart, at an instant on whose clocks a round time is read. Milliseconds since the epoch. */
export interface Tick {
  readonly at: number;
  readonly label: string;
  /** Begins something greater than the step: a year among months, a day among hours. */
  readonly major: boolean;
}

type Unit = 'minutes' | 'hours' | 'days' | 'months' | 'years';

interface Step {
  readonly unit: Unit;
  readonly count: number;
  readonly aboutMs: number;
}

const UNIT_MS: Readonly<Record<Unit, number>> = {
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  months: 30.4 * 86_400_000,
  years: 365.25 * 86_400_000,
};

const STEPS: readonly Step[] = (
  [
    ['minutes', [1, 5, 15, 30]],
    ['hours', [1, 3, 6, 12]],
    ['days', [1, 2, 7]],
    ['months', [1, 3, 6]],
    ['years', [1, 2, 5, 10, 20, 50, 100, 500]],
  ] as const
).flatMap(([unit, counts]) => counts.map((count): Step => ({ unit, count, aboutMs: count * UNIT_MS[unit] })));

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Round times from one instant to another on the clocks of a zone, at most so many. */
export function ticksBetween(fromMs: number, toMs: number, zone: string, most: number): readonly Tick[] {
  const step = STEPS.find(({ aboutMs }) => (toMs - fromMs) / aboutMs <= most) ?? STEPS.at(-1)!;
  const ticks: Tick[] = [];
  let wall = roundDown(wallAt(fromMs, zone), step);
  for (let number = 0; number <= most + 2; number += 1) {
    const at = toZoned(wall, zone).toDate().getTime();
    if (at > toMs) {
      break;
    }
    if (at >= fromMs) {
      ticks.push({ at, label: labelOf(wall, step, ticks.length === 0), major: isMajor(wall, step) });
    }
    wall = roundDown(wall.add({ [step.unit]: step.count }), step);
  }
  return ticks;
}

function wallAt(ms: number, zone: string): CalendarDateTime {
  return toCalendarDateTime(parseAbsolute(new Date(ms).toISOString(), zone));
}

function roundDown(wall: CalendarDateTime, { unit, count }: Step): CalendarDateTime {
  const midnight = wall.set({ hour: 0, minute: 0, second: 0, millisecond: 0 });
  switch (unit) {
    case 'minutes':
      return midnight.set({ hour: wall.hour, minute: wall.minute - (wall.minute % count) });
    case 'hours':
      return midnight.set({ hour: wall.hour - (wall.hour % count) });
    case 'days':
      return midnight;
    case 'months':
      return startOfMonth(midnight).set({ month: wall.month - ((wall.month - 1) % count) });
    case 'years':
      return startOfYear(midnight).set({ year: wall.year - (wall.year % count) });
  }
}

function isMajor(wall: CalendarDateTime, { unit }: Step): boolean {
  switch (unit) {
    case 'minutes':
    case 'hours':
      return wall.hour === 0 && wall.minute === 0;
    case 'days':
      return wall.day === 1;
    case 'months':
      return wall.month === 1;
    case 'years':
      return false;
  }
}

function labelOf(wall: CalendarDateTime, { unit }: Step, first: boolean): string {
  const { year, month, day } = wall;
  const name = MONTHS[month - 1]!;
  const withDay = `${day} ${name}`;
  switch (unit) {
    case 'minutes':
    case 'hours': {
      const time = wall.toString().slice(11, 16);
      return time === '00:00' || first ? `${withDay}${first ? ` ${year}` : ''}, ${time}` : time;
    }
    case 'days':
      return first || (month === 1 && day <= 7) ? `${withDay} ${year}` : withDay;
    case 'months':
      return first || month === 1 ? `${name} ${year}` : name;
    case 'years':
      return String(year);
  }
}
