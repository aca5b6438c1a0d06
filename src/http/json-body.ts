import type { FastifyRequest } from 'fastify';
import type { Fault } from '../deal/shape.js';
import { RefusedRequest, sentenceOf, type Rule } from './problem.js';
import { parseStrictJson } from './strict-json.js';

/** The JSON of a body; `what` names it in the error where it is of another type. */
export function parsedBody(body: unknown, what: string): unknown {
  if (!Buffer.isBuffer(body)) {
    throw new RefusedRequest('unsupported-media-type', `${what} is sent as application/json`);
  }
  const parsed = parseStrictJson(body);
  if (!parsed.ok) {
    throw new RefusedRequest('malformed-json', sentenceOf('the body', parsed.fault), [parsed.fault]);
  }
  return parsed.value;
}

/** Refuses a body where none is taken. */
export function withoutBody({ body }: FastifyRequest, what: string): void {
  if (!isEmpty(body)) {
    throw new RefusedRequest('malformed-request', `${what} takes no body`);
  }
}

export function isEmpty(body: unknown): boolean {
  return body === undefined || (Buffer.isBuffer(body) && body.length === 0);
}

/** The value that was read from a body; refuses the request under `rule` where it has faults. */
export function wellRead<T>(
  read: { readonly value: T } | { readonly faults: readonly Fault[] },
  rule: Rule,
): T {
  if ('faults' in read) {
    throw new RefusedRequest(rule, sentenceOf('the body', read.faults[0]!), read.faults);
  }
  return read.value;
}
