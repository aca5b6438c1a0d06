import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../config/config.js';
import { RefusedRequest } from './problem.js';

/*
 * The service binds loopback because it does not know its callers. A browser on this machine is a caller too, and it acts
 * for pages from anywhere: those must neither read (by a name of theirs that resolves to loopback) nor write.
 */

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Why a request is not answered because of where it comes from; null when it may be. */
export function foreignness(method: string, headers: IncomingHttpHeaders): RefusedRequest | null {
  if (!isOwnName(headers.host ?? '')) {
    return new RefusedRequest(
      'foreign-host',
      `the service answers to localhost and loopback addresses, not to "${headers.host?.slice(0, 100) ?? ''}"`,
      [{ header: 'Host', detail: 'must name this machine' }],
    );
  }
  if (READING.has(method)) {
    return null;
  }
  const { origin, 'sec-fetch-site': site } = headers;
  if (site === 'cross-site' || (origin !== undefined && !isOrigin(origin, headers.host!))) {
    return new RefusedRequest(
      'foreign-origin',
      `a page of ${origin?.slice(0, 100) ?? 'another site'} may not write`,
      [{ header: origin === undefined ? 'Sec-Fetch-Site' : 'Origin', detail: 'is not of this service' }],
    );
  }
  return null;
}

function isOwnName(host: string): boolean {
  return isLoopback(host.replace(/:\d{1,5}$/, ''));
}

function isOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
