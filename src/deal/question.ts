import { later, type Instant } from './instant.js';
import { parseTime } from './imprecise-time.js';
import { SOURCE_KINDS, type SourceKind } from './report.js';
import type { Fault } from './shape.js';
import { isZone } from './zone.js';

/** Whose knowledge: everything recorded, or only what was published. */
export const AUDIENCES = ['desk', 'public'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** Whether a thing counts from the latest instant that it can mean, or from the earliest. */
export const CERTAINTIES = ['certain', 'possible'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** A question with nothing left open. Same question, same basis, same answer, for ever. */
export interface Question {
  readonly audience: Audience;
  readonly knownAt: Instant;
  readonly effectiveAt: Instant;
  readonly certainty: Certainty;
  /** The newest position that may count. */
  readonly basis: number;
  /** Only claims from these kinds of sources; absent: all. */
  readonly sourceKinds?: readonly SourceKind[];
}

/** A question as asked: what is absent takes its default when it is put to the record. */
export type Asked = Partial<Question>;

/** The parameters that every question takes, as they are named in addresses and on the command line. */
export const QUESTION_PARAMETERS = [
  'audience',
  'knownAt',
  'effectiveAt',
  'certainty',
  'basis',
  'zone',
  'sourceKind',
] as const;

export type RawParameters = Readonly<Record<string, string | undefined>>;

/**
 * Reads the parameters of a question. Times are RFC 3339 instants or dates in `zone` (default UTC), of which the last
 * millisecond is meant. Pointers in the faults name the parameter.
 */
export function readQuestion(
  raw: RawParameters,
): { readonly asked: Asked } | { readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const zone = raw.zone ?? 'UTC';
  if (!isZone(zone)) {
    faults.push({ pointer: '/zone', detail: `"${zone}" is no IANA time zone` });
  }
  const asked: Asked = {
    ...present('audience', readWord(raw, 'audience', AUDIENCES, faults)),
    ...present('certainty', readWord(raw, 'certainty', CERTAINTIES, faults)),
    ...present('knownAt', readLastInstant(raw, 'knownAt', zone, faults)),
    ...present('effectiveAt', readLastInstant(raw, 'effectiveAt', zone, faults)),
    ...present('basis', readPosition(raw, 'basis', faults, -1)),
    ...present('sourceKinds', readSourceKinds(raw.sourceKind, faults)),
  };
  return faults.length > 0 ? { faults } : { asked };
}

/** Fills in the defaults: `recordedAtBasis` is when the event at the basis was recorded. */
export function settle(asked: Asked, basis: number, recordedAtBasis: Instant, clock: Instant): Question {
  const knownAt = asked.knownAt ?? later(clock, recordedAtBasis);
  return {
    audience: asked.audience ?? 'desk',
    knownAt,
    effectiveAt: asked.effectiveAt ?? knownAt,
    certainty: asked.certainty ?? 'certain',
    basis,
    ...present('sourceKinds', asked.sourceKinds),
  };
}

/** The last millisecond that a time parameter can mean. */
export function readLastInstant(
  raw: RawParameters,
  name: string,
  zone: string,
  faults: Fault[],
): Instant | undefined {
  return readTime(raw, name, zone, faults)?.latest;
}

/** The first millisecond that a time parameter can mean. */
export function readFirstInstant(
  raw: RawParameters,
  name: string,
  zone: string,
  faults: Fault[],
): Instant | undefined {
  return readTime(raw, name, zone, faults)?.earliest;
}

/** Undefined where there is none, where it is faulty, and where the zone is, which is told elsewhere. */
function readTime(
  raw: RawParameters,
  name: string,
  zone: string,
  faults: Fault[],
): { readonly earliest: Instant; readonly latest: Instant } | undefined {
  const value = raw[name];
  if (value === undefined || !isZone(zone)) {
    return undefined;
  }
  const time = parseTime(value, zone);
  if (time.ok) {
    return time.value;
  }
  const hint = / \d\d:\d\d$/.test(value) ? ' (in an address, write + as %2B)' : '';
  faults.push({ pointer: `/${name}`, detail: time.detail + hint });
  return undefined;
}

export function readWord<T extends string>(
  raw: RawParameters,
  name: string,
  words: readonly T[],
  faults: Fault[],
): T | undefined {
  const value = raw[name];
  if (value !== undefined && !words.includes(value as T)) {
    faults.push({
      pointer: `/${name}`,
      detail: `must be one of ${words.join(', ')}, not "${value.slice(0, 40)}"`,
    });
  }
  return value as T | undefined;
}

/** A whole number from `min` (0 unless told) that is safe to count with. */
export function readPosition(raw: RawParameters, name: string, faults: Fault[], min = 0): number | undefined {
  const value = raw[name];
  if (value === undefined) {
    return undefined;
  }
  const number = /^-?\d{1,16}$/.test(value) ? Number(value) : NaN;
  if (!Number.isSafeInteger(number) || number < min) {
    faults.push({
      pointer: `/${name}`,
      detail: `must be a whole number from ${min}, not "${value.slice(0, 40)}"`,
    });
  }
  return number;
}

function readSourceKinds(value: string | undefined, faults: Fault[]): readonly SourceKind[] | undefined {
  const kinds = value?.split(',');
  const unknown = kinds?.find((kind) => !SOURCE_KINDS.includes(kind as SourceKind));
  if (unknown !== undefined) {
    const detail = `must be one or more of ${SOURCE_KINDS.join(', ')}, parted by commas, not "${unknown.slice(0, 40)}"`;
    faults.push({ pointer: '/sourceKind', detail });
  }
  return kinds as readonly SourceKind[] | undefined;
}

/** A member that is there only when it has a value. */
export function present<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]: V });
}
