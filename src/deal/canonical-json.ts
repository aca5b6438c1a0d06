/** Any value that JSON can carry. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * RFC 8785 (JSON Canonicalization Scheme): members sorted by UTF-16 code units, ECMAScript numbers, shortest escapes, no
 * white space. Members that are `undefined` are left out. Throws a TypeError on what I-JSON (RFC 7493) forbids: numbers
 * that are not finite and lone surrogates; the shapes that reports pass through let neither in.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') {
    return String(value);
  }
  if (typeof value === 'number') {
    return canonicalNumber(value);
  }
  if (typeof value === 'string') {
    return canonicalString(value);
  }
  return isList(value) ? canonicalList(value) : canonicalObject(value);
}

function isList(value: readonly Json[] | object): value is readonly Json[] {
  return Array.isArray(value);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) {
    throw new TypeError('a number that is not finite has no JSON form');
  }
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) {
    throw new TypeError('a string with a lone surrogate has no canonical JSON form');
  }
  return JSON.stringify(value);
}

function canonicalList(list: readonly Json[]): string {
  return `[${list.map(canonicalJson).join(',')}]`;
}

/** Built member by member: an object rebuilt for JSON.stringify would move keys that look like integers to the front. */
function canonicalObject(object: { readonly [key: string]: Json | undefined }): string {
  let text = '';
  for (const key of Object.keys(object).toSorted()) {
    const member = object[key];
    if (member !== undefined) {
      text += `${text === '' ? '' : ','}${canonicalString(key)}:${canonicalJson(member)}`;
    }
  }
  return `{${text}}`;
}
