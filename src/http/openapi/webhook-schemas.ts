import type { JsonSchema } from '../../deal/shape.js';
import { changedWebhook, newWebhook, replayRequest, rotation } from '../../feed/webhooks/webhook-input.js';
import { component, count, eventId, exactly, instant, listOf, orNull, textual, word } from './schema.js';

const texts = (description: string): JsonSchema => listOf({ type: 'string' }, description);
const position = (description: string): JsonSchema => count(description, -1);

const pass = {
  delivered: count('events that the receiver took'),
  deadLettered: count('events that were given up after the last attempt'),
};

const replay = exactly('events that are sent again', {
  replay: { type: 'string', format: 'uuid', description: 'what the header webhook-replay says' },
  from: count('first position'),
  to: count('last position'),
  requestedAt: instant('when it was asked for'),
  endedAt: orNull(instant('when all of it was settled; null while it goes on')),
  ...pass,
});

const waiting = exactly('a deal of which an event was not taken; those behind it wait', {
  deal: textual('slug of the deal'),
  event: eventId,
  position: count('of that event'),
  attempts: count('how often it was tried'),
  reason: textual('what the last attempt came to'),
  since: instant('since when it is its turn'),
  nextAt: instant('when it is tried next'),
});

const progress = exactly('where its deliveries stand', {
  upTo: position(
    'all events up to here that pass the filter are settled, but for those of the deals that wait',
  ),
  head: position("of the record's newest event"),
  lag: count('positions from upTo to head'),
  ...pass,
  waiting: listOf(waiting, 'deals that wait for their next attempt, as recorded last'),
  node: orNull(textual('the node that delivered last')),
  recordedAt: orNull(instant('when progress was recorded last')),
  trouble: orNull(textual('why the node that was asked cannot deliver now')),
});

const webhook = {
  id: { type: 'string', format: 'uuid', description: 'names it in addresses' },
  url: textual('where events are sent'),
  filter: exactly(
    'which events are sent; empty: all',
    {},
    {
      type: texts('only these types'),
      deal: texts('only these deals'),
      party: texts('only deals with one of these parties'),
    },
  ),
  description: orNull(textual('what it is for')),
  status: word(
    ['active', 'paused', 'disabled'],
    'active: events are sent; paused by a caller, disabled when the receiver answered 410: they wait',
  ),
  reason: orNull(textual('why it is disabled')),
  createdAt: instant('when it was created'),
  secrets: listOf(
    exactly('a secret that signs', {
      since: instant('from when'),
      until: orNull(instant('to when; null: until it is rotated')),
    }),
    'which secrets sign now, the newest first; they themselves are never shown again',
  ),
  progress,
  deadLetters: count('events that were given up; at most the newest 1,000 are kept at hand'),
  replays: listOf(replay, 'what was asked to be sent again'),
};

const secret = textual('whsec_ and base64, as Standard Webhooks 1.0 has it; it is shown this once');

const attempt = exactly('one attempt at one event', {
  at: instant('when it was made'),
  event: eventId,
  position: count('of the event'),
  deal: textual('slug of its deal'),
  attempt: count('which attempt at this event it was', 1),
  outcome: word(['delivered', 'failed'], 'delivered: the receiver answered 2xx'),
  status: orNull(count('HTTP status of the answer', 100)),
  reason: orNull(textual('why it was no success')),
  durationMs: count('how long it took, in milliseconds'),
  replay: orNull(textual('the replay that it was part of')),
});

const deadLetter = exactly('an event that was given up', {
  at: instant('when it was given up'),
  event: eventId,
  position: count('of the event; what a replay takes'),
  deal: textual('slug of its deal'),
  reason: textual('what the last attempt came to'),
  attempts: count('how often it was tried', 1),
  replay: orNull(textual('the replay in which it was given up')),
  redeliveredBy: orNull(textual('the last replay that delivered it')),
});

export const webhookSchemas: Readonly<Record<string, JsonSchema>> = {
  NewWebhook: newWebhook.schema,
  ChangedWebhook: changedWebhook.schema,
  SecretRotation: rotation.schema,
  ReplayRequest: replayRequest.schema,
  Webhook: exactly('a webhook', webhook),
  CreatedWebhook: exactly('a webhook that was just created', { ...webhook, secret }),
  Webhooks: exactly('all webhooks', { webhooks: listOf(component('Webhook'), 'the oldest first') }),
  RotatedSecret: exactly('a new secret', {
    secret,
    oldUntil: orNull(instant('until then the secret before it signs too')),
  }),
  WebhookTest: exactly('what came of a test', {
    event: { type: 'string', format: 'uuid', description: 'webhook-id of the message' },
    delivered: { type: 'boolean', description: 'whether the receiver answered 2xx' },
    status: orNull(count('HTTP status of the answer', 100)),
    reason: orNull(textual('why it was no success')),
    durationMs: count('how long it took, in milliseconds'),
  }),
  Replay: replay,
  Deliveries: exactly('what was tried last', {
    attempts: listOf(attempt, 'the newest first: failures, and successes as far as there is room'),
  }),
  DeadLetters: exactly('what was given up', { deadLetters: listOf(deadLetter, 'the newest first') }),
};
