import type { Rule } from '../problem.js';
import { DAMAGE, json, problems } from './operation.js';
import { component } from './schema.js';

const webhookInPath = {
  name: 'webhook',
  in: 'path',
  required: true,
  description: 'Id of the webhook.',
  schema: { type: 'string' },
};

interface WebhookOperation {
  readonly summary: string;
  readonly description?: string;
  /** Schema of the body; undefined: it takes none. */
  readonly body?: { readonly schema: string; readonly required?: boolean; readonly example?: object };
  readonly status?: number;
  readonly answer?: string;
  readonly rules?: readonly Rule[];
  /** Whether it is about one webhook, and reads only. */
  readonly about: 'all' | 'one';
  readonly reads?: boolean;
}

const BODY_RULES: readonly Rule[] = [
  'malformed-webhook',
  'malformed-json',
  'body-too-large',
  'unsupported-media-type',
];

function operation(given: WebhookOperation): object {
  const { summary, description, body, status = 200, answer, rules = [], about, reads = false } = given;
  const said = answer === undefined ? { description: 'It is done.' } : json('It is so.', component(answer));
  const refusals: Rule[] = [
    'malformed-question',
    ...(about === 'one' ? (['webhook-not-found'] as const) : []),
    ...(body === undefined ? [] : BODY_RULES),
    ...(reads ? [] : (['foreign-origin', 'malformed-request'] as const)),
    ...rules,
    ...DAMAGE,
  ];
  return {
    tags: ['Webhooks'],
    summary,
    ...(description !== undefined && { description }),
    parameters: about === 'one' ? [webhookInPath] : [],
    ...(body !== undefined && {
      requestBody: {
        required: body.required ?? true,
        content: {
          'application/json': {
            schema: component(body.schema),
            ...(body.example !== undefined && { example: body.example }),
          },
        },
      },
    }),
    responses: { [status]: said, ...problems(...refusals) },
  };
}

const one = { about: 'one' } as const;

export const webhookPaths = {
  '/webhooks': {
    get: operation({ summary: 'All webhooks', answer: 'Webhooks', about: 'all', reads: true }),
    post: operation({
      summary: 'Create a webhook',
      description:
        'Every event that passes the filter is sent by POST as a structured CloudEvent, signed by Standard Webhooks 1.0, each deal’s events in order, at least once. The answer holds the secret, which is not shown again.',
      body: {
        schema: 'NewWebhook',
        example: { url: 'https://receiver.example.com/knownwhen', filter: { deal: ['amazon-openai'] } },
      },
      status: 201,
      answer: 'CreatedWebhook',
      rules: ['forbidden-receiver', 'too-many-webhooks'],
      about: 'all',
    }),
  },
  '/webhooks/{webhook}': {
    get: operation({
      ...one,
      summary: 'A webhook, and where its deliveries stand',
      answer: 'Webhook',
      reads: true,
    }),
    patch: operation({
      ...one,
      summary: 'Change where a webhook leads, what it is sent, or what it is called',
      description: 'What was delivered stays delivered; with another address, what waits is tried at once.',
      body: { schema: 'ChangedWebhook' },
      answer: 'Webhook',
      rules: ['forbidden-receiver'],
    }),
    delete: operation({ ...one, summary: 'Delete a webhook', status: 204 }),
  },
  '/webhooks/{webhook}/pause': {
    post: operation({
      ...one,
      summary: 'Send it nothing until it is resumed; events wait',
      answer: 'Webhook',
    }),
  },
  '/webhooks/{webhook}/resume': {
    post: operation({ ...one, summary: 'Go on after a pause, or after 410 disabled it', answer: 'Webhook' }),
  },
  '/webhooks/{webhook}/secret': {
    post: operation({
      ...one,
      summary: 'Rotate the secret',
      description: 'New and old sign together until `oldUntil`, so that the receiver can change over.',
      body: { schema: 'SecretRotation', required: false, example: { overlapSeconds: 86_400 } },
      answer: 'RotatedSecret',
    }),
  },
  '/webhooks/{webhook}/test': {
    post: operation({
      ...one,
      summary: 'Send a test message now, and tell what came of it',
      description:
        'A CloudEvent of type knownwhen.WebhookTested, which is no event of the record; it is tried once.',
      answer: 'WebhookTest',
    }),
  },
  '/webhooks/{webhook}/replays': {
    post: operation({
      ...one,
      summary: 'Send events again',
      description:
        'The same messages with the same webhook-id, marked by the header webhook-replay; beside what is new.',
      body: { schema: 'ReplayRequest', example: { since: '2026-01-05T00:00:00Z' } },
      status: 202,
      answer: 'Replay',
      rules: ['nothing-to-replay', 'too-many-replays', 'event-not-recorded'],
    }),
  },
  '/webhooks/{webhook}/deliveries': {
    get: operation({ ...one, summary: 'What was tried last', answer: 'Deliveries', reads: true }),
  },
  '/webhooks/{webhook}/dead-letters': {
    get: operation({ ...one, summary: 'What was given up, and why', answer: 'DeadLetters', reads: true }),
  },
};

const headerOfMessage = (name: string, description: string, required = true): object => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});

/** What the service sends to receivers. */
export const pushedEvents = {
  event: {
    post: {
      tags: ['Webhooks'],
      summary: 'An event, or a test',
      description:
        'Answer 2xx once it is safe with you. Anything else is tried again on a schedule; Retry-After is obeyed, 410 ends it, redirects are not followed.',
      parameters: [
        headerOfMessage('webhook-id', 'Id of the event: the same however often it comes.'),
        headerOfMessage('webhook-timestamp', 'Seconds since 1970, of this attempt.'),
        headerOfMessage('webhook-signature', 'Signatures parted by spaces, each "v1," and base64.'),
        headerOfMessage('webhook-replay', 'Only where somebody asked for it again: the replay.', false),
      ],
      requestBody: {
        required: true,
        content: { 'application/cloudevents+json': { schema: component('CloudEvent') } },
      },
      responses: {
        '2XX': { description: 'The receiver has it.' },
        410: { description: 'The receiver is gone for good; the webhook is disabled.' },
        default: { description: 'It is tried again.' },
      },
    },
  },
};
