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
  return mapTimes(value, (time) => storeTime(time as unknown as ImpreciseTime));
}

/** Reads what {@link storeTimes} wrote; tells of each time whose ends are no instants in order. */
export function readTimes(value: unknown, onFlaw: () => void): unknown {
  return mapTimes(value, (time): ImpreciseTime => {
    const { value: given, zone, earliest: from, latest: to } = time as unknown as StoredTime;
    const [earliest, latest] = [readStoredInstant(from), readStoredInstant(to)];
    if (!(earliest <= latest)) {
      onFlaw();
    }
    return { value: given, zone, earliest, latest };
  });
}

function mapTimes(value: unknown, map: (time: Record<string, unknown>) => unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((member) => mapTimes(member, map));
  }
  if (!isObject(value)) {
    return value;
  }
  if ('earliest' in value) {
    return map(value);
  }
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    result[key] = mapTimes(value[key], map);
  }
  return result;
}
