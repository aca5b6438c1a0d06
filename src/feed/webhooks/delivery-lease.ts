import { setTimeout as pause } from 'node:timers/promises';
import { StreamMoved } from '../../event-store/store-errors.js';
import type { DeliveryProgress } from './delivery-progress.js';
import type { KnownProgress, WebhookStreams } from './webhook-streams.js';

/** Another node delivers to the endpoint now. */
export class LeaseLost extends Error {
  constructor() {
    super('another node delivers to this endpoint');
    this.name = 'LeaseLost';
  }
}

/** How long a node leaves the one that had the endpoint before to take it again, at most. */
const MOST_COURTESY_MS = 200;

export interface LeaseOptions {
  readonly node: string;
  readonly leaseMs: number;
}

/**
 * One node's hold on an endpoint. Every append of progress is at the revision that this node has seen last, so of two that
 * think they hold it one finds out; what it delivers until then comes twice, and nothing is passed over.
 */
export class DeliveryLease {
  private readonly streams: WebhookStreams;
  private readonly id: string;
  private readonly options: LeaseOptions;
  private readonly wasOurs: boolean;
  private revision: number;
  /** On the clock of `performance.now`. */
  private heldUntil = -Infinity;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(streams: WebhookStreams, id: string, known: KnownProgress | undefined, options: LeaseOptions) {
    this.streams = streams;
    this.id = id;
    this.options = options;
    this.revision = known?.revision ?? -1;
    this.wasOurs = known === undefined || known.progress.node === options.node;
  }

  get isHeld(): boolean {
    return performance.now() < this.heldUntil;
  }

  /** Resolves once this node holds the endpoint; `tell` says how far it is. Rejects with LeaseLost. */
  async hold(tell: () => Omit<DeliveryProgress, 'node' | 'leaseMs'>, signal: AbortSignal): Promise<void> {
    await this.inTurn(async () => {
      if (this.isHeld) {
        return;
      }
      if (!this.wasOurs && this.heldUntil === -Infinity) {
        await pause(Math.random() * MOST_COURTESY_MS, undefined, { signal });
      }
      await this.append(tell());
    });
  }

  /** Records progress and holds on, or lets go. Rejects with LeaseLost. */
  keep(tell: () => Omit<DeliveryProgress, 'node' | 'leaseMs'>, { letGo = false } = {}): Promise<void> {
    return this.inTurn(() => this.append(tell(), letGo ? 0 : this.options.leaseMs));
  }

  private async append(
    progress: Omit<DeliveryProgress, 'node' | 'leaseMs'>,
    leaseMs = this.options.leaseMs,
  ): Promise<void> {
    const from = performance.now();
    const { node } = this.options;
    try {
      this.revision = await this.streams.appendProgress(this.id, this.revision, {
        ...progress,
        node,
        leaseMs,
      });
      this.heldUntil = from + leaseMs;
    } catch (error) {
      throw error instanceof StreamMoved ? new LeaseLost() : error;
    }
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.turn.then(work);
    this.turn = turn.catch(() => {});
    return turn;
  }
}
