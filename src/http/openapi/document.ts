import { schemaName } from '../../feed/cloud-event.js';
import { EVENT_TYPES } from '../../feed/read-feed-question.js';
import { CHANGES_PARAMETERS } from '../../queries/read-deal-changes.js';
import { DIFF_PARAMETERS } from '../../queries/read-deal-diff.js';
import { HISTORY_PARAMETERS } from '../../queries/read-deal-history.js';
import { TIMELINE_PARAMETERS } from '../../queries/read-deal-timeline.js';
import { LIST_PARAMETERS } from '../../queries/read-deals-as-known.js';
import { COMMON_PARAMETERS } from '../../queries/read-parameters.js';
import { RULES, type Rule } from '../problem.js';
import { about } from './about.js';
import { analystPaths } from './analyst-paths.js';
import { analystSchemas } from './analyst-schemas.js';
import { answerExample, lineResultExample, receiptExample } from './answer-examples.js';
import { answerSchemas } from './answer-schemas.js';
import { DAMAGE, dealInPath, json, plain, problems, question } from './operation.js';
import { feedPaths } from './feed-paths.js';
import { feedSchemas } from './feed-schemas.js';
import { recordSchemas } from './record-schemas.js';
import { reportExample } from './report-example.js';
import { component } from './schema.js';
import { pushedEvents, webhookPaths } from './webhook-paths.js';
import { webhookSchemas } from './webhook-schemas.js';

const WRITES: readonly Rule[] = ['foreign-origin', ...DAMAGE, 'clock-behind'];
const REPORT_RULES: readonly Rule[] = [
  'malformed-json',
  'malformed-report',
  'malformed-request',
  'malformed-question',
  'report-id-taken',
  'revision-moved',
  'report-too-large',
  'body-too-large',
  'unsupported-media-type',
  'not-yet-so',
  'title-required',
  'confirmed-needs-named-source',
  'same-as-itself',
  'step-back',
  'unknown-report',
  'already-removed',
  'retraction-of-retraction',
];

const nextPage = {
  description: 'The next page, as rel="next"; absent on the last.',
  schema: { type: 'string' },
};

const asking = {
  '/deals/{deal}': question('The deal as known then', COMMON_PARAMETERS, {
    schema: 'Answer',
    example: answerExample,
  }),
  '/deals/{deal}/headline': question(
    'The deal as known then, in one sentence; its times are said by the clocks of zone',
    COMMON_PARAMETERS,
    { schema: 'Headline' },
  ),
  '/deals/{deal}/timeline': question(
    'Every claim known then, in order of effect, and what took it back',
    TIMELINE_PARAMETERS,
    { schema: 'Timeline' },
  ),
  '/deals/{deal}/diff': question(
    'What an audience learned between two instants, and what that changed',
    DIFF_PARAMETERS,
    { schema: 'Diff' },
  ),
  '/deals/{deal}/history': question(
    'Every value that a field of the answer ever had, and for which instants it is the answer',
    HISTORY_PARAMETERS,
    { schema: 'History' },
  ),
  '/changes': question(
    'The deals about which an audience learned something between two instants, and what that changed',
    CHANGES_PARAMETERS,
    { schema: 'ChangesPage', headers: { Link: nextPage } },
    ['bad-cursor'],
  ),
  '/deals': question(
    'All deals as known then',
    LIST_PARAMETERS,
    {
      schema: 'DealsPage',
      headers: { Link: nextPage },
    },
    ['bad-cursor'],
  ),
};

const receiptHeaders = {
  Location: { description: 'The deal.', schema: { type: 'string' } },
  ETag: { description: '"r<revision>", for If-Match.', schema: { type: 'string' } },
};

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Stands for the reportId where the report has none, such as "amazon-openai/info".',
  schema: { type: 'string' },
};

const recording = {
  '/deals/{deal}/reports': {
    post: {
      tags: ['Recording'],
      summary: 'Record one report',
      description:
        'The report is decided by the rules and appended whole, one event for each claim, or refused. The reply comes once it is on disk and the answers of this node know of it.',
      parameters: [
        dealInPath,
        idempotencyKey,
        {
          name: 'If-Match',
          in: 'header',
          description:
            'Records only while the deal is at this revision, such as "r41"; "r-1": only as its first report.',
          schema: { type: 'string', pattern: '^"r(-1|[0-9]+)"$' },
        },
      ],
      requestBody: {
        required: true,
        description: 'At most 2 MiB. `deal` may be left out.',
        content: { 'application/json': { schema: component('Report'), example: reportExample } },
      },
      responses: {
        201: { ...json('Recorded.', component('Receipt'), receiptExample), headers: receiptHeaders },
        200: {
          ...json('The same report was recorded before; nothing changed.', component('Receipt')),
          headers: receiptHeaders,
        },
        ...problems(...REPORT_RULES, ...WRITES),
      },
    },
  },
  '/deals/{deal}/reports/preview': {
    post: {
      tags: ['Recording'],
      summary: 'What recording a report would change',
      description:
        'The report is decided by the same rules as if it were recorded now, and nothing is recorded: the claims it would append, and the answers of the desk and of the public without and with it. Recording with If-Match on its revision holds to what was shown.',
      parameters: [dealInPath, idempotencyKey],
      requestBody: {
        required: true,
        description: 'At most 2 MiB. `deal` may be left out.',
        content: { 'application/json': { schema: component('Report'), example: reportExample } },
      },
      responses: {
        200: json('What it would do.', component('Preview')),
        ...problems(...REPORT_RULES.filter((rule) => rule !== 'revision-moved'), 'foreign-origin', ...DAMAGE),
      },
    },
  },
  '/reports': {
    post: {
      tags: ['Recording'],
      summary: 'Record many reports',
      description:
        'Newline-delimited JSON, one report on each line, streamed both ways: read the results while sending. Each line gets one line of result, in order; a line that is refused does not stop the rest. Empty lines are passed over. Send an upload again when in doubt: reports with a reportId are recorded once.',
      requestBody: {
        required: true,
        description: 'Of any length; at most 2 MiB a line. `application/jsonl` is taken too.',
        content: {
          'application/x-ndjson': {
            schema: { type: 'string', description: 'lines of Report' },
            example: `${JSON.stringify(reportExample)}\n`,
          },
        },
      },
      responses: {
        200: {
          description: 'One line for each line of the upload, each a LineResult.',
          content: {
            'application/x-ndjson': {
              schema: { type: 'string', description: 'lines of LineResult' },
              example: `${JSON.stringify(lineResultExample)}\n`,
            },
          },
        },
        ...problems(
          'malformed-request',
          'malformed-question',
          'unsupported-media-type',
          'foreign-origin',
          'shutting-down',
        ),
      },
    },
  },
};

