import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { buildConnector } from 'undici';
import { assertGlobal, ForbiddenReceiver, type ReceiverPolicy } from './receiver-policy.js';

/** Finds the addresses of a host name; the system's resolver unless told. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/**
 * Connects to receivers. The addresses are looked up and checked for each connection, and the connection goes to one of
 * those that were checked: a name that changes its answer in between gains nothing. The address that was in fact reached is
 * checked once more before anything is sent.
 */
export function guardedConnector(
  policy: ReceiverPolicy,
  timeoutMs: number,
  resolve: Resolve = (hostname) => lookup(hostname, { all: true }),
): buildConnector.connector {
  const free = buildConnector({ timeout: timeoutMs });
  const guarded = buildConnector({
    timeout: timeoutMs,
    autoSelectFamily: true, // so that all addresses are asked for
    lookup: checkedLookup(resolve),
  });
  return (options, callback) => {
    const { hostname, port, protocol } = options;
    if (policy.isAllowed(hostname, port || (protocol === 'https:' ? '443' : '80'))) {
      free(options, callback);
      return;
    }
    try {
      assertLiteral(hostname);
    } catch (error) {
      callback(error as Error, null);
      return;
    }
    guarded(options, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      try {
        assertGlobal(socket.remoteAddress ?? 'nowhere');
        callback(null, socket);
      } catch (forbidden) {
        socket.destroy();
        callback(forbidden as Error, null);
      }
    });
  };
}

/** An address as such is not looked up, so it is checked by itself. */
function assertLiteral(hostname: string): void {
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) {
    assertGlobal(literal);
  }
}

/** Gives a host's addresses only if all of them are of the Internet. */
function checkedLookup(resolve: Resolve): LookupFunction {
  const check = callbackify(async (hostname: string): Promise<LookupAddress[]> => {
    const found = await resolve(hostname);
    if (found.length === 0) {
      throw new ForbiddenReceiver(`has a host without an address, "${hostname}"`);
    }
    found.forEach(({ address }) => assertGlobal(address));
    return [...found];
  });
  return (hostname, _options, callback) => check(hostname, callback);
}
