import type { JsonSchema } from '../../deal/shape.js';
import { cloudEventType } from '../../feed/cloud-event.js';
import { EVENT_TYPES } from '../../feed/read-feed-question.js';
import { component, count, exactly, instant, listOf, textual, word } from './schema.js';

/** The envelope of every event; `data` is as its `dataschema` says. */
const cloudEventSchema: JsonSchema = exactly('a CloudEvent 1.0.2 in structured mode', {
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

export const feedSchemas: Record<string, JsonSchema> = {
  CloudEvent: cloudEventSchema,
  FeedPage: exactly('events in order, and how far the record was read for them', {
    events: listOf(component('CloudEvent'), 'in the order of the record; may be none'),
    last: count('what to go on `after`, also where no event passed the filters', -1),
  }),
};