const operating = {
  '/health/live': plain('Operating', 'Whether the process answers', json('It does.', component('Health'))),
  '/health/ready': plain(
    'Operating',
    'Whether the record and the read models can be relied on',
    json('They can.', component('Health')),
    'not-ready',
    'shutting-down',
  ),
  '/metrics': plain('Operating', 'Metrics for Prometheus', {
    description: 'In the text format.',
    content: { 'text/plain': { schema: { type: 'string' } } },
  }),
  '/read-models': plain(
    'Operating',
    'Where the read models stand, and how far a rebuild has come',
    json('Their standing.', component('ReadModels')),
  ),
  '/read-models/rebuild': {
    post: {
      tags: ['Operating'],
      summary: 'Make all read models anew from the record, while the old ones answer',
      responses: {
        202: json('It has begun; GET /read-models shows how far it has come.', component('ReadModels')),
        ...problems(
          'rebuild-under-way',
          'malformed-request',
          'malformed-question',
          'foreign-origin',
          'shutting-down',
        ),
      },
    },
  },
};

const jsonSchema = {
  description: 'JSON Schema 2020-12.',
  content: { 'application/schema+json': { schema: { type: 'object' } } },
};

const describing = {
  '/openapi.json': plain('Describing', 'This document', json('OpenAPI 3.1.', { type: 'object' })),
  '/schemas/report.json': plain('Describing', 'The report format', jsonSchema),
  '/asyncapi.json': plain(
    'Describing',
    'What the service sends, as an AsyncAPI document',
    json('AsyncAPI 3.', { type: 'object' }),
  ),
  '/events/types': plain('Describing', 'All types of events, as a page', {
    description: 'Made of the schemas of the events.',
    content: { 'text/html': { schema: { type: 'string' } } },
  }),
  '/schemas/{file}': {
    get: {
      tags: ['Describing'],
      summary:
        'The schema of the data of one type of event, to which dataschema points, or of the events around it',
      parameters: [
        {
          name: 'file',
          in: 'path',
          required: true,
          description: 'Type and version, or cloudevent.json.',
          schema: { type: 'string', enum: ['cloudevent.json', ...EVENT_TYPES.map(schemaName)] },
          example: 'TalksReported.v1.json',
        },
      ],
      responses: { 200: jsonSchema, ...problems('not-found') },
    },
  },
  '/schemas/exports.json': plain(
    'Describing',
    'The columns of panels and exports',
    json('Their tables and kinds of columns.', { type: 'object' }),
  ),
  '/problems': plain(
    'Describing',
    'Every rule that a problem can name',
    json('The rules.', { type: 'array', items: component('RuleExplained') }),
  ),
  '/problems/{rule}': {
    get: {
      tags: ['Describing'],
      summary: 'What a problem type means',
      parameters: [
        {
          name: 'rule',
          in: 'path',
          required: true,
          description: 'The last part of the type.',
          schema: { type: 'string', enum: Object.keys(RULES) },
          example: 'step-back',
        },
      ],
      responses: {
        200: json('The rule.', component('RuleExplained')),
        ...problems('not-found'),
      },
    },
  },
};

/** What the service takes and gives, as OpenAPI 3.1. */
export const openApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Knownwhen',
    version: about.version,
    summary: 'What was known about this deal, by whom, at that moment?',
    description:
      'A record of what was reported about business deals, and when: nothing in it is ever changed, so any past state of knowledge can be asked for.',
    license: { name: about.license, identifier: about.license },
  },
  servers: [{ url: '/' }],
  tags: [
    { name: 'Asking', description: 'What was known then.' },
    { name: 'Analysing', description: 'Many deals and many instants at once: panels, files, statistics.' },
    { name: 'Following', description: 'Every change in order, from where a reader left off.' },
    { name: 'Webhooks', description: 'Having events sent: Standard Webhooks 1.0.' },
    { name: 'Recording', description: 'Handing in reports.' },
    { name: 'Operating', description: 'For whoever runs the service.' },
    { name: 'Describing', description: 'For whoever builds on it.' },
  ],
  paths: {
    ...asking,
    ...analystPaths,
    ...feedPaths,
    ...webhookPaths,
    ...recording,
    ...operating,
    ...describing,
  },
  webhooks: pushedEvents,
  components: {
    schemas: { ...recordSchemas, ...answerSchemas, ...analystSchemas, ...feedSchemas, ...webhookSchemas },
  },
};
