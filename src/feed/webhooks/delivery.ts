import type { FeedEvent } from '../feed-event.js';
import { AttemptsMade } from './attempts-made.js';
import { Bell } from './bell.js';
import { DeliveryLease } from './delivery-lease.js';
import type { DeliveryPace } from './delivery-pace.js';
import { DeliveryPass, type DeliveredFeed, type PassWork } from './delivery-pass.js';
import { startAfter, type DeliveryProgress, type PassProgress } from './delivery-progress.js';
import type { ReceiverClient, Sent } from './receiver-client.js';
import { nextRetryMs } from './retry-schedule.js';
import { signedHeaders } from './signing.js';
import { Slots } from './slots.js';
import type { WebhookSettings } from './webhook-settings.js';
import type { KnownProgress, WebhookStreams } from './webhook-streams.js';
import type { Replay, Webhook } from './webhook.js';

/** The receiver is gone for good (410). */
export class ReceiverGone extends Error {
  constructor() {
    super('the receiver answered 410: it is gone for good');
    this.name = 'ReceiverGone';
  }
}

export interface DeliveryParts {
  readonly feed: DeliveredFeed;
  readonly streams: WebhookStreams;
  readonly client: ReceiverClient;
  readonly pace: DeliveryPace;
  readonly settings: WebhookSettings;
  /** Names this node in leases. */
  readonly node: string;
  readonly now: () => number;
}

export const CLOUD_EVENT = 'application/cloudevents+json';
/** Names the replay that a message is part of. */
const REPLAY_HEADER = 'webhook-replay';

/** Attempts at one endpoint that go on at once. */
const ATTEMPTS_AT_ONCE = 8;
/** Positions that may be passed over without anything to deliver before that is recorded. */
const RECORD_EVERY_POSITIONS = 10_000;

/**
 * Delivers to one endpoint while this node holds it, or waits for something to deliver and then takes it: what is new, in one
 * pass, and beside it what is to be sent again, one replay after the other.
 */
export class Delivery {
  private readonly parts: DeliveryParts;
  private readonly lease: DeliveryLease;
  private readonly slots = new Slots(ATTEMPTS_AT_ONCE);
  private readonly attempts = new AttemptsMade();
  private readonly live: DeliveryPass;
  private readonly replays = new Map<string, PassProgress | DeliveryPass>();
  private readonly changed = new Bell();
  private webhook: Webhook;
  private hasAdvanced = false;
  private recordedUpTo: number;
  /** The receiver asked for quiet until then. */
  private quietUntil = 0;

  /** `retryNow`: what waits for its next attempt waits no longer. */
  constructor(
    parts: DeliveryParts,
    webhook: Webhook,
    known: KnownProgress | undefined,
    { retryNow = false } = {},
  ) {
    const { settings, node, streams } = parts;
    this.parts = parts;
    this.webhook = webhook;
    this.lease = new DeliveryLease(streams, webhook.id, known, { node, leaseMs: settings.leaseMs });
    const live = known?.progress.live ?? startAfter(webhook.after);
    const waiting = retryNow ? live.waiting.map((deal) => ({ ...deal, nextAt: 0 })) : live.waiting;
    this.live = new DeliveryPass(
      this.work(() => this.webhook.filter),
      { ...live, waiting },
    );
    this.recordedUpTo = live.upTo;
    for (const [id, progress] of Object.entries(known?.progress.replays ?? {})) {
      this.replays.set(id, progress);
    }
  }

  /** All is settled up to here, but for the deals that wait. */
  get progress(): PassProgress {
    return this.live.progress;
  }

  /** Rejects with the reason of `outer`, with LeaseLost, ReceiverGone, or with what keeps it from going on. */
  async run(outer: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const signal = AbortSignal.any([outer, stop.signal]);
    const works = [this.live.run(signal), this.replayAll(signal), this.keepProgress(signal)];
    const failures = works.map((work) => work.catch((error: unknown) => stop.abort(error)));
    await Promise.all(failures);
    await this.letGo();
    signal.throwIfAborted();
  }

  /** Takes in what has changed. False: the delivery has to begin anew. */
  update(webhook: Webhook): boolean {
    const goesOn =
      webhook.status === 'active' &&
      JSON.stringify(webhook.filter) === JSON.stringify(this.webhook.filter) &&
      webhook.url === this.webhook.url;
    this.webhook = webhook;
    this.changed.ring();
    return goesOn;
  }

  private work(filter: PassWork['filter'], replay?: string): PassWork {
    const { feed, settings, now } = this.parts;
    return {
      feed,
      filter,
      now,
      send: (event, attempt, signal) => this.send(event, attempt, replay, signal),
      retryMs: (attempts, retryAfterMs) =>
        nextRetryMs(settings.retriesMs, attempts, retryAfterMs, Math.random()),
      deadLetter: (event, attempts, reason) => this.deadLetter(event, attempts, reason, replay),
      advanced: () => {
        this.hasAdvanced = true;
      },
    };
  }

