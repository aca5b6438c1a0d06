import { counted, listed } from './listed.js';
import type { StoredTime } from '../deal/stored-time.js';
import { wallClock, type WallClock } from '../deal/zone.js';
import type { RawParameters } from '../deal/question.js';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const LONG_MONTHS =
  'January February March April May June July August September October November December'.split(' ');
const DAY_MS = 86_400_000;

/** Says instants and dates in words, as the clocks of one zone show them. */
export class When {
  constructor(readonly zone: string) {}

  /** As the clocks of the zone that was asked for show them; UTC unless it was. */
  static inZoneOf({ parameters }: { readonly parameters: RawParameters }): When {
    return new When(parameters.zone ?? 'UTC');
  }

  /** Which clocks times of day are read from: `UTC`, `New York time`. */
  get clocks(): string {
    return this.zone === 'UTC' ? 'UTC' : `${placeOf(this.zone)} time`;
  }

  /** `20 Dec 2025` for the last millisecond of that day here, else with the time: `10 Oct 2017, 09:35 UTC`. */
  instant(iso: string): string {
    return this.endsDay(iso) ? this.day(iso) : `${this.minute(iso)} ${this.clocks}`;
  }

  /** With the time, to the minute, or to the second where that says more; not said on which clocks. */
  minute(iso: string): string {
    const { hour, minute, second } = this.wall(iso);
    const seconds = second === 0 || this.endsDay(iso) ? '' : `:${two(second)}`;
    return `${this.day(iso)}, ${two(hour)}:${two(minute)}${seconds}`;
  }

  /** A stamp of the store, to the minute. */
  stamp(iso: string): string {
    const { hour, minute } = this.wall(iso);
    return `${this.day(iso)}, ${two(hour)}:${two(minute)} ${this.clocks}`;
  }

  day(iso: string): string {
    const { year, month, day } = this.wall(iso);
    return sayDay(year, month, day);
  }

  /** The day as a parameter takes it: `2025-12-20`. */
  isoDay(iso: string): string {
    const { year, month, day } = this.wall(iso);
    return `${year}-${two(month)}-${two(day)}`;
  }

  /** The day that an instant stands for in a table: the day here, or the day of another zone that ended just then. */
  dayMeant(iso: string): string {
    if (!this.endsDay(iso) && /:(?:[14]4|[25]9):59\.999Z$/.test(iso)) {
      const offsetMs = offsetWhereDayEnds(Date.parse(iso));
      const there = new Date(Date.parse(iso) + offsetMs);
      return sayDay(there.getUTCFullYear(), there.getUTCMonth() + 1, there.getUTCDate());
    }
    return this.day(iso);
  }

  /** A time as its source gave it: `16 Dec 2025`, `October 2025`, `2025`, or an instant on the clocks of this zone. */
  given({ value, earliest }: StoredTime): string {
    const date = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(value);
    if (!date) {
      return this.minute(earliest);
    }
    const [year, month, day] = date.slice(1).map(Number);
    if (date[3] !== undefined) {
      return sayDay(year!, month!, day!);
    }
    return date[2] === undefined ? date[1]! : `${LONG_MONTHS[month! - 1]} ${year}`;
  }

  /** `on 16 Dec 2025`, `in October 2025`, `in 2025`, `on 10 Oct 2017, 09:34`: a time as its source gave it. */
  whenGiven(time: StoredTime): string {
    return /^\d{4}(-\d\d)?$/.test(time.value) ? `in ${this.given(time)}` : `on ${this.given(time)}`;
  }

  private endsDay(iso: string): boolean {
    const { hour, minute, second } = this.wall(iso);
    return hour === 23 && minute === 59 && second === 59 && iso.endsWith('.999Z');
  }

  private wall(iso: string): WallClock {
    return wallClock(Date.parse(iso), this.zone);
  }
}

/** `New York` for `America/New_York`. */
export function placeOf(zone: string): string {
  return zone.split('/').at(-1)!.replaceAll('_', ' ');
}

/** Whether an instant comes before another. */
export function isBefore(a: string, b: string): boolean {
  return Date.parse(a) < Date.parse(b);
}

/** Whether a time was given as a date, so that it means a span. */
export function isDate({ value }: StoredTime): boolean {
  return !value.includes(':');
}

const UNITS: Readonly<Record<string, string>> = {
  W: 'week',
  D: 'day',
  TH: 'hour',
  TM: 'minute',
  TS: 'second',
};

/** `7 days` for the duration P7D of ISO 8601. */
export function sayDuration(duration: string): string {
  const [days = '', time = ''] = duration.slice(1).split('T');
  const parts = [...days.matchAll(/(\d+)([WD])/g), ...time.matchAll(/(\d+)([HMS])/g)];
  const said = parts.map(([, count, unit]) => counted(Number(count), UNITS[unit!] ?? UNITS[`T${unit!}`]!));
  return listed(said);
}

function sayDay(year: number, month: number, day: number): string {
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

/** How far ahead of UTC the clocks are on which a day has just ended; of two such zones the one nearer to UTC. */
function offsetWhereDayEnds(at: number): number {
  const intoDay = (at + 1) % DAY_MS;
  return intoDay <= DAY_MS / 2 ? -intoDay : DAY_MS - intoDay;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
