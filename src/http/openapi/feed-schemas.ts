import type { JsonSchema } from '../../deal/shape.js';
import { cloudEventType } from '../../feed/cloud-event.js';
import { EVENT_TYPES } from '../../feed/read-feed-question.js';
import { component, count, exactly, instant, listOf, textual, word } from './schema.js';

/** The envelope of every event; `data` is as its `dataschema` says. */
export const cloudEventSchema: JsonSchema = exactly('a CloudEvent 1.0.2 in structured mode', {
  specversion: { const: '1.0' },
  id: { type: 'string', format: 'uuid', description: 'of the event, the same wherever it is told' },
  source: {
    type: 'string',
    format: 'uri',
    description: 'stands for the record; source and id tell events apart',
  },
  type: word(EVENT_TYPES.map(cloudEventType), 'what is claimed'),
  subject: textual('slug of the deal'),
  time: instant('when it became so: the last instant that the report can mean, never after its recording'),
  datacontenttype: { const: 'application/json' },
  dataschema: { type: 'string', format: 'uri', description: 'JSON Schema of data' },
  recordedtime: instant('when the record took it; never goes back from one event to the next'),
  sequence: {
    type: 'string',
    pattern: '^[0-9]{16}$',
    description: 'position in the record, padded so that it compares as text; dense, from 0',
  },
  correlationid: textual('reportId: events of one report have the same'),
  data: { type: 'object', description: 'as its dataschema says' },
});

/** The envelope as a JSON Schema of its own. */
export function cloudEventDocument(base: string): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${base}/schemas/cloudevent.json`,
    title: 'Event of Knownwhen',
    ...cloudEventSchema,
  };
}

export const feedSchemas: Record<string, JsonSchema> = {
  CloudEvent: cloudEventSchema,
  Successors: exactly('events that took a report back', {
    events: listOf(component('CloudEvent'), 'in the order of the record'),
  }),
  EventAsKept: exactly('an event as it is told now, and as the record keeps it', {
    event: component('CloudEvent'),
    stored: exactly('as kept', {
      stream: textual('the stream of its deal'),
      revision: count("in the deal's stream"),
      position: count('in the whole record'),
      id: { type: 'string', format: 'uuid', description: 'of the event' },
      type: textual('as the record names it'),
      recordedAt: instant('when the store appended it'),
      data: textual('canonical JSON (RFC 8785), byte for byte as it was appended, in the version of then'),
      leafHash: textual('RFC 6962 leaf hash of the event, in base64, as it is kept beside it'),
    }),
  }),
  FeedPage: exactly('events in order, and how far the record was read for them', {
    events: listOf(component('CloudEvent'), 'in the order of the record; may be none'),
    last: count('what to go on `after`, also where no event passed the filters', -1),
  }),
};
