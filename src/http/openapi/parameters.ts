import { CURRENCIES } from '../../deal/currency.js';
import { SORTS } from '../../deal/deal-row.js';
import { HISTORY_FIELDS } from '../../deal/history.js';
import { AUDIENCES, CERTAINTIES } from '../../deal/question.js';
import { SOURCE_KINDS } from '../../deal/report.js';
import type { JsonSchema } from '../../deal/shape.js';
import { STATUSES } from '../../deal/status.js';
import { DEALS_UNLESS_TOLD, MOST_DEALS } from '../../queries/read-deals-as-known.js';

/** A parameter as OpenAPI describes it. */
export interface Parameter {
  readonly description: string;
  readonly schema: JsonSchema;
  readonly required?: boolean;
  readonly style?: string;
  readonly explode?: boolean;
  readonly example?: unknown;
}

const time: JsonSchema = { type: 'string' };
const position: JsonSchema = { type: 'integer', minimum: 0 };

export function someOf(words: readonly string[]): Pick<Parameter, 'schema' | 'style' | 'explode'> {
  return {
    schema: { type: 'array', items: { type: 'string', enum: words }, minItems: 1 },
    style: 'form',
    explode: false,
  };
}

/** Every parameter of every question, by name. */
const PARAMETERS: Readonly<Record<string, Parameter>> = {
  audience: {
    description: 'Whose knowledge: everything recorded (desk), or only what was published (public).',
    schema: { type: 'string', enum: AUDIENCES, default: 'desk' },
  },
  knownAt: {
    description:
      'What was known at this instant: RFC 3339, or a date (2022-04-03, 2022-04, 2022), of which the last millisecond in `zone` is meant. Default: now.',
    schema: time,
    example: '2022-04-03',
  },
  effectiveAt: {
    description: 'Of what was so in the world at this instant; same forms. Default: knownAt.',
    schema: time,
  },
  certainty: {
    description: 'Whether a thing counts from the last instant that its time can mean, or from the first.',
    schema: { type: 'string', enum: CERTAINTIES, default: 'certain' },
  },
  basis: {
    description:
      'The record as it stood at this position. The same question at the same basis has the same answer for ever. Default: the newest.',
    schema: { type: 'integer', minimum: -1 },
  },
  zone: {
    description: 'IANA time zone in which dates among the parameters are read.',
    schema: { type: 'string', default: 'UTC' },
    example: 'America/New_York',
  },
  sourceKind: {
    description: 'Only claims from these kinds of sources, parted by commas.',
    ...someOf(SOURCE_KINDS),
  },
  minPosition: {
    description:
      'Waits up to 5 s until the answer can know of this position, as a write returned it; then 503 with Retry-After.',
    schema: position,
  },
  lateBy: {
    description:
      'Only claims that reached the audience more than this long after they took effect: an ISO 8601 duration in weeks, days, hours, minutes, seconds.',
    schema: { type: 'string' },
    example: 'P1D',
  },
  from: {
    description:
      'What was learned since this instant; same forms as knownAt. Needed, but where fromBasis is given; then it is to unless told.',
    schema: time,
    example: '2022-04-03',
  },
  to: { description: 'Up to this instant. Default: now.', schema: time, example: '2022-04-06' },
  status: {
    description: 'Only deals of these statuses, parted by commas; none stands for a deal without a status.',
    ...someOf([...STATUSES, 'none']),
  },
  party: {
    description: 'Only deals with this party: its name or an alias, in any case of letters.',
    schema: { type: 'string', maxLength: 300 },
  },
  q: {
    description: 'Only deals whose slug, title or parties hold all of these words.',
    schema: { type: 'string', maxLength: 300 },
  },
  currency: {
    description: 'Only deals with a headline amount in this currency.',
    schema: { type: 'string', enum: CURRENCIES },
  },
  amountMin: {
    description:
      'Only deals with a headline amount of at least this (of a range, its upper end); with currency.',
    schema: { type: 'string' },
    example: '1000000000',
  },
  amountMax: {
    description:
      'Only deals with a headline amount of at most this (of a range, its upper end); with currency.',
    schema: { type: 'string' },
  },
  episode: {
    description:
      'Only deals in this episode: 1, and one more for each time that they came back from collapse.',
    schema: { type: 'integer', minimum: 1 },
  },
  disputed: {
    description: 'Only deals whose status somebody disputes, or only the others.',
    schema: { type: 'boolean' },
  },
  field: {
    description: 'The field of the answer whose history is asked for.',
    schema: { type: 'string', enum: HISTORY_FIELDS },
    required: true,
    example: 'status',
  },
  fromBasis: {
    description:
      'Compares with what the record as it stood at this position says; the deal must have been in it.',
    schema: position,
  },
  toBasis: { description: 'Another name of basis.', schema: position },
  sort: {
    description: 'The order; since and amount put the newest and the largest first.',
    schema: { type: 'string', enum: SORTS, default: 'deal' },
  },
  limit: {
    description: 'Most deals on a page.',
    schema: { type: 'integer', minimum: 1, maximum: MOST_DEALS, default: DEALS_UNLESS_TOLD },
  },
  cursor: {
    description: 'From the Link header of the page before; it pins the basis and both instants.',
    schema: { type: 'string', maxLength: 300 },
  },
};

/** The parameters of a question; `own` describes those that are of this question alone, or mean something else in it. */
export function queryParameters(
  names: readonly string[],
  own: Readonly<Record<string, Parameter>> = {},
): readonly object[] {
  return names.map((name) => ({ name, in: 'query', ...(own[name] ?? PARAMETERS[name])! }));
}
