/** The only place that speaks to the service, over its public HTTP. */

/** Why there is no answer, as a sentence for people. */
export interface Trouble {
  /** `away`: nothing answers; `refused`: the service says why it does not. */
  readonly kind: 'away' | 'refused';
  readonly sentence: string;
  readonly status?: number;
  /** Which part of what was sent is at fault: a JSON pointer, or the name of a parameter or a header. */
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
}

export class Unanswered extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble.sentence);
  }
}

export type Parameters = Readonly<Record<string, string | undefined>>;

export interface Reply<T> {
  readonly value: T;
  /** Address of the next page, where the answer is a list that goes on. */
  readonly next: string | null;
}

/** An address of the service, with parameters that are left out where they are undefined. */
export function addressOf(path: string, parameters: Parameters = {}): string {
  const given = Object.entries(parameters).filter((part): part is [string, string] => part[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** Rejects with {@link Unanswered}, or with an AbortError when the signal came first. */
export async function ask<T>(address: string, signal?: AbortSignal): Promise<Reply<T>> {
  return send<T>(address, { headers: { accept: 'application/json' }, ...(signal && { signal }) });
}

/** The answer at an address as it came, byte for byte; rejects like {@link ask}. */
export async function askForText(address: string, signal?: AbortSignal): Promise<string> {
  return (await exchange(address, { headers: { accept: 'application/json' }, ...(signal && { signal }) }))
    .text;
}

/** Sends a body of JSON; rejects like {@link ask}. */
export async function tell<T>(
  address: string,
  body: unknown,
  { signal, headers }: { signal?: AbortSignal; headers?: Readonly<Record<string, string>> } = {},
): Promise<Reply<T>> {
  return send<T>(address, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal && { signal }),
  });
}

let underWay = 0;
const listeners = new Set<(underWay: number) => void>();

/** Tells how many requests are under way, whenever that changes; gives back what ends it. */
export function watchRequests(listen: (underWay: number) => void): () => void {
  listeners.add(listen);
  return () => void listeners.delete(listen);
}

function count(change: 1 | -1): void {
  underWay += change;
  for (const listen of listeners) {
    listen(underWay);
  }
}

async function send<T>(address: string, request: RequestInit): Promise<Reply<T>> {
  const { text, link } = await exchange(address, request);
  return { value: JSON.parse(text) as T, next: nextOf(link) };
}

interface Exchanged {
  readonly text: string;
  readonly link: string | null;
}

async function exchange(address: string, request: RequestInit): Promise<Exchanged> {
  count(1);
  try {
    return await replyTo(address, request);
  } finally {
    count(-1);
  }
}

async function replyTo(address: string, request: RequestInit): Promise<Exchanged> {
  const reply = await fetch(address, request).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw new Unanswered(away('The service does not answer.'));
  });
  const text = await reply.text();
  if (!reply.ok) {
    throw new Unanswered(troubleOf(reply.status, text));
  }
  return { text, link: reply.headers.get('link') };
}

function away(sentence: string, status?: number): Trouble {
  return { kind: 'away', sentence, errors: [], ...(status !== undefined && { status }) };
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly {
    readonly pointer?: string;
    readonly parameter?: string;
    readonly header?: string;
    readonly detail: string;
  }[];
}

/** A problem of RFC 9457 as a sentence. */
function troubleOf(status: number, text: string): Trouble {
  const problem = readProblem(text);
  if (!problem || status === 502 || status === 503 || status === 504) {
    return away(asSentence(problem?.detail ?? 'the service is not ready'), status);
  }
  const errors = (problem.errors ?? []).map(({ pointer, parameter, header, detail }) => ({
    pointer: pointer ?? parameter ?? header ?? '',
    detail,
  }));
  const told =
    errors.length === 0 ? (problem.detail ?? problem.title ?? `status ${status}`) : sayErrors(errors);
  return { kind: 'refused', status, sentence: asSentence(told), errors };
}

function sayErrors(errors: Trouble['errors']): string {
  return errors.map(({ pointer, detail }) => `${pointer.replace(/^\//, '')} ${detail}`.trim()).join('; ');
}

function readProblem(text: string): Problem | null {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return null;
  }
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function nextOf(link: string | null): string | null {
  return link === null ? null : (/<([^>]+)>;\s*rel="next"/.exec(link)?.[1] ?? null);
}
