/** What a parser found: a value, or one sentence that says what is wrong with the input. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly detail: string };

export function found<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function wrong(detail: string): Parsed<never> {
  return { ok: false, detail };
}
