import { PERIODS } from '../../deal/period-ends.js';
import { GROUPINGS } from '../../deal/status-spells.js';
import { STATUSES } from '../../deal/status.js';
import { EXPORT_NAMES } from '../../exports/export-file.js';
import { MOST_DATES, PANEL_PARAMETERS } from '../../queries/read-panel.js';
import {
  COUNTS_PARAMETERS,
  DURATIONS_PARAMETERS,
  TRANSITIONS_PARAMETERS,
} from '../../queries/read-statistics.js';
import { VINTAGES_PARAMETERS } from '../../queries/read-vintages.js';
import { FORMATS, MEDIA_TYPES } from '../../tables/formats.js';
import { FORMAT_WORDS, VIEWS } from '../chosen-format.js';
import { DAMAGE, problems, question } from './operation.js';
import { queryParameters, someOf, type Parameter } from './parameters.js';
import { component } from './schema.js';

const panelParameters: Readonly<Record<string, Parameter>> = {
  dates: {
    description: `Dates parted by commas, at most ${MOST_DATES}; each is asked about as it was known on it, up to its last millisecond in \`zone\`. Instants are taken too.`,
    schema: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: MOST_DATES },
    style: 'form',
    explode: false,
    example: ['2022-04-30', '2022-12-31'],
  },
  every: {
    description:
      'Instead of dates: the last day of every such period that ends from `from` to `to`. Weeks end on Sunday.',
    schema: { type: 'string', enum: PERIODS },
  },
  from: { description: 'With `every`: the first day.', schema: { type: 'string' } },
  to: { description: 'With `every`: the last day.', schema: { type: 'string' } },
  field: {
    description:
      'Of vintages: only these fields, parted by commas: title, status, episode, officially_confirmed, disputed, or terms. and the name of a facet, such as terms.amount.',
    schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
    style: 'form',
    explode: false,
  },
  view: {
    description:
      'dates: one row for each deal and date. vintages: every value that a field ever had, with when it was so, known and recorded; it takes neither dates nor every, and `field` instead.',
    schema: { type: 'string', enum: VIEWS, default: 'dates' },
  },
  format: {
    description: 'How it is written; else by Accept. `vintages` stands for view=vintages, written by Accept.',
    schema: { type: 'string', enum: FORMAT_WORDS },
  },
};

const names = [...new Set([...PANEL_PARAMETERS, ...VINTAGES_PARAMETERS, 'view', 'format'])];

const rowsContent = Object.fromEntries(
  FORMATS.map((format) => [
    MEDIA_TYPES[format].split(';')[0]!,
    {
      schema:
        format === 'json'
          ? component('Panel')
          : { type: 'string', description: 'columns: /schemas/exports.json' },
    },
  ]),
);

const panel = {
  get: {
    tags: ['Analysing'],
    summary: 'All deals on many dates, each date knowing only what was known on it',
    description:
      'Streamed, in the order of the dates and then of the deals, at one basis. The columns are those of the table `panel` (of vintages: `history`) in /schemas/exports.json. A reply that ends early was cut off: ask again.',
    parameters: queryParameters(names, panelParameters),
    responses: {
      200: {
        description: 'The rows.',
        headers: {
          'Knownwhen-Basis': {
            description: 'The position at which all of it was asked.',
            schema: { type: 'integer' },
          },
          'Cache-Control': {
            description: 'immutable when the basis was given.',
            schema: { type: 'string' },
          },
        },
        content: rowsContent,
      },
      ...problems(
        'malformed-question',
        'basis-not-reached',
        'not-acceptable',
        'not-projected-yet',
        ...DAMAGE,
      ),
    },
  },
};

const fileHeaders = {
  ETag: { description: 'Strong; the hash of its bytes.', schema: { type: 'string' } },
  'Accept-Ranges': { description: 'bytes', schema: { type: 'string' } },
  'Repr-Digest': { description: 'SHA-256 of the whole file (RFC 9530).', schema: { type: 'string' } },
};
const fileContent = Object.fromEntries(
  (['parquet', 'csv', 'ndjson'] as const).map((format) => [
    MEDIA_TYPES[format].split(';')[0]!,
    { schema: { type: 'string', format: 'binary' } },
  ]),
);

const exports = {
  get: {
    tags: ['Analysing'],
    summary: 'The record up to a position, as a file that never changes',
    description:
      'The same basis gives the same bytes for ever, with ranges, HEAD and without a content coding, so that DuckDB, pandas and Polars read it over HTTP. The first one who asks waits until it is written. The columns are in /schemas/exports.json.',
    parameters: [
      {
        name: 'basis',
        in: 'path',
        required: true,
        description: 'The newest position that it holds.',
        schema: { type: 'integer', minimum: 0 },
      },
      {
        name: 'file',
        in: 'path',
        required: true,
        description:
          'Events: every event. History: every value that a field ever had, for the desk and the public.',
        schema: { type: 'string', enum: EXPORT_NAMES },
      },
      {
        name: 'Range',
        in: 'header',
        description: 'One range of bytes.',
        schema: { type: 'string' },
        example: 'bytes=0-1023',
      },
      {
        name: 'If-None-Match',
        in: 'header',
        description: 'The ETag of a file that the caller holds.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: { description: 'The file.', headers: fileHeaders, content: fileContent },
      206: { description: 'The range of it.', headers: fileHeaders, content: fileContent },
      304: { description: 'The caller holds this very file.' },
      ...problems(
        'malformed-question',
        'basis-not-reached',
        'range-not-satisfiable',
        'not-projected-yet',
        ...DAMAGE,
      ),
    },
  },
};

const by: Parameter = {
  description:
    'Tells deals apart by who told first of the status that is counted from: its source, or the kind of it.',
  schema: { type: 'string', enum: GROUPINGS },
};

/** What analysts ask: many deals, many instants. */
export const analystPaths = {
  '/panel': panel,
  '/exports/{basis}/{file}': exports,
  '/stats/statuses': question(
    'How many deals stood in each status, as known then',
    COUNTS_PARAMETERS,
    { schema: 'StatusCounts' },
    [],
  ),
  '/stats/transitions': question(
    'How often, and how fast, deals went from one status to another, as known then',
    TRANSITIONS_PARAMETERS,
    { schema: 'Transitions', own: { by } },
    [],
  ),
  '/stats/durations': question(
    'How long deals stayed without reaching a status, as known then; open cases censored (Kaplan-Meier)',
    DURATIONS_PARAMETERS,
    {
      schema: 'Durations',
      own: {
        by,
        fromStatus: {
          description: 'Counts from the first time that a deal had this status in an episode.',
          schema: { type: 'string', enum: STATUSES, default: 'rumored' },
        },
        toStatus: {
          description:
            'Until it first reached any of these afterwards; parted by commas. Default: confirmed.',
          ...someOf(STATUSES),
        },
      },
    },
    [],
  ),
};
