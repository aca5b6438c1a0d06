import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '../../event-store/event-store.js';
import type { Feed } from '../feed.js';
import { CLOUD_EVENT } from './delivery.js';
import type { DeliveryParts } from './delivery.js';
import { DeliveryPace } from './delivery-pace.js';
import { DELIVERY_STREAMS, type Attempt } from './delivery-progress.js';
import { Endpoint } from './endpoint.js';
import type { Resolve } from './guarded-connector.js';
import { ReceiverClient, type Sent } from './receiver-client.js';
import type { ReceiverPolicy } from './receiver-policy.js';
import { signedHeaders } from './signing.js';
import { WEBHOOK_STREAMS } from './webhook-events.js';
import type { WebhookSettings } from './webhook-settings.js';
import type { KnownProgress, WebhookStreams } from './webhook-streams.js';
import type { Webhook } from './webhook.js';

/** A webhook and where its deliveries stand. */
export interface WebhookStanding {
  readonly webhook: Webhook;
  /** As recorded last; undefined before the first delivery. */
  readonly known: KnownProgress | undefined;
  /** All is settled up to here, but for the deals that wait. */
  readonly upTo: number;
  /** Position of the record's newest event. */
  readonly head: number;
  /** How many events are between both. */
  readonly lag: number;
  /** Why this node cannot deliver now; undefined while it can, or another one does. */
  readonly trouble: string | undefined;
}

export interface WebhooksParts {
  readonly store: EventStore;
  readonly feed: Feed;
  readonly streams: WebhookStreams;
  readonly policy: ReceiverPolicy;
  readonly settings: WebhookSettings;
  /** Names this node in leases; the same after it was started again. */
  readonly node: string;
  /** The system's resolver unless told. */
  readonly resolve?: Resolve;
}

const RETRY_AFTER_MS = 500;

/** The webhooks on this node. Each of its endpoints is looked after for as long as this is open. */
export class Webhooks {
  readonly streams: WebhookStreams;
  private readonly store: EventStore;
  private readonly client: ReceiverClient;
  private readonly parts: DeliveryParts;
  private readonly endpoints = new Map<string, { endpoint: Endpoint; over: Promise<void> }>();
  private readonly stop = new AbortController();
  private readonly watching: Promise<void>;

  constructor({ store, feed, streams, policy, settings, node, resolve }: WebhooksParts) {
    this.store = store;
    this.streams = streams;
    const { timeoutMs } = settings;
    this.client = new ReceiverClient(policy, { timeoutMs, resolve, now: Date.now });
    const pace = new DeliveryPace(() => feed.tail.bustle);
    this.parts = { feed, streams, client: this.client, pace, settings, node, now: Date.now };
    this.watching = this.watch(this.stop.signal);
  }

  /** All that are not deleted, the oldest first. */
  async list(): Promise<readonly WebhookStanding[]> {
    const all = await Promise.all((await this.streams.ids()).map((id) => this.find(id)));
    return all
      .filter((standing) => standing !== undefined)
      .toSorted((a, b) => a.webhook.createdAt - b.webhook.createdAt);
  }

  /** Undefined where there is none, or it is deleted. */
  async find(id: string): Promise<WebhookStanding | undefined> {
    const webhook = await this.streams.load(id);
    if (webhook === undefined || webhook.status === 'deleted') {
      return undefined;
    }
    const known = await this.streams.progress(id);
    const endpoint = this.endpoints.get(id)?.endpoint;
    const recorded = known?.progress.live.upTo ?? webhook.after;
    const upTo = Math.max(recorded, endpoint?.upTo ?? -1);
    const head = await this.store.head();
    return { webhook, known, upTo, head, lag: Math.max(0, head - upTo), trouble: endpoint?.trouble };
  }

  /** What was tried last, the newest first. */
  attempts(id: string): Promise<readonly Attempt[]> {
    return this.streams.attempts(id);
  }

  /** Sends a message that is no event of the record, once, whatever the webhook's status; tells what came of it. */
  async test({ id, url, secrets }: Webhook): Promise<Sent & { readonly event: string }> {
    const event = randomUUID();
    const now = new Date();
    const body = JSON.stringify({
      specversion: '1.0',
      id: event,
      source: `urn:knownwhen:webhook:${id}`,
      type: 'knownwhen.WebhookTested',
      time: now.toISOString(),
      datacontenttype: 'application/json',
      data: { webhook: id },
    });
    const headers = { 'content-type': CLOUD_EVENT, ...signedHeaders(secrets, event, body, now.getTime()) };
    return { ...(await this.client.send({ url, headers, body }, this.stop.signal)), event };
  }

  /** Ends deliveries, records how far they got, and lets other nodes go on. */
  async close(): Promise<void> {
    this.stop.abort(new Error('the service is shutting down'));
    await this.watching;
    await Promise.all([...this.endpoints.values()].map(({ over }) => over));
    await this.client.close();
  }

  /** Follows what is recorded of webhooks, and what was, as long as this is open. */
  private async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const changes = this.streams.changes(signal)[Symbol.asyncIterator]();
        let next = changes.next();
        (await this.streams.ids()).forEach((id) => this.lookAfter(id));
        for (let names = await next; !names.done; names = await next) {
          next = changes.next();
          await this.changed(names.value);
        }
        return; // the store has closed
      } catch {
        // The record cannot be read now, which readiness tells.
        await pause(RETRY_AFTER_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  private async changed(names: ReadonlySet<string>): Promise<void> {
    for (const name of names) {
      if (name.startsWith(WEBHOOK_STREAMS)) {
        const id = name.slice(WEBHOOK_STREAMS.length);
        this.lookAfter(id);
        await this.endpoints.get(id)?.endpoint.changed();
      } else if (name.startsWith(DELIVERY_STREAMS)) {
        this.endpoints.get(name.slice(DELIVERY_STREAMS.length))?.endpoint.progressed();
      }
    }
  }

  private lookAfter(id: string): void {
    if (!this.endpoints.has(id)) {
      const endpoint = new Endpoint(this.parts, id);
      const over = endpoint.run(this.stop.signal).finally(() => this.endpoints.delete(id));
      this.endpoints.set(id, { endpoint, over });
    }
  }
}
