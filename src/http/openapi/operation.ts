import { slug } from '../../deal/report.js';
import type { JsonSchema } from '../../deal/shape.js';
import { RULES, type Rule } from '../problem.js';
import { queryParameters, type Parameter } from './parameters.js';
import { component } from './schema.js';

export const dealInPath = {
  name: 'deal',
  in: 'path',
  required: true,
  description: 'Slug of the deal.',
  schema: slug.schema,
  example: 'amazon-openai',
};

/** What keeps any answer from being given. */
export const DAMAGE: readonly Rule[] = [
  'record-unavailable',
  'record-damaged',
  'read-model-damaged',
  'shutting-down',
];
/** Problem responses of an operation: one for each status, naming the rules behind it. */
export function problems(...rules: readonly Rule[]): object {
  const byStatus = Map.groupBy(['foreign-host', ...rules] as const, (rule) => RULES[rule].status);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: same.map((rule) => `\`${rule}\`: ${RULES[rule].title}.`).join(' '),
        content: { 'application/problem+json': { schema: component('Problem') } },
      },
    ]),
  );
}

export function json(description: string, schema: JsonSchema, example?: unknown): object {
  return {
    description,
    content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
  };
}

const tag = {
  description: 'Hash of the answer; weak where the clock filled in an instant.',
  schema: { type: 'string' },
};
const caching = {
  description:
    'immutable when the basis and every instant were given; else to be checked with If-None-Match.',
  schema: { type: 'string' },
};

export function question(
  summary: string,
  names: readonly string[],
  answer: {
    readonly schema: string;
    readonly example?: unknown;
    readonly headers?: object;
    /** Parameters that mean something of their own here. */
    readonly own?: Readonly<Record<string, Parameter>>;
  },
  rules: readonly Rule[] = ['deal-not-recorded'],
): object {
  const ofDeal = rules.includes('deal-not-recorded');
  return {
    get: {
      tags: ['Asking'],
      summary,
      parameters: [
        ...(ofDeal ? [dealInPath] : []),
        ...queryParameters(names, answer.own),
        {
          name: 'If-None-Match',
          in: 'header',
          description: 'The ETag of an answer that the caller holds.',
          schema: { type: 'string' },
        },
      ],
      responses: {
        200: {
          ...json('The answer.', component(answer.schema), answer.example),
          headers: { ETag: tag, 'Cache-Control': caching, ...answer.headers },
        },
        304: { description: 'The caller holds this very answer.' },
        ...problems('malformed-question', 'basis-not-reached', 'not-projected-yet', ...rules, ...DAMAGE),
      },
    },
  };
}

export function plain(tags: string, summary: string, response: object, ...rules: readonly Rule[]): object {
  return { get: { tags: [tags], summary, responses: { 200: response, ...problems(...rules) } } };
}
