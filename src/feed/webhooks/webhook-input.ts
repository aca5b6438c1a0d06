import { parseInstant, type Instant } from '../../deal/instant.js';
import { slug } from '../../deal/report.js';
import {
  fault,
  integer,
  list,
  oneOf,
  record,
  text,
  type Fault,
  type Read,
  type Shape,
} from '../../deal/shape.js';
import type { FeedFilter } from '../feed-filter.js';
import { EVENT_TYPES } from '../read-feed-question.js';

const MOST_VALUES = 100;
const MOST_POSITION = Number.MAX_SAFE_INTEGER;

const url = text({
  description:
    'where events are sent: an https address on the Internet without user, password or fragment; other addresses only as far as the operator allows their hosts',
  max: 2_000,
  example: 'https://receiver.example.com/knownwhen',
});
const description = text({ description: 'what it is for, as the caller likes', max: 500 });

const filter = record(
  {},
  {
    type: list(oneOf(EVENT_TYPES, 'a type of event'), { max: MOST_VALUES, description: 'only these types' }),
    deal: list(slug, { max: MOST_VALUES, description: 'only these deals' }),
    party: list(text({ description: 'name or alias of a party', max: 300 }), {
      max: MOST_VALUES,
      description: 'only deals with one of these parties',
    }),
  },
  'which events are sent, as in GET /events: those that pass every filter that is there, each by one of its values; all, unless told',
);

const from: Shape<Instant> = {
  schema: {
    type: 'string',
    format: 'date-time',
    description: 'RFC 3339 instant: events recorded then or later',
  },
  read(value, pointer, reading) {
    const parsed = typeof value === 'string' ? parseInstant(value) : undefined;
    if (parsed?.ok) {
      return parsed.value;
    }
    return fault(reading, pointer, parsed?.detail ?? 'must be an RFC 3339 instant');
  },
};

export const newWebhook = record(
  { url },
  {
    filter,
    description,
    after: integer(-1, MOST_POSITION, 'only events behind this position; -1: all; unless told, from now on'),
    from,
  },
  'a webhook to be created',
);

export const changedWebhook = record(
  {},
  { url, filter, description },
  'what is to change; an empty filter lets all pass',
);

export const rotation = record(
  {},
  {
    overlapSeconds: integer(0, 7 * 24 * 3600, 'for how long the old secret signs too; a day unless told'),
  },
  'how the secret is rotated',
);

const eventId = text({ description: 'id of an event, a UUID', max: 36, pattern: /^[0-9a-fA-F-]{36}$/ });
const position = integer(0, MOST_POSITION, 'position of an event in the record');

export const replayRequest = record(
  {},
  { event: eventId, position, from: position, to: position, since: from },
  'one event by its id (`event`) or its `position`, whatever the filter; or those that pass the filter `from` a position (`to` one), or `since` an instant',
);

/** Reads a body by its shape; pointers lead into the body. */
export function readBody<T>(
  shape: Shape<T>,
  body: unknown,
): { readonly value: T } | { readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const value = shape.read(body, '', { zone: 'UTC', faults });
  return faults.length > 0 ? { faults } : { value };
}

export function feedFilter({ type, deal, party }: Read<typeof filter>): FeedFilter {
  return {
    ...(type !== undefined && { types: type }),
    ...(deal !== undefined && { deals: deal }),
    ...(party !== undefined && { parties: party }),
  };
}
