import ipaddr from 'ipaddr.js';

/** A receiver that events may not be sent to; the message is a sentence about the address. */
export class ForbiddenReceiver extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'ForbiddenReceiver';
  }
}

/** IPv6 addresses that are given to anybody at all. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Names that never stand for a host of the Internet, whatever a resolver says. */
const INTERNAL_NAME = /(^|\.)(localhost|internal|local|localdomain|home\.arpa)$/;

/**
 * Where events may be sent to: https addresses on the Internet, and the hosts that the operator allows. Nobody can make the
 * service reach into the network that it runs in (server-side request forgery).
 */
export class ReceiverPolicy {
  private readonly allowed: ReadonlySet<string>;

  /** `allowed` are hosts, `receiver.example` or `10.0.0.7:8080`: at that port only if one is given. */
  constructor(allowed: readonly string[] = []) {
    this.allowed = new Set(allowed.map(normalHost));
  }

  /** Throws ForbiddenReceiver unless this can be the address of a receiver, whatever its name resolves to. */
  assertAddress(address: string): URL {
    const url = URL.parse(address);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new ForbiddenReceiver('must be an absolute https URL');
    }
    if (url.username !== '' || url.password !== '') {
      throw new ForbiddenReceiver('must hold no user name and no password');
    }
    if (url.hash !== '') {
      throw new ForbiddenReceiver('must hold no fragment');
    }
    if (this.isAllowed(url.hostname, portOf(url))) {
      return url;
    }
    if (url.protocol !== 'https:') {
      throw new ForbiddenReceiver('must be https, unless the operator allows its host');
    }
    this.assertHost(url.hostname);
    return url;
  }

  /** Whether the operator allows a host as it stands, so that nothing of it is checked. */
  isAllowed(hostname: string, port: string): boolean {
    const host = hostname.toLowerCase();
    return this.allowed.has(host) || this.allowed.has(`${host}:${port}`);
  }

  private assertHost(hostname: string): void {
    const host = hostname.toLowerCase();
    if (host.endsWith('.')) {
      throw new ForbiddenReceiver('must name its host without a dot at the end');
    }
    const literal = host.replace(/^\[|\]$/g, '');
    if (ipaddr.isValid(literal)) {
      assertGlobal(literal);
    } else if (INTERNAL_NAME.test(host) || !host.includes('.')) {
      throw new ForbiddenReceiver(`names a host of an internal network, "${host}"`);
    }
  }
}

/** Throws ForbiddenReceiver unless an IP address is one of the Internet. */
export function assertGlobal(address: string): void {
  const parsed = ipaddr.isValid(address) ? ipaddr.parse(address) : undefined;
  const isGlobal =
    parsed?.range() === 'unicast' && (parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6));
  if (!isGlobal) {
    throw new ForbiddenReceiver(`leads to ${address}, which is not an address of the Internet`);
  }
}

/** The port that a URL leads to. */
export function portOf({ port, protocol }: URL): string {
  return port === '' ? { 'https:': '443', 'http:': '80' }[protocol]! : port;
}

/** As URLs write it: lower case, numbers of IP addresses in one form. */
function normalHost(host: string): string {
  const url = URL.parse(`http://${host}`);
  const port = /:(\d+)$/.exec(host.replace(/^\[[^\]]*\]/, ''))?.[1];
  return url === null ? host.toLowerCase() : url.hostname + (port === undefined ? '' : `:${Number(port)}`);
}
