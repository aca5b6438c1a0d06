import type { FeedFilter } from '../feed-filter.js';
import type { DeliveryDeadLettered, ReplayRequested, WebhookEvent } from './webhook-events.js';

/** `active`: events are sent; `paused` by a caller, `disabled` by the receiver: they wait. */
export type WebhookStatus = 'active' | 'paused' | 'disabled' | 'deleted';

export interface Secret {
  readonly secret: string;
  readonly since: number;
  /** Signs until then; undefined: until it is rotated. Milliseconds since 1970. */
  readonly until?: number;
}

export interface DeadLetter extends Omit<DeliveryDeadLettered, 'type'> {
  readonly at: number;
  /** The last replay that delivered it. */
  readonly redeliveredBy?: string;
}

export interface Replay extends Omit<ReplayRequested, 'type'> {
  readonly requestedAt: number;
  /** Undefined while it goes on. */
  readonly ended?: { readonly at: number; readonly delivered: number; readonly deadLettered: number };
}

const MOST_DEAD_LETTERS = 1_000;
const MOST_ENDED_REPLAYS = 100;

/** A webhook as its events tell it. Times are milliseconds since 1970. */
export interface Webhook {
  readonly id: string;
  /** Of its newest event. */
  readonly revision: number;
  readonly url: string;
  readonly filter: FeedFilter;
  readonly description: string | undefined;
  readonly status: WebhookStatus;
  /** Why it is disabled. */
  readonly reason: string | undefined;
  readonly createdAt: number;
  readonly after: number;
  /** The newest first. */
  readonly secrets: readonly Secret[];
  /** The oldest first; no more than the newest 1,000. */
  readonly deadLetters: readonly DeadLetter[];
  /** The oldest first; of those that ended, no more than the newest 100. */
  readonly replays: readonly Replay[];
}

/** An event of a webhook's stream, with when it was recorded. */
export interface Told {
  readonly event: WebhookEvent;
  readonly revision: number;
  readonly recordedAt: number;
}

/** Undefined where the stream does not begin with its creation: there is no such webhook. */
export function foldWebhook(id: string, told: readonly Told[], before?: Webhook): Webhook | undefined {
  return told.reduce<Webhook | undefined>((webhook, each) => {
    const next = webhook === undefined ? created(id, each) : applied(webhook, each);
    return next && { ...next, revision: each.revision };
  }, before);
}

function created(id: string, { event, revision, recordedAt }: Told): Webhook | undefined {
  if (event.type !== 'WebhookCreated') {
    return undefined;
  }
  const { url, filter, description, after, secret } = event;
  return {
    id,
    revision,
    url,
    filter,
    description,
    status: 'active',
    reason: undefined,
    createdAt: recordedAt,
    after,
    secrets: [{ secret, since: recordedAt }],
    deadLetters: [],
    replays: [],
  };
}

function applied(webhook: Webhook, { event, recordedAt: at }: Told): Webhook {
  switch (event.type) {
    case 'WebhookCreated':
      return webhook;
    case 'WebhookChanged':
      return {
        ...webhook,
        url: event.url ?? webhook.url,
        filter: event.filter ?? webhook.filter,
        description: event.description ?? webhook.description,
      };
    case 'WebhookPaused':
      return { ...webhook, status: 'paused' };
    case 'WebhookResumed':
      return { ...webhook, status: 'active', reason: undefined };
    case 'WebhookDisabled':
      return { ...webhook, status: 'disabled', reason: event.reason };
    case 'WebhookDeleted':
      return { ...webhook, status: 'deleted' };
    case 'WebhookSecretRotated': {
      const [last, ...older] = webhook.secrets;
      const old = { ...last!, until: Date.parse(event.oldUntil) };
      return { ...webhook, secrets: [{ secret: event.secret, since: at }, old, ...older] };
    }
    case 'DeliveryDeadLettered':
      return { ...webhook, deadLetters: withDeadLetter(webhook.deadLetters, event, at) };
    case 'ReplayRequested': {
      const { type: _, ...replay } = event;
      const over = webhook.replays.filter((each) => each.ended !== undefined).slice(-MOST_ENDED_REPLAYS);
      const open = webhook.replays.filter((each) => each.ended === undefined);
      return { ...webhook, replays: [...over, ...open, { ...replay, requestedAt: at }] };
    }
    case 'ReplayEnded':
      return ended(webhook, event, at);
  }
}

/** The same event may be told twice when the process ended in between. */
function withDeadLetter(
  letters: readonly DeadLetter[],
  { type: _, ...letter }: DeliveryDeadLettered,
  at: number,
): readonly DeadLetter[] {
  const others = letters.filter(({ position }) => position !== letter.position);
  return [...others, { ...letter, at }].slice(-MOST_DEAD_LETTERS);
}

function ended(
  webhook: Webhook,
  { replay: id, delivered, deadLettered }: Extract<WebhookEvent, { type: 'ReplayEnded' }>,
  at: number,
): Webhook {
  const replay = webhook.replays.find((each) => each.replay === id);
  return {
    ...webhook,
    replays: webhook.replays.map((each) =>
      each === replay ? { ...each, ended: { at, delivered, deadLettered } } : each,
    ),
    deadLetters: webhook.deadLetters.map((letter) => {
      const covered = replay && letter.position >= replay.from && letter.position <= replay.to;
      return covered && letter.replay !== id ? { ...letter, redeliveredBy: id } : letter;
    }),
  };
}
