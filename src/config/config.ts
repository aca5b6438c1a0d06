/** What the process was told, validated and frozen. */
export interface Config {
  /** Directory of the record and its read models. */
  readonly dataDirectory: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** A loopback address or name: until access control exists, whoever reaches the service may read and record. */
  readonly host: string;
}

/** A setting cannot be used; the message says which and why. */
export class BadConfig extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadConfig';
  }
}

type Settings = {
  readonly data?: string | undefined;
  readonly port?: string | undefined;
  readonly host?: string | undefined;
};

/** Reads settings; what the command line leaves open comes from KNOWNWHEN_DATA, KNOWNWHEN_PORT and KNOWNWHEN_HOST. */
export function readConfig(environment: NodeJS.ProcessEnv, given: Settings = {}): Config {
  return Object.freeze({
    dataDirectory: given.data ?? environment.KNOWNWHEN_DATA ?? './data',
    port: readPort(given.port ?? environment.KNOWNWHEN_PORT ?? '3000'),
    host: readHost(given.host ?? environment.KNOWNWHEN_HOST ?? '127.0.0.1'),
  });
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) {
    throw new BadConfig(`the port must be a number from 0 to 65535, not "${text}"`);
  }
  return port;
}

function readHost(host: string): string {
  if (!isLoopback(host)) {
    throw new BadConfig(
      `Knownwhen does not know its callers yet, so it listens on this machine only: the host must be 127.0.0.1, ::1 or ` +
        `localhost, not "${host}". To reach it from elsewhere, put a proxy that authenticates in front of it.`,
    );
  }
  return host;
}

/** Whether a host name or address can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
