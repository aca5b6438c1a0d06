import type { JsonSchema } from '../../deal/shape.js';
import {
  EVENT_TYPES,
  EVENTS_UNLESS_TOLD,
  MOST_EVENTS,
  MOST_WAIT_SECONDS,
  PAGE_PARAMETERS,
  STREAM_PARAMETERS,
} from '../../feed/read-feed-question.js';
import { DAMAGE, json, problems } from './operation.js';
import { queryParameters, someOf, type Parameter } from './parameters.js';
import { component } from './schema.js';

/** The parameters of the feed, by name. */
export const feedParameters: Readonly<Record<string, Parameter>> = {
  after: {
    description: 'Only events behind this position, as `last` told; -1 or none: from the first.',
    schema: { type: 'integer', minimum: -1 },
  },
  from: {
    description:
      'Instead of after: from the first event that was recorded at this instant or later; RFC 3339, or a date in `zone`.',
    schema: { type: 'string' },
  },
  zone: {
    description: 'IANA time zone in which a date in `from` is read.',
    schema: { type: 'string', default: 'UTC' },
  },
  type: {
    description:
      'Only events of these types, parted by commas or repeated; with or without "knownwhen." in front.',
    ...someOf(EVENT_TYPES),
  },
  deal: {
    description: 'Only events of these deals, parted by commas or repeated.',
    schema: { type: 'array', items: { type: 'string' } },
    style: 'form',
    explode: false,
  },
  party: {
    description:
      'Only events of deals with one of these parties, by name or alias, in any case of letters; repeated for several. A deal counts from the report that first names the party.',
    schema: { type: 'array', items: { type: 'string', maxLength: 300 } },
    style: 'form',
    explode: true,
  },
  last_event_id: {
    description: 'As Last-Event-ID, for clients that cannot send headers.',
    schema: { type: 'integer', minimum: 0 },
  },
  limit: {
    description: 'Most events on a page; lines are given to the newest event unless told.',
    schema: { type: 'integer', minimum: 1, maximum: MOST_EVENTS, default: EVENTS_UNLESS_TOLD },
  },
  wait: {
    description: 'Where there is no event, wait this many seconds for one (long poll).',
    schema: { type: 'integer', minimum: 0, maximum: MOST_WAIT_SECONDS, default: 0 },
  },
};

const lines: JsonSchema = { type: 'string', description: 'lines of CloudEvent' };

const page = {
  get: {
    tags: ['Following'],
    summary: 'Events of the record in order, behind a position',
    description:
      'Keep `last` once what came with it is dealt with, and go on after it: nothing is missed, and nothing comes twice but what was dealt with and not kept. As lines without a limit, every event to the newest is streamed.',
    parameters: queryParameters(PAGE_PARAMETERS, feedParameters),
    responses: {
      200: {
        description: 'The events.',
        headers: {
          Link: { description: 'Where the feed goes on, as rel="next".', schema: { type: 'string' } },
          'Knownwhen-Last': { description: '`last`, in every form.', schema: { type: 'integer' } },
        },
        content: {
          'application/json': { schema: component('FeedPage') },
          'application/x-ndjson': { schema: lines },
          'application/cloudevents-batch+json': {
            schema: { type: 'array', items: component('CloudEvent') },
          },
        },
      },
      ...problems('malformed-question', 'basis-not-reached', 'not-acceptable', ...DAMAGE),
    },
  },
};

const stream = {
  get: {
    tags: ['Following'],
    summary: 'Events as server-sent events: first what is recorded, then what comes, as it comes',
    description:
      'The id of each is its position, padded, and its data one CloudEvent on one line; the event field is not used, so that clients get all as messages. A client that comes back with Last-Event-ID misses nothing. One that takes nothing for 30 s is cut, and comes back so. Comments every 15 s show that the stream is there.',
    parameters: [
      ...queryParameters(STREAM_PARAMETERS, feedParameters),
      {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'The id of the last event that the client got; comes before everything in the address.',
        schema: { type: 'string', pattern: '^[0-9]{1,16}$' },
      },
    ],
    responses: {
      200: {
        description: 'The stream.',
        content: { 'text/event-stream': { schema: { type: 'string', description: 'data: CloudEvent' } } },
      },
      ...problems(
        'malformed-question',
        'malformed-request',
        'basis-not-reached',
        'too-many-streams',
        ...DAMAGE,
      ),
    },
  },
};

const idInPath = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Id of the event.',
  schema: { type: 'string', format: 'uuid' },
};

const event = {
  get: {
    tags: ['Following'],
    summary: 'One event, as it is told now and as the record keeps it',
    parameters: [idInPath],
    responses: {
      200: {
        description: 'The event.',
        content: {
          'application/json': { schema: component('EventAsKept') },
          'application/cloudevents+json': { schema: component('CloudEvent') },
        },
      },
      ...problems('malformed-question', 'event-not-recorded', ...DAMAGE),
    },
  },
};

const successors = {
  get: {
    tags: ['Following'],
    summary: 'The events that corrected or retracted the report of an event',
    parameters: [idInPath],
    responses: {
      200: json('The events, in order; none while the report stands.', component('Successors')),
      ...problems('malformed-question', 'event-not-recorded', ...DAMAGE),
    },
  },
};

export const feedPaths = {
  '/events/{id}': event,
  '/events/{id}/successors': successors,
  '/events': page,
  '/events/stream': stream,
};
