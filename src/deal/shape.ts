import { isZone } from './zone.js';
import { parseTime, type ImpreciseTime } from './imprecise-time.js';

/** One thing wrong with an input: where (an RFC 6901 pointer into it) and what. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** What a reading carries along: the zone in which bare dates are read, and the faults found so far. */
export interface Reading {
  readonly zone: string;
  readonly faults: Fault[];
}

export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * The one definition of an input's form: reads a value strictly, tells every fault by its place, and describes itself as
 * a JSON Schema (2020-12). What `read` returns after it has added a fault is not to be used.
 */
export interface Shape<T> {
  readonly schema: JsonSchema;
  read(value: unknown, pointer: string, reading: Reading): T;
}

export type Read<S> = S extends Shape<infer T> ? T : never;

/** Adds a fault and returns a value that nobody will use. */
export function fault(reading: Reading, pointer: string, detail: string): never {
  reading.faults.push({ pointer, detail });
  return undefined as never;
}

export interface TextRules {
  readonly description: string;
  readonly max: number;
  readonly pattern?: RegExp;
  /** Line feeds and tabs are allowed too. */
  readonly lines?: boolean;
  readonly example?: string;
}

const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_LINES = /[^\P{Cc}\t\n]/u;

/** A string that is not blank, holds no control characters and no lone surrogates. Lengths count UTF-16 code units. */
export function text({ description, max, pattern, lines = false, example }: TextRules): Shape<string> {
  const schema = {
    type: 'string',
    description,
    minLength: 1,
    maxLength: max,
    ...(pattern && { pattern: pattern.source }),
    ...(example !== undefined && { examples: [example] }),
  };
  return {
    schema,
    read(value, pointer, reading) {
      if (typeof value !== 'string') {
        return fault(reading, pointer, `must be a string, not ${nameOf(value)}`);
      }
      if (value.trim() === '') {
        return fault(reading, pointer, 'must not be empty');
      }
      if (value.length > max) {
        return fault(reading, pointer, `must be at most ${max} characters long, and has ${value.length}`);
      }
      if ((lines ? CONTROL_BUT_LINES : CONTROL).test(value) || !value.isWellFormed()) {
        return fault(reading, pointer, 'must not hold control characters or lone surrogates');
      }
      if (pattern && !pattern.test(value)) {
        return fault(reading, pointer, `must be ${description}`);
      }
      return value;
    },
  };
}

export function oneOf<const T extends string>(values: readonly T[], description: string): Shape<T> {
  return {
    schema: { type: 'string', enum: values, description },
    read(value, pointer, reading) {
      return values.includes(value as T)
        ? (value as T)
        : fault(reading, pointer, `must be one of ${values.join(', ')}, not ${nameOf(value)}`);
    },
  };
}

export function flag(description: string): Shape<boolean> {
  return {
    schema: { type: 'boolean', description },
    read(value, pointer, reading) {
      return typeof value === 'boolean'
        ? value
        : fault(reading, pointer, `must be true or false, not ${nameOf(value)}`);
    },
  };
}

export function integer(min: number, max: number, description: string): Shape<number> {
  return {
    schema: { type: 'integer', minimum: min, maximum: max, description },
    read(value, pointer, reading) {
      return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
        ? (value as number)
        : fault(reading, pointer, `must be a whole number from ${min} to ${max}, not ${nameOf(value)}`);
    },
  };
}

/** An instant, or a date read in the report's zone (or in its own: `{ "value", "zone" }`). */
export function time(description: string): Shape<ImpreciseTime> {
  const value = { type: 'string', description: 'RFC 3339 instant, or EDTF level 0 date' };
  return {
    schema: {
      description: `${description}. An RFC 3339 instant (at most milliseconds) or a date such as 2025-12-16, 2025-10 or 2025`,
      oneOf: [
        value,
        {
          type: 'object',
          required: ['value', 'zone'],
          additionalProperties: false,
          properties: { value, zone: zone.schema },
        },
      ],
    },
    read(given, pointer, reading) {
      if (isObject(given)) {
        const own = zonedTime.read(given, pointer, reading);
        return timeIn(own.zone, own.value, pointer, reading);
      }
      return typeof given === 'string'
        ? timeIn(reading.zone, given, pointer, reading)
        : fault(reading, pointer, `must be a time, not ${nameOf(given)}`);
    },
  };
}

