import { EventDamaged } from '../../event-store/store-errors.js';
import { Bell } from './bell.js';
import { Delivery, ReceiverGone, type DeliveryParts } from './delivery.js';
import { LeaseLost } from './delivery-lease.js';
import { heldByOther } from './delivery-progress.js';
import type { Webhook } from './webhook.js';

const RETRY_AFTER_MS = 1_000;

/** Ends a delivery that has to begin anew. */
class DefinitionChanged extends Error {}

/** One webhook on this node: delivers while it is active and no other node does. */
export class Endpoint {
  private readonly parts: DeliveryParts;
  private readonly id: string;
  private readonly bell = new Bell();
  private delivery: Delivery | undefined;
  private restart: AbortController | undefined;
  /** Why deliveries cannot go on now; undefined while they can. */
  trouble: string | undefined;

  constructor(parts: DeliveryParts, id: string) {
    this.parts = parts;
    this.id = id;
  }

  /** How far this node has got, if it is the one that looks after the endpoint. */
  get upTo(): number | undefined {
    return this.delivery?.progress.upTo;
  }

  /** Something was recorded of this webhook. */
  async changed(): Promise<void> {
    const webhook = await this.parts.streams.load(this.id);
    if (webhook !== undefined && this.delivery?.update(webhook) === false) {
      this.restart?.abort(new DefinitionChanged());
    }
    this.bell.ring();
  }

  /** Progress was recorded, here or by the node that delivers: that one may have let go. */
  progressed(): void {
    if (this.delivery === undefined) {
      this.bell.ring();
    }
  }

  /** Resolves when the webhook is deleted or `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    let retryNow = false;
    while (!signal.aborted) {
      try {
        const webhook = await this.parts.streams.load(this.id);
        if (webhook === undefined || webhook.status === 'deleted') {
          return;
        }
        if (webhook.status === 'active') {
          await this.deliver(webhook, retryNow, signal);
        } else {
          await this.bell.heard(signal);
          retryNow = true;
        }
      } catch (error) {
        retryNow = error instanceof DefinitionChanged;
        await this.afterwards(error, signal);
      }
    }
  }

  private async deliver(webhook: Webhook, retryNow: boolean, signal: AbortSignal): Promise<void> {
    const { streams, node, now } = this.parts;
    const known = await streams.progress(this.id);
    const others = known === undefined ? 0 : heldByOther(known.progress, known.recordedAt, node, now());
    if (others > 0) {
      await this.bell.heard(signal, others);
      return;
    }
    this.restart = new AbortController();
    this.delivery = new Delivery(this.parts, webhook, known, { retryNow });
    this.trouble = undefined;
    try {
      await this.delivery.run(AbortSignal.any([signal, this.restart.signal]));
    } finally {
      this.delivery = undefined;
    }
  }

  private async afterwards(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted || error instanceof DefinitionChanged || error instanceof LeaseLost) {
      return;
    }
    try {
      if (!(error instanceof ReceiverGone)) {
        throw error;
      }
      await this.disable(error.message);
    } catch (failure) {
      await this.waitOut(failure as Error, signal);
    }
  }

  private async disable(reason: string): Promise<void> {
    const told = { type: 'WebhookDisabled', reason } as const;
    await this.parts.streams.change(this.id, (webhook) => (webhook?.status === 'active' ? [told] : []));
  }

  /** What may pass is tried again; a damaged event does not, and is not passed over. */
  private async waitOut(error: Error, signal: AbortSignal): Promise<void> {
    this.trouble = error.message;
    await this.bell.heard(signal, error instanceof EventDamaged ? undefined : RETRY_AFTER_MS);
  }
}
