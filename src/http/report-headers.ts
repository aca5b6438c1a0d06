import type { IncomingHttpHeaders } from 'node:http';
import { reportId } from '../deal/report.js';
import type { Fault } from '../deal/shape.js';
import { RefusedRequest } from './problem.js';

const STRUCTURED_STRING = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/;
const ENTITY_TAGS = /^(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*$/;
const REVISION = /^"r(-1|\d{1,15})"$/;

/** The `Idempotency-Key`: a string of RFC 8941 in quotes, or bare as many clients send it. It stands for the reportId. */
export function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const header = single(headers, 'idempotency-key');
  if (header === undefined) {
    return undefined;
  }
  const quoted = STRUCTURED_STRING.exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1');
  const key = quoted ?? header;
  const faults: Fault[] = [];
  reportId.read(key, '', { zone: 'UTC', faults });
  if (faults.length > 0 || (quoted === undefined && header.startsWith('"'))) {
    const detail = faults[0]?.detail ?? 'has a quote that does not end';
    throw new RefusedRequest('malformed-request', `Idempotency-Key ${detail}`, [
      { header: 'Idempotency-Key', detail },
    ]);
  }
  return key;
}

/** The revision that `If-Match` asks for. Only `"r<revision>"` stands for a state of a deal; comparison is strong. */
export function revisionToMatch(headers: IncomingHttpHeaders): number | undefined {
  const header = single(headers, 'if-match');
  if (header === undefined) {
    return undefined;
  }
  const revision = REVISION.exec(header)?.[1];
  if (revision !== undefined) {
    return Number(revision);
  }
  const detail = `must be the "r<revision>" of the deal, such as "r41", not ${header.slice(0, 60)}`;
  const rule = ENTITY_TAGS.test(header) ? 'revision-moved' : 'malformed-request';
  throw new RefusedRequest(rule, `If-Match ${detail}`, [{ header: 'If-Match', detail }]);
}

/** Headers that speak of one report have no meaning for many. */
export function withoutReportHeaders(headers: IncomingHttpHeaders): void {
  for (const [name, header] of [
    ['if-match', 'If-Match'],
    ['idempotency-key', 'Idempotency-Key'],
  ] as const) {
    if (headers[name] !== undefined) {
      const detail = 'goes with one report, and an upload holds many; their reportIds make it repeatable';
      throw new RefusedRequest('malformed-request', `${header} ${detail}`, [{ header, detail }]);
    }
  }
}

function single(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value?.trim();
}