  private send(
    event: FeedEvent,
    attempt: number,
    replay: string | undefined,
    signal: AbortSignal,
  ): Promise<Sent> {
    return this.slots.during(async () => {
      await this.quiet(signal);
      await this.parts.pace.turn(signal);
      signal.throwIfAborted();
      await this.lease.hold(() => this.told(), signal);
      const at = this.parts.now();
      const sent = await this.parts.client.send(this.message(event, replay, at), signal);
      this.attempts.add({
        at,
        event: event.id,
        position: event.position,
        deal: event.deal,
        attempt,
        outcome: sent.accepted ? 'delivered' : 'failed',
        ...(sent.status !== undefined && { status: sent.status }),
        ...(sent.reason !== undefined && { reason: sent.reason }),
        durationMs: sent.durationMs,
        ...(replay !== undefined && { replay }),
      });
      this.hasAdvanced = true;
      if (sent.gone) {
        throw new ReceiverGone();
      }
      if (sent.retryAfterMs !== undefined) {
        this.quietUntil = this.parts.now() + sent.retryAfterMs;
      }
      return sent;
    });
  }

  private async quiet(signal: AbortSignal): Promise<void> {
    for (let left = 1; left > 0 && !signal.aborted;) {
      left = this.quietUntil - this.parts.now();
      if (left > 0) {
        await new Bell().heard(signal, left);
      }
    }
  }

  private message(
    event: FeedEvent,
    replay: string | undefined,
    at: number,
  ): Parameters<ReceiverClient['send']>[0] {
    const { url, secrets } = this.webhook;
    return {
      url,
      headers: {
        'content-type': CLOUD_EVENT,
        ...signedHeaders(secrets, event.id, event.json, at),
        ...(replay !== undefined && { [REPLAY_HEADER]: replay }),
      },
      body: event.json,
    };
  }

  private async deadLetter(
    { id: event, position, deal }: FeedEvent,
    attempts: number,
    reason: string,
    replay: string | undefined,
  ): Promise<void> {
    const letter = { type: 'DeliveryDeadLettered', event, position, deal, reason, attempts } as const;
    const told = { ...letter, ...(replay !== undefined && { replay }) };
    await this.parts.streams.change(this.webhook.id, (webhook) =>
      webhook?.status === 'deleted' ? [] : [told],
    );
  }

  private async replayAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const next = this.webhook.replays.find(({ ended }) => ended === undefined);
      if (next === undefined) {
        await this.changed.heard(signal);
      } else {
        await this.replay(next, signal);
      }
    }
  }

  private async replay({ replay, from, to, whatever }: Replay, signal: AbortSignal): Promise<void> {
    const filter = (): Webhook['filter'] => (whatever ? {} : this.webhook.filter);
    const kept = this.replays.get(replay);
    const pass = new DeliveryPass(
      this.work(filter, replay),
      kept && !(kept instanceof DeliveryPass) ? kept : startAfter(from - 1),
      { to },
    );
    this.replays.set(replay, pass);
    await pass.run(signal);
    const { delivered, deadLettered } = pass.progress;
    const ended = { type: 'ReplayEnded', replay, delivered, deadLettered } as const;
    const changed = await this.parts.streams.change<never>(this.webhook.id, () => [ended]);
    this.replays.delete(replay);
    if ('webhook' in changed) {
      this.webhook = changed.webhook;
    }
  }

  /** Progress is recorded a while after there is some, not with each delivery. */
  private async keepProgress(signal: AbortSignal): Promise<void> {
    const { keepEveryMs } = this.parts.settings;
    while (!signal.aborted) {
      await new Bell().heard(signal, keepEveryMs);
      const hasPassed = this.live.progress.upTo - this.recordedUpTo >= RECORD_EVERY_POSITIONS;
      if (!signal.aborted && (this.hasAdvanced || hasPassed)) {
        await this.lease.keep(() => this.told());
      }
    }
  }

  /** What is done is recorded as far as it can be, and the next node need not wait. */
  private async letGo(): Promise<void> {
    if (this.lease.isHeld) {
      await this.lease.keep(() => this.told(), { letGo: true }).catch(() => {});
    }
  }

  private told(): Omit<DeliveryProgress, 'node' | 'leaseMs'> {
    const live = this.live.progress;
    this.hasAdvanced = false;
    this.recordedUpTo = live.upTo;
    const replays = [...this.replays].map(([id, pass]) => [
      id,
      pass instanceof DeliveryPass ? pass.progress : pass,
    ]);
    return {
      live,
      replays: Object.fromEntries(replays) as DeliveryProgress['replays'],
      attempts: this.attempts.take(),
    };
  }
}
