import type { JsonSchema } from '../../deal/shape.js';
import {
  EVENT_TYPES,
  EVENTS_UNLESS_TOLD,
  MOST_EVENTS,
  MOST_WAIT_SECONDS,
  PAGE_PARAMETERS,
} from '../../feed/read-feed-question.js';
import { DAMAGE, problems } from './operation.js';
import { queryParameters, someOf, type Parameter } from './parameters.js';
import { component } from './schema.js';

const feedParameters: Readonly<Record<string, Parameter>> = {
  after: {
    description: 'Only events behind this position, as `last` told; -1 or none: from the first.',
    schema: { type: 'integer', minimum: -1 },
  },
  from: {
    description:
      'Instead of after: from the first event that was recorded at this instant or later; RFC 3339, or a date in `zone`.',
    schema: { type: 'string' },
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

export const feedPaths = { '/events': page };
