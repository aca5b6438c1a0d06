import { randomUUID } from 'node:crypto';
import type { EventBeside, StreamsBeside } from '../../event-store/streams-beside.js';
import { StreamMoved } from '../../event-store/store-errors.js';
import {
  decodeProgress,
  deliveryStream,
  encodeProgress,
  type Attempt,
  type DeliveryProgress,
} from './delivery-progress.js';
import {
  decodeWebhookEvent,
  encodeWebhookEvent,
  WEBHOOK_STREAMS,
  webhookStream,
  type WebhookEvent,
} from './webhook-events.js';
import { foldWebhook, type Told, type Webhook } from './webhook.js';

/** The newest progress of a webhook's deliveries, and where it stands. */
export interface KnownProgress {
  readonly revision: number;
  readonly recordedAt: number;
  readonly progress: DeliveryProgress;
}

/** Progress events that are looked through for attempts. */
const EVENTS_OF_LOG = 20;

/** Webhooks as the store keeps them, in streams beside the deals. */
export class WebhookStreams {
  private readonly beside: StreamsBeside;
  private readonly known = new Map<string, Webhook>();

  constructor(beside: StreamsBeside) {
    this.beside = beside;
  }

  /** Ids of all that were ever created. */
  async ids(): Promise<readonly string[]> {
    const names = await this.beside.names(WEBHOOK_STREAMS);
    return names.map((name) => name.slice(WEBHOOK_STREAMS.length));
  }

  /** Undefined where there never was one. */
  async load(id: string): Promise<Webhook | undefined> {
    const before = this.known.get(id);
    const since = await this.beside.read(webhookStream(id), (before?.revision ?? -1) + 1);
    const webhook = foldWebhook(id, since.map(told), before);
    if (webhook !== undefined) {
      this.known.set(id, webhook);
    }
    return webhook;
  }

  /**
   * Appends what `decide` makes of the webhook as it is, and again if somebody else was faster. Returns the webhook as it is
   * then, or what `decide` returned in place of events.
   */
  async change<Refusal>(
    id: string,
    decide: (webhook: Webhook | undefined) => readonly WebhookEvent[] | { readonly refusal: Refusal },
  ): Promise<{ readonly webhook: Webhook } | { readonly refusal: Refusal }> {
    for (;;) {
      const webhook = await this.load(id);
      const decided = decide(webhook);
      if ('refusal' in decided) {
        return decided;
      }
      try {
        if (decided.length > 0) {
          const events = decided.map((event) => encodeWebhookEvent(randomUUID(), event));
          await this.beside.append(webhookStream(id), webhook?.revision ?? -1, events);
        }
        return { webhook: (await this.load(id))! };
      } catch (error) {
        if (!(error instanceof StreamMoved)) {
          throw error;
        }
      }
    }
  }

  async progress(id: string): Promise<KnownProgress | undefined> {
    const newest = await this.beside.newest(deliveryStream(id));
    return newest && known(newest);
  }

  /** Resolves to the new revision. Rejects with StreamMoved if another node was faster. */
  async appendProgress(id: string, expected: number, progress: DeliveryProgress): Promise<number> {
    const event = encodeProgress(randomUUID(), progress);
    return (await this.beside.append(deliveryStream(id), expected, [event])).revision;
  }

  /** What was tried last, the newest first. */
  async attempts(id: string): Promise<readonly Attempt[]> {
    const newest = await this.beside.newest(deliveryStream(id));
    const from = Math.max(0, (newest?.revision ?? 0) - EVENTS_OF_LOG + 1);
    const events = await this.beside.read(deliveryStream(id), from);
    return events.flatMap((event) => decodeProgress(event).attempts).toReversed();
  }

  changes(signal: AbortSignal): AsyncIterable<ReadonlySet<string>> {
    return this.beside.changes(signal);
  }
}

function told(stored: EventBeside): Told {
  const { revision, recordedAt } = stored;
  return { event: decodeWebhookEvent(stored), revision, recordedAt };
}

function known(stored: EventBeside): KnownProgress {
  const { revision, recordedAt } = stored;
  return { revision, recordedAt, progress: decodeProgress(stored) };
}
