/** JSON pointers (RFC 6901) into a draft: what a field holds, and the draft with another value there. */

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What stands at a pointer; undefined where nothing does. */
export function valueAt(whole: Json, pointer: string): Json | undefined {
  return stepsOf(pointer).reduce<Json | undefined>(
    (value, step) => (typeof value === 'object' && value !== null ? (value as JsonObject)[step] : undefined),
    whole,
  );
}

/** What stands at a pointer, as a field shows it; empty where nothing does. */
export function textOf(whole: JsonObject, pointer: string): string {
  const value = valueAt(whole, pointer);
  if (Array.isArray(value)) {
    return value.join(', ');
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The same with another value at a pointer; undefined takes away what stands there. What is missing on the way is made. */
export function withValue(whole: Json | undefined, pointer: string, value: Json | undefined): Json {
  const [step, ...rest] = stepsOf(pointer);
  if (step === undefined) {
    return value ?? null;
  }
  const further = rest.map((one) => `/${one.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  const inner = (held: Json | undefined) => (further === '' ? value : withValue(held, further, value));
  if (Array.isArray(whole) || (whole === undefined && /^\d+$/.test(step))) {
    const items = (whole ?? []) as readonly Json[];
    const item = inner(items[Number(step)]);
    return item === undefined ? items.toSpliced(Number(step), 1) : replaced(items, Number(step), item);
  }
  const { [step]: held, ...others } = isObject(whole) ? whole : {};
  const item = inner(held);
  return item === undefined ? others : { ...others, [step]: item };
}

function replaced(items: readonly Json[], place: number, item: Json): readonly Json[] {
  return place < items.length ? items.with(place, item) : [...items, item];
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
