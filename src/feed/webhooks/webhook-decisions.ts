import type { Instant } from '../../deal/instant.js';
import { formatInstant, instantOf } from '../../deal/instant.js';
import type { FeedFilter } from '../feed-filter.js';
import type { WebhookEvent } from './webhook-events.js';
import type { Webhook } from './webhook.js';

/** Why nothing was recorded; `pointer` leads to the field, where one is to blame. */
export interface WebhookRefusal {
  readonly rule:
    | 'webhook-not-found'
    | 'forbidden-receiver'
    | 'too-many-webhooks'
    | 'too-many-replays'
    | 'nothing-to-replay';
  readonly detail: string;
  readonly pointer?: string;
}

/** What became of a command: the webhook as it is now, or why nothing was recorded. */
export type WebhookOutcome = { readonly webhook: Webhook } | { readonly refusal: WebhookRefusal };

export type WebhookDecision = readonly WebhookEvent[] | { readonly refusal: WebhookRefusal };

/** Which events to send again; `whatever`: even if the filter does not let them pass. */
export interface ReplayRange {
  readonly replay: string;
  readonly from: number;
  readonly to: number;
  readonly whatever: boolean;
}

export interface WebhookChange {
  readonly url?: string;
  readonly filter?: FeedFilter;
  readonly description?: string;
}

const MOST_OPEN_REPLAYS = 10;

/** Decides on a webhook that is there and not deleted; refuses otherwise. */
export function onWebhook(
  decide: (webhook: Webhook) => WebhookDecision,
): (webhook: Webhook | undefined) => WebhookDecision {
  return (webhook) =>
    webhook === undefined || webhook.status === 'deleted'
      ? { refusal: { rule: 'webhook-not-found', detail: 'there is no such webhook' } }
      : decide(webhook);
}

/** Says only what is other than before. */
export function changeWebhook(webhook: Webhook, change: WebhookChange): WebhookDecision {
  const differs = (name: keyof WebhookChange): boolean =>
    change[name] !== undefined && JSON.stringify(change[name]) !== JSON.stringify(webhook[name]);
  const told = {
    ...(differs('url') && { url: change.url! }),
    ...(differs('filter') && { filter: change.filter! }),
    ...(differs('description') && { description: change.description! }),
  };
  return Object.keys(told).length === 0 ? [] : [{ type: 'WebhookChanged', ...told }];
}

export function pauseWebhook({ status }: Webhook): WebhookDecision {
  return status === 'active' ? [{ type: 'WebhookPaused' }] : [];
}

export function resumeWebhook({ status }: Webhook): WebhookDecision {
  return status === 'active' ? [] : [{ type: 'WebhookResumed' }];
}

/** The secret before the new one signs too for as long as it takes the receiver to change over. */
export function rotateSecret(secret: string, now: Instant, overlapMs: number): WebhookDecision {
  return [{ type: 'WebhookSecretRotated', secret, oldUntil: formatInstant(instantOf(now + overlapMs)) }];
}

export function requestReplay({ replays }: Webhook, range: ReplayRange, head: number): WebhookDecision {
  if (range.from > range.to || range.from < 0 || range.to > head) {
    const detail =
      head < 0
        ? 'the record is empty'
        : `there are no such events: positions go from 0 to ${head}, and the first must not be behind the last`;
    return { refusal: { rule: 'nothing-to-replay', detail } };
  }
  if (replays.filter(({ ended }) => ended === undefined).length >= MOST_OPEN_REPLAYS) {
    const detail = `${MOST_OPEN_REPLAYS} replays of this webhook have not ended yet`;
    return { refusal: { rule: 'too-many-replays', detail } };
  }
  return [{ type: 'ReplayRequested', ...range }];
}