/** Where the zone is none, or a part is missing, that has been told where it stands. */
function timeIn(zoneOfDates: string, given: string, pointer: string, reading: Reading): ImpreciseTime {
  if (typeof given !== 'string' || !isZone(zoneOfDates)) {
    return undefined as never;
  }
  const parsed = parseTime(given, zoneOfDates);
  return parsed.ok ? parsed.value : fault(reading, pointer, parsed.detail);
}

export const zone: Shape<string> = {
  schema: { type: 'string', description: 'IANA time zone name', examples: ['America/New_York'] },
  read(value, pointer, reading) {
    return typeof value === 'string' && isZone(value)
      ? value
      : fault(reading, pointer, `must be an IANA time zone such as Europe/Paris, not ${nameOf(value)}`);
  },
};

const zonedTime = record({ value: text({ description: 'a time', max: 40 }), zone }, {});

/** A list of at least `min` (1 unless told) and at most `max` members. */
export function list<T>(member: Shape<T>, { min = 1, max, description }: ListRules): Shape<readonly T[]> {
  return {
    schema: { type: 'array', items: member.schema, minItems: min, maxItems: max, description },
    read(value, pointer, reading) {
      if (!Array.isArray(value)) {
        return fault(reading, pointer, `must be a list, not ${nameOf(value)}`);
      }
      if (value.length < min || value.length > max) {
        return fault(reading, pointer, `must have from ${min} to ${max} members, and has ${value.length}`);
      }
      return value.map((one, index) => member.read(one, `${pointer}/${index}`, reading));
    },
  };
}

export interface ListRules {
  readonly min?: number;
  readonly max: number;
  readonly description: string;
}

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type RecordOf<R extends Shapes, O extends Shapes> = { readonly [K in keyof R]: Read<R[K]> } & {
  readonly [K in keyof O]?: Read<O[K]>;
};

/** An object with exactly these members. A `null` where a member may be absent means that it is. */
export function record<R extends Shapes, O extends Shapes>(
  required: R,
  optional: O,
  description?: string,
): Shape<RecordOf<R, O>> {
  const members = new Map<string, Shape<unknown>>([...Object.entries(required), ...Object.entries(optional)]);
  const needed = new Set(Object.keys(required));
  return {
    schema: {
      type: 'object',
      ...(description !== undefined && { description }),
      properties: Object.fromEntries([...members].map(([name, member]) => [name, member.schema])),
      ...(needed.size > 0 && { required: [...needed] }),
      additionalProperties: false,
    },
    read(value, pointer, reading) {
      if (!isObject(value)) {
        return fault(reading, pointer, `must be an object, not ${nameOf(value)}`);
      }
      for (const name of Object.keys(value)) {
        if (!members.has(name)) {
          fault(reading, `${pointer}/${escapePointer(name)}`, `is not a field of this format`);
        }
      }
      const result: Record<string, unknown> = {};
      for (const [name, member] of members) {
        const given = Object.hasOwn(value, name) ? value[name] : undefined;
        if (given !== undefined && (given !== null || needed.has(name))) {
          result[name] = member.read(given, `${pointer}/${name}`, reading);
        } else if (needed.has(name)) {
          fault(reading, `${pointer}/${name}`, 'is required');
        }
      }
      return result as RecordOf<R, O>;
    },
  };
}

/** The schema with what `read` lets pass besides: a `null` in the place of a member that may be absent. */
export function allowingNulls(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(allowingNulls);
  }
  if (!isObject(schema)) {
    return schema;
  }
  const inner = Object.fromEntries(
    Object.entries(schema).map(([word, value]) => [word, allowingNulls(value)]),
  );
  if (!isObject(schema.properties) || !isObject(inner.properties)) {
    return inner;
  }
  const needed = new Set(Array.isArray(schema.required) ? schema.required : []);
  const members = Object.entries(inner.properties).map(([name, member]) => [
    name,
    needed.has(name) ? member : { anyOf: [member, { type: 'null' }] },
  ]);
  return { ...inner, properties: Object.fromEntries(members) };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in an error message: short, and never the whole of a large input. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  return isObject(value) ? 'an object' : String(value);
}

export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
