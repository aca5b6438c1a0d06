/** What the process was told, validated and frozen. */
export interface Config {
  /** Directory of the record and its read models. */
  readonly dataDirectory: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** A loopback address or name: until access control exists, whoever reaches the service may read and record. */
  readonly host: string;
  /** The address at which others reach the service; where it listens, unless told. Events and documents refer to it. */
  readonly publicUrl?: string | undefined;
  /** Where EventStoreDB clients may read the record; 0 picks a free port, undefined is off. */
  readonly eventstorePort?: number | undefined;
  /** The address that they may read it at; 127.0.0.1 unless told. Whoever reaches it reads the whole record. */
  readonly eventstoreHost?: string | undefined;
  /** What is other than usual about webhooks. */
  readonly webhooks?: WebhookConfig | undefined;
  /** The cluster that holds the record; the data directory holds it where there is none. */
  readonly cluster?: ClusterConfig | undefined;
}

export interface WebhookConfig {
  /** Hosts, with or without a port, that may be receivers though they are not on the Internet, or not https. */
  readonly allowedReceivers?: readonly string[];
  /** How long to wait after the first failed attempt, the second, and so on. */
  readonly retriesMs?: readonly number[];
  /** For one attempt. */
  readonly timeoutMs?: number;
  /** For how long a node holds an endpoint beyond its last sign of life. */
  readonly leaseMs?: number;
}

export interface ClusterConfig {
  /** Connection string of EventStoreDB; may hold credentials, so it is never shown. */
  readonly url: string;
  /** What the names of the deal streams begin with; the engine knows what is usual. */
  readonly streamPrefix?: string | undefined;
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
  readonly publicUrl?: string | undefined;
  readonly eventstorePort?: string | undefined;
  readonly eventstoreHost?: string | undefined;
  readonly webhookAllow?: string | undefined;
};

/**
 * Reads settings; what the command line leaves open comes from KNOWNWHEN_DATA, KNOWNWHEN_PORT,
 * KNOWNWHEN_HOST, KNOWNWHEN_PUBLIC_URL, KNOWNWHEN_EVENTSTORE_PORT and KNOWNWHEN_EVENTSTORE_HOST. Only the environment names a cluster, in
 * EVENTSTORE_URL and EVENTSTORE_STREAM_PREFIX.
 */
export function readConfig(environment: NodeJS.ProcessEnv, given: Settings = {}): Config {
  const eventstorePort = given.eventstorePort ?? environment.KNOWNWHEN_EVENTSTORE_PORT;
  return Object.freeze({
    dataDirectory: given.data ?? environment.KNOWNWHEN_DATA ?? './data',
    port: readPort(given.port ?? environment.KNOWNWHEN_PORT ?? '3000'),
    host: readHost(given.host ?? environment.KNOWNWHEN_HOST ?? '127.0.0.1'),
    publicUrl: readPublicUrl(given.publicUrl ?? environment.KNOWNWHEN_PUBLIC_URL),
    eventstorePort: eventstorePort === undefined ? undefined : readPort(eventstorePort),
    eventstoreHost: given.eventstoreHost ?? environment.KNOWNWHEN_EVENTSTORE_HOST,
    webhooks: readWebhooks(environment, given.webhookAllow),
    cluster: readCluster(environment),
  });
}

/**
 * KNOWNWHEN_WEBHOOK_ALLOW: hosts parted by commas; KNOWNWHEN_WEBHOOK_RETRIES: delays such as `5s,5m,2h`;
 * KNOWNWHEN_WEBHOOK_TIMEOUT and KNOWNWHEN_WEBHOOK_LEASE: one such.
 */
function readWebhooks(environment: NodeJS.ProcessEnv, allow: string | undefined): WebhookConfig {
  const hosts = (allow ?? environment.KNOWNWHEN_WEBHOOK_ALLOW ?? '').split(',').map((host) => host.trim());
  const retries = environment.KNOWNWHEN_WEBHOOK_RETRIES?.split(',');
  const { KNOWNWHEN_WEBHOOK_TIMEOUT: timeout, KNOWNWHEN_WEBHOOK_LEASE: lease } = environment;
  return Object.freeze({
    allowedReceivers: hosts.filter((host) => host !== '').map(readReceiver),
    ...(retries && { retriesMs: retries.map((text) => readDelay('KNOWNWHEN_WEBHOOK_RETRIES', text)) }),
    ...(timeout && { timeoutMs: readDelay('KNOWNWHEN_WEBHOOK_TIMEOUT', timeout) }),
    ...(lease && { leaseMs: readDelay('KNOWNWHEN_WEBHOOK_LEASE', lease) }),
  });
}

function readReceiver(host: string): string {
  const url = URL.parse(`http://${host}`);
  if (
    url === null ||
    url.pathname !== '/' ||
    url.username !== '' ||
    url.search + url.hash !== '' ||
    host.endsWith('/')
  ) {
    throw new BadConfig(
      `an allowed receiver is a host such as 10.0.0.7 or receiver.internal:8080, not "${host}"`,
    );
  }
  return host;
}

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

function readDelay(setting: string, text: string): number {
  const [, count, unit] = /^\s*(\d{1,6})(ms|s|m|h)\s*$/.exec(text) ?? [];
  if (count === undefined || Number(count) === 0) {
    throw new BadConfig(`${setting} takes times such as 500ms, 5s, 30m or 2h, not "${text}"`);
  }
  return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

/** The cluster that the environment names; undefined if it names none. */
export function readCluster(environment: NodeJS.ProcessEnv): ClusterConfig | undefined {
  const { EVENTSTORE_URL: url, EVENTSTORE_STREAM_PREFIX: streamPrefix } = environment;
  if (url === undefined || url === '') {
    return undefined;
  }
  if (!/^esdb(\+discover)?:\/\/./.test(url)) {
    throw new BadConfig(
      'EVENTSTORE_URL must be a connection string of EventStoreDB, esdb://... or esdb+discover://...',
    );
  }
  if (streamPrefix !== undefined && !/^[^$\s]\S*$/.test(streamPrefix)) {
    throw new BadConfig('EVENTSTORE_STREAM_PREFIX must not be empty, begin with $ or hold spaces');
  }
  return Object.freeze({ url, streamPrefix });
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) {
    throw new BadConfig(`the port must be a number from 0 to 65535, not "${text}"`);
  }
  return port;
}

function readPublicUrl(url: string | undefined): string | undefined {
  const parsed = url === undefined ? undefined : URL.parse(url);
  if (parsed === null || (parsed && !/^https?:$/.test(parsed.protocol)) || parsed?.search || parsed?.hash) {
    throw new BadConfig(
      `the public URL must be an http(s) address without a query, such as https://deals.example.com, not "${url}"`,
    );
  }
  return url;
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
