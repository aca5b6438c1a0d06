import type { ImpreciseTime } from './imprecise-time.js';
import { formatInstant, readStoredInstant } from './instant.js';
import { isObject } from './shape.js';

/** The form in which a time stands in stored events and in answers; both ends are RFC 3339 UTC with milliseconds. */
export interface StoredTime {
  readonly value: string;
  readonly zone: string;
  readonly earliest: string;
  readonly latest: string;
}

export function storeTime({ value, zone, earliest, latest }: ImpreciseTime): StoredTime {
  return { value, zone, earliest: formatInstant(earliest), latest: formatInstant(latest) };
}

/** Writes every time in a value; times are the only objects with an `earliest`, and may stand anywhere in a claim. */
export function storeTimes(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(storeTimes);
  }
  if (!isObject(value)) {
    return value;
  }
  if ('earliest' in value) {
    return storeTime(value as unknown as ImpreciseTime);
  }
  const stored: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    stored[key] = storeTimes(value[key]);
  }
  return stored;
}

/**
 * Reads what {@link storeTimes} wrote, in place: `parsed` is fresh from JSON. Tells of each time whose ends are no
 * instants in order.
 */
export function readTimes(parsed: Record<string, unknown> | unknown[], onFlaw: () => void): void {
  for (const key of Object.keys(parsed)) {
    const holder = parsed as Record<string, unknown>;
    const value = holder[key];
    if (typeof value !== 'object' || value === null) {
      continue;
    }
    if ('earliest' in value) {
      holder[key] = readTime(value as StoredTime, onFlaw);
    } else {
      readTimes(value as Record<string, unknown>, onFlaw);
    }
  }
}

function readTime(
  { value, zone, earliest: from, latest: to }: StoredTime,
  onFlaw: () => void,
): ImpreciseTime {
  const [earliest, latest] = [readStoredInstant(from), readStoredInstant(to)];
  if (!(earliest <= latest)) {
    onFlaw();
  }
  return { value, zone, earliest, latest };
}
