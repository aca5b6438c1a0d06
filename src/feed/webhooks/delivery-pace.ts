import { Bell } from './bell.js';
import type { Bustle } from '../pace.js';

/**
 * Attempts a second that all webhooks of this node make together, by how much is recorded meanwhile. An attempt costs
 * about a quarter of a millisecond of the thread that takes reports too; what is put off is caught up with afterwards.
 */
const ATTEMPTS_A_SECOND: Readonly<Record<Bustle, number>> = {
  idle: Infinity,
  some: 1_000,
  much: 250,
  flood: 100,
};

/** Lets attempts through one by one, so that delivering leaves the service to whoever records. */
export class DeliveryPace {
  private readonly bustle: () => Bustle;
  /** On the clock of `performance.now`. */
  private nextAt = 0;

  constructor(bustle: () => Bustle) {
    this.bustle = bustle;
  }

  /** Resolves when it is time for the caller's attempt, or when `signal` aborts. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + 1_000 / ATTEMPTS_A_SECOND[this.bustle()];
    if (at > now) {
      await new Bell().heard(signal, at - now);
    }
  }
}
