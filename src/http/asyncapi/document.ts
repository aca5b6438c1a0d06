import type { JsonSchema } from '../../deal/shape.js';
import { cloudEventType } from '../../feed/cloud-event.js';
import { EVENT_TYPES, PAGE_PARAMETERS, STREAM_PARAMETERS } from '../../feed/read-feed-question.js';
import { about } from '../openapi/about.js';
import { feedParameters } from '../openapi/feed-paths.js';
import { cloudEventSchema } from '../openapi/feed-schemas.js';
import { EVENTS, eventSchema } from './event-schemas.js';

const messageRefs = (channel: string) =>
  EVENT_TYPES.map((type) => ({ $ref: `#/channels/${channel}/messages/${type}` }));

/** What the service sends, as AsyncAPI 3. `base` is the address at which it is reached. */
export function asyncApiDocument(base: string): object {
  const { protocol, host, pathname } = new URL(base);
  return {
    asyncapi: '3.0.0',
    id: 'urn:knownwhen',
    info: {
      title: 'Knownwhen',
      version: about.version,
      description:
        'Every event of the record, in order, from wherever a reader left off, as CloudEvents 1.0.2. Delivery is at least once, in order for each deal; source and id tell events apart. What a reader keeps is the position up to which it has dealt with events.',
      license: { name: about.license },
    },
    defaultContentType: 'application/cloudevents+json',
    servers: {
      service: {
        host,
        protocol: protocol.replace(':', ''),
        ...(pathname !== '/' && { pathname }),
      },
    },
    channels: {
      stream: {
        address: '/events/stream',
        title: 'Server-sent events',
        description:
          'First what is recorded, then what comes, as it comes. The id of each message is its position, padded; its data is one CloudEvent on one line. Come back with Last-Event-ID.',
        messages: messagesOfChannel(),
      },
      pages: {
        address: '/events',
        title: 'Pages and lines',
        description:
          'As JSON ({"events": [...], "last": position}), as application/x-ndjson (one CloudEvent on each line), or, when asked for, as application/cloudevents-batch+json.',
        messages: messagesOfChannel(),
      },
      webhooks: {
        address: null,
        title: 'Webhooks',
        description:
          'One CloudEvent a request, to the addresses that /webhooks holds, signed by Standard Webhooks 1.0. Each deal in order; what is not accepted with a 2xx is sent again. A test sends an event of the type knownwhen.WebhookTested, which is not of the record.',
        messages: Object.fromEntries(EVENT_TYPES.map((type) => [type, signedMessageOf(type)])),
      },
    },
    operations: {
      tellAsItComes: {
        action: 'send',
        channel: { $ref: '#/channels/stream' },
        summary: 'Tells of every event behind a position, for ever.',
        bindings: { http: { method: 'GET', query: queryOf(STREAM_PARAMETERS), bindingVersion: '0.3.0' } },
        messages: messageRefs('stream'),
      },
      giveInPages: {
        action: 'send',
        channel: { $ref: '#/channels/pages' },
        summary: 'Gives the events behind a position.',
        bindings: { http: { method: 'GET', query: queryOf(PAGE_PARAMETERS), bindingVersion: '0.3.0' } },
        messages: messageRefs('pages'),
      },
      deliver: {
        action: 'send',
        channel: { $ref: '#/channels/webhooks' },
        summary: 'Delivers each event to the webhooks that want it.',
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
        messages: messageRefs('webhooks'),
      },
    },
    components: { messages: Object.fromEntries(EVENT_TYPES.map((type) => [type, messageOf(type, base)])) },
  };
}

function messagesOfChannel(): object {
  return Object.fromEntries(EVENT_TYPES.map((type) => [type, { $ref: `#/components/messages/${type}` }]));
}

function messageOf(type: (typeof EVENT_TYPES)[number], base: string): object {
  // Schemas of AsyncAPI are of draft 07; what these hold is the same in both.
  const { $schema: _, $id: __, ...data } = eventSchema(type, base);
  const { properties, ...envelope } = cloudEventSchema as JsonSchema & { properties: object };
  return {
    name: cloudEventType(type),
    title: type,
    summary: EVENTS[type].says,
    contentType: 'application/cloudevents+json',
    correlationId: {
      description: 'the report that the event belongs to',
      location: '$message.payload#/correlationid',
    },
    payload: { ...envelope, properties: { ...properties, type: { const: cloudEventType(type) }, data } },
  };
}

/** The message of a type as it is delivered to a webhook. */
function signedMessageOf(type: (typeof EVENT_TYPES)[number]): object {
  return {
    name: cloudEventType(type),
    title: type,
    contentType: 'application/cloudevents+json',
    payload: { $ref: `#/components/messages/${type}/payload` },
    bindings: { http: { headers: deliveryHeaders, bindingVersion: '0.3.0' } },
  };
}

/** The headers of a delivery, by Standard Webhooks 1.0. */
const deliveryHeaders: JsonSchema = {
  type: 'object',
  properties: {
    'webhook-id': {
      type: 'string',
      format: 'uuid',
      description: 'id of the event, the same each time it is sent',
    },
    'webhook-timestamp': {
      type: 'string',
      pattern: '^[0-9]+$',
      description: 'when this was sent, in seconds since 1970',
    },
    'webhook-signature': {
      type: 'string',
      description: 'v1,... of each secret that counts, parted by spaces',
    },
    'webhook-replay': { type: 'string', description: 'the replay that this is part of; absent otherwise' },
  },
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
};

/** The parameters of an address as the schema of an object. */
function queryOf(names: readonly string[]): JsonSchema {
  const members = names.map((name) => {
    const { schema, description } = feedParameters[name]!;
    return [name, { ...schema, description }] as const;
  });
  return { type: 'object', properties: Object.fromEntries(members), additionalProperties: false };
}
