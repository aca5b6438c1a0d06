import { STANDARD_RETRIES_MS } from './retry-schedule.js';

/** How webhooks are delivered. */
export interface WebhookSettings {
  /** Hosts, with or without a port, that may be receivers whatever their address is; see ReceiverPolicy. */
  readonly allowedReceivers: readonly string[];
  /** How long to wait after the first failed attempt, the second, and so on; after the last one it is given up. */
  readonly retriesMs: readonly number[];
  /** For one attempt. */
  readonly timeoutMs: number;
  /** For how long a node holds an endpoint beyond its last sign of life. */
  readonly leaseMs: number;
  /** How often progress is recorded while there is some. */
  readonly keepEveryMs: number;
}

export const USUAL_SETTINGS: WebhookSettings = {
  allowedReceivers: [],
  retriesMs: STANDARD_RETRIES_MS,
  timeoutMs: 20_000,
  leaseMs: 30_000,
  keepEveryMs: 1_000,
};
