import { reportSchema } from '../../deal/report.js';
import type { JsonSchema } from '../../deal/shape.js';
import { RULES } from '../problem.js';
import { count, exactly, instant, listOf, orNull, textual, word, yesOrNo } from './schema.js';

/** The report format by itself, under the name that stored data refers to. */
export const reportDocument: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:knownwhen:schema:report:1',
  title: 'Knownwhen report',
  ...reportSchema,
};

const receipt = {
  deal: textual('slug of the deal'),
  reportId: textual('id of the report; made for it when it came without one'),
  events: listOf({ type: 'string', format: 'uuid' }, 'ids of its events, in order: one for each claim'),
  revision: count("of its last event in the deal's stream"),
  position: count('of its last event in the record; what minPosition and basis take'),
  recordedAt: instant('when the store appended it'),
};

const problem = {
  type: {
    type: 'string',
    format: 'uri-reference',
    enum: Object.keys(RULES).map((rule) => `/problems/${rule}`),
    description: 'the rule; follow it for an explanation',
  },
  title: textual('the rule in words'),
  status: count('HTTP status', 400),
  detail: textual('what is wrong this time'),
};

const errors = listOf(
  {
    type: 'object',
    properties: {
      pointer: textual('RFC 6901 pointer into the body'),
      parameter: textual('name of a parameter'),
      header: textual('name of a header'),
      detail: textual('what is wrong there'),
    },
    required: ['detail'],
    oneOf: [{ required: ['pointer'] }, { required: ['parameter'] }, { required: ['header'] }],
    additionalProperties: false,
  },
  'each place that is wrong',
);
const reasons = listOf({ type: 'string' }, 'what is wrong with the service, each in a sentence');

const lineNumber = count('number of the line in the upload, from 1; empty lines count', 1);

export const recordSchemas: Record<string, JsonSchema> = {
  Report: reportSchema,
  Receipt: exactly('the report stands in the record', {
    ...receipt,
    projected: yesOrNo('answers of this node know of it already'),
  }),
  Problem: exactly('RFC 9457 problem details', problem, { errors, reasons }),
  LineResult: {
    description: 'what became of one line',
    oneOf: [
      exactly('the report stands in the record', {
        line: lineNumber,
        status: { enum: [200, 201], description: '201 appended now, 200 recorded before' },
        ...receipt,
      }),
      exactly('it was not recorded', { line: lineNumber, ...problem }, { errors }),
    ],
  },
  ReadModels: exactly('where the read models stand', {
    head: count('position of the newest event of the record', -1),
    generation: count('of the files in use'),
    positions: {
      type: 'object',
      additionalProperties: { type: 'integer', minimum: -1 },
      description: 'position of the last event that each read model took in',
    },
    rebuild: orNull(
      exactly('the rebuild that runs now', {
        position: count('how far it has come', -1),
        head: count('how far it has to go', -1),
      }),
    ),
    lastFailure: orNull(textual('why the last rebuild failed')),
  }),
  RuleExplained: exactly('what a problem type means', {
    type: textual('as it stands in problems'),
    status: count('HTTP status', 400),
    title: textual('the rule in words'),
    explanation: textual('what it means, and what to do'),
  }),
  Health: exactly('health', { status: word(['live', 'ready'], 'how the service is') }),
};
