import type { FastifyRequest } from 'fastify';
import type { RawParameters } from '../deal/question.js';
import type { Fault } from '../deal/shape.js';
import type { ReadQuery } from '../queries/read-parameters.js';
import { RefusedRequest, type PlaceOfFault } from './problem.js';

/** The parameters in the address of a request, each given once. */
export function parametersOf(request: FastifyRequest): RawParameters {
  const raw = request.query as Record<string, string | string[]>;
  const repeated = Object.keys(raw).filter((name) => typeof raw[name] !== 'string');
  if (repeated.length > 0) {
    refuse(repeated.map((parameter) => ({ parameter, detail: 'is given more than once' })));
  }
  return raw as RawParameters;
}

/** Refuses every parameter, where there is nothing to ask. */
export function withoutParameters(request: FastifyRequest): void {
  const given = Object.keys(request.query as object);
  if (given.length > 0) {
    refuse(given.map((parameter) => ({ parameter, detail: 'is not a parameter of this request' })));
  }
}

/** The query that was read; refuses the request when its parameters make none. */
export function wellFormed<Q>(read: ReadQuery<Q>): Q {
  return 'faults' in read ? refuse(read.faults.map(placeOf)) : read.query;
}

function placeOf({ pointer, detail }: Fault): PlaceOfFault & { parameter: string } {
  return { parameter: pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~'), detail };
}

function refuse(errors: readonly (PlaceOfFault & { parameter: string })[]): never {
  const [{ parameter, detail }] = errors as [(typeof errors)[0]];
  throw new RefusedRequest('malformed-question', `${parameter} ${detail}`, errors);
}
