import { canonicalJson, type Json } from '../../deal/canonical-json.js';
import type { FeedFilter } from '../feed-filter.js';

/*
 * What is recorded of a webhook, in the stream `webhook-<id>`: its definition, and what must be told of its deliveries one by
 * one. Names and shapes are a storage format. Instants are RFC 3339 in UTC with milliseconds, positions those of the record.
 */

export interface WebhookCreated {
  readonly type: 'WebhookCreated';
  readonly url: string;
  readonly filter: FeedFilter;
  readonly description?: string;
  /** It is sent the events behind this position; -1: all. */
  readonly after: number;
  /** `whsec_` and the base64 of 32 random bytes. */
  readonly secret: string;
}

/** Absent: as before. */
export interface WebhookChanged {
  readonly type: 'WebhookChanged';
  readonly url?: string;
  readonly filter?: FeedFilter;
  readonly description?: string;
}

export interface WebhookPaused {
  readonly type: 'WebhookPaused';
}

/** After a pause, or after it was disabled. */
export interface WebhookResumed {
  readonly type: 'WebhookResumed';
}

export interface WebhookSecretRotated {
  readonly type: 'WebhookSecretRotated';
  readonly secret: string;
  /** Until then, the secret before this one signs too. */
  readonly oldUntil: string;
}

/** The receiver said that it is gone for good. */
export interface WebhookDisabled {
  readonly type: 'WebhookDisabled';
  readonly reason: string;
}

export interface WebhookDeleted {
  readonly type: 'WebhookDeleted';
}

/** An event that was not delivered after the last attempt. */
export interface DeliveryDeadLettered {
  readonly type: 'DeliveryDeadLettered';
  readonly event: string;
  readonly position: number;
  readonly deal: string;
  readonly reason: string;
  readonly attempts: number;
  /** The replay in which it was tried; absent: when it was its turn. */
  readonly replay?: string;
}

/** Events are to be sent again. */
export interface ReplayRequested {
  readonly type: 'ReplayRequested';
  readonly replay: string;
  /** First and last position. */
  readonly from: number;
  readonly to: number;
  /** Whether the filter does not count: the caller named the event. */
  readonly whatever: boolean;
}

export interface ReplayEnded {
  readonly type: 'ReplayEnded';
  readonly replay: string;
  readonly delivered: number;
  readonly deadLettered: number;
}

export type WebhookEvent =
  | WebhookCreated
  | WebhookChanged
  | WebhookPaused
  | WebhookResumed
  | WebhookSecretRotated
  | WebhookDisabled
  | WebhookDeleted
  | DeliveryDeadLettered
  | ReplayRequested
  | ReplayEnded;

/** Streams beside the deals that hold webhooks begin so. */
export const WEBHOOK_STREAMS = 'webhook-';

export function webhookStream(id: string): string {
  return WEBHOOK_STREAMS + id;
}

/** As the store takes it. */
export function encodeWebhookEvent(
  id: string,
  { type, ...data }: WebhookEvent,
): { id: string; type: string; data: string } {
  return { id, type, data: canonicalJson(data as unknown as Json) };
}

export function decodeWebhookEvent({ type, data }: { type: string; data: string }): WebhookEvent {
  return { ...(JSON.parse(data) as object), type } as WebhookEvent;
}
