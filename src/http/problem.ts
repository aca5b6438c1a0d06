import type { ReportRefused } from '../commands/record-report.js';
import type { WebhookRefusal } from '../feed/webhooks/webhook-decisions.js';
import type { Fault } from '../deal/shape.js';

interface RuleOfProblem {
  readonly status: number;
  readonly title: string;
  /** For a person who follows the `type` of a problem. */
  readonly explanation: string;
}

const rulesOfReports = {
  'malformed-report': {
    status: 400,
    title: 'The report is not of the report format',
    explanation:
      'A field is unknown, missing, of the wrong type or without a meaning. Each error points at one; /schemas/report.json describes the format.',
  },
  'report-id-taken': {
    status: 409,
    title: 'The reportId stands for another report',
    explanation:
      'The deal has a report of this id with other content. The record is never changed: send the change under a new reportId, as a correction.',
  },
  'revision-moved': {
    status: 412,
    title: 'The deal has moved on',
    explanation:
      'If-Match named a revision that is not the newest one of the deal. Ask for the deal as it is now and decide again.',
  },
  'report-too-large': {
    status: 413,
    title: 'The report is too large to be kept',
    explanation: 'The events of one report take at most 512 KiB together. Split it, or link to the document.',
  },
  'not-yet-so': {
    status: 422,
    title: 'The report tells of something that has not come yet',
    explanation:
      'publishedAt, effectiveAt and receivedAt tell what has happened. What is planned is a term, such as expectedClosing.',
  },
  'title-required': {
    status: 422,
    title: 'The first report of a deal needs a title',
    explanation: 'Nothing is recorded about this deal yet. If the slug is right, add a title.',
  },
  'confirmed-needs-named-source': {
    status: 422,
    title: 'An anonymous source cannot confirm a deal',
    explanation:
      'A deal is confirmed by a binding agreement that somebody announced. Record talks, or name the official source.',
  },
  'same-as-itself': {
    status: 422,
    title: 'A deal is not recorded twice under one slug',
    explanation: 'The relation same_as names the other slug under which the same deal is recorded.',
  },
  'step-back': {
    status: 422,
    title: 'Deals do not step back in this way',
    explanation:
      'A deal that is confirmed is not merely rumored again. The earlier report was wrong (correct or retract it), or the deal has collapsed first.',
  },
  'unknown-report': {
    status: 422,
    title: 'The deal has no such earlier report',
    explanation:
      'A correction, a retraction, or a statement about a report names an earlier report of the same deal.',
  },
  'already-removed': {
    status: 422,
    title: 'The report was taken back already',
    explanation: 'A correction or retraction must change what somebody knows; this one would change nothing.',
  },
  'retraction-of-retraction': {
    status: 422,
    title: 'A retraction is not retracted',
    explanation:
      'A removal by the source is final. Record the story again, under a new reportId. (A clerical retraction, of our own typing error, is possible.)',
  },
} as const satisfies Record<ReportRefused['rule'], RuleOfProblem>;

const rulesOfWebhooks = {
  'webhook-not-found': {
    status: 404,
    title: 'There is no such webhook',
    explanation: 'It was never created, or it was deleted. GET /webhooks lists those that there are.',
  },
  'too-many-webhooks': {
    status: 409,
    title: 'There are too many webhooks',
    explanation: 'Every webhook follows the record by itself. Delete one that is not needed any more.',
  },
  'too-many-replays': {
    status: 409,
    title: 'Too many replays of this webhook go on',
    explanation: 'They are sent one after the other. GET /webhooks/{webhook} shows how far they are.',
  },
  'forbidden-receiver': {
    status: 422,
    title: 'Events are not sent to this address',
    explanation:
      'Receivers are https addresses on the Internet. The operator of the service can allow hosts of an internal network.',
  },
  'nothing-to-replay': {
    status: 422,
    title: 'There are no such events to send again',
    explanation: 'A replay names positions that the record has.',
  },
} as const satisfies Record<WebhookRefusal['rule'], RuleOfProblem>;

const rulesOfRequests = {
  'malformed-webhook': {
    status: 400,
    title: 'The body does not make a request about a webhook',
    explanation:
      'A field is unknown, missing, of the wrong type or without a meaning. Each error points at one; /docs describes them.',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    explanation:
      'Bodies are JSON in UTF-8. Refused are also what JSON readers disagree about: keys given twice, numbers that would be rounded, nesting without end.',
  },
  'malformed-question': {
    status: 400,
    title: 'The parameters do not make a question',
    explanation:
      'A parameter is unknown, given twice, missing, or not of its form. Each error names one; /docs describes them.',
  },
  'malformed-request': {
    status: 400,
    title: 'The request is malformed',
    explanation: 'The request does not follow HTTP, or a header of it cannot be used as it stands.',
  },
  'basis-not-reached': {
    status: 400,
    title: 'The record does not go as far as the basis',
    explanation: 'A basis is the position of an event that is recorded. Only then is its answer for ever.',
  },
  'bad-cursor': {
    status: 400,
    title: 'The cursor belongs to another list',
    explanation:
      'A cursor continues the list that it came from, with the same filters and order. Follow the link with rel="next" as it stands.',
  },
  'foreign-origin': {
    status: 403,
    title: 'Pages of other origins may not write',
    explanation:
      'The service does not know its callers yet, so it takes no writes that a page from elsewhere makes a browser send.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this address',
    explanation: '/docs lists the addresses of the service.',
  },
  'deal-not-recorded': {
    status: 404,
    title: 'The record holds no such deal',
    explanation:
      'No report about the deal is recorded up to the basis. (A deal that is recorded, but was not known then, is an answer: known is false.)',
  },
  'event-not-recorded': {
    status: 404,
    title: 'The record holds no such event',
    explanation: 'Ids of events are those that the feed, timelines and receipts give.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The address does not take this method',
    explanation: 'The Allow header lists the methods that it takes.',
  },
  'not-acceptable': {
    status: 406,
    title: 'This is not given as any of the types asked for',
    explanation: 'The Accept header names the types that a caller takes. Leave it out, or say format=.',
  },
  'rebuild-under-way': {
    status: 409,
    title: 'A rebuild is under way',
    explanation: 'The read models are being made anew already; GET /read-models shows how far it has come.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    explanation: 'One report, and one line of an upload, takes at most 2 MiB.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is of a type that is not taken here',
    explanation:
      'One report, or a request about a webhook, is application/json; many reports are application/x-ndjson (or application/jsonl), one on each line. All are UTF-8 without content coding.',
  },
  'range-not-satisfiable': {
    status: 416,
    title: 'The file has no such bytes',
    explanation:
      'The Range header asks for bytes after the end of the file; Content-Range says how long it is.',
  },
  'foreign-host': {
    status: 421,
    title: 'The service answers to names of this machine only',
    explanation:
      'The Host header must be localhost or a loopback address. Otherwise a page from elsewhere could read the record by giving its own name this address.',
  },
  'internal-error': {
    status: 500,
    title: 'The service failed',
    explanation: 'This is a mistake in the service. Its log says more.',
  },
  'not-ready': {
    status: 503,
    title: 'The service is not ready',
    explanation: 'The reasons say what is wrong. What it answers may be behind the record, or not at all.',
  },
  'too-many-streams': {
    status: 503,
    title: 'Too many streams are open',
    explanation: 'The service serves so many at once. Come back later, or read the feed in pages.',
  },
  'not-projected-yet': {
    status: 503,
    title: 'The read models are behind',
    explanation: 'They did not reach the position that was asked for in time. Ask again.',
  },
  'record-unavailable': {
    status: 503,
    title: 'The record is unavailable',
    explanation:
      'It can be neither read nor written now: the disk may be full. A report that was answered with this may be sent again safely when it has a reportId.',
  },
  'clock-behind': {
    status: 503,
    title: 'The clock is behind the record',
    explanation:
      'The newest event is stamped ahead of the clock of this machine, and time is not invented. Set the clock right.',
  },
  'record-damaged': {
    status: 503,
    title: 'The record is damaged',
    explanation: 'A stored event is not what was appended. It is not served; restore the record from a copy.',
  },
  'read-model-damaged': {
    status: 503,
    title: 'A read model is damaged',
    explanation:
      'A row is not what was projected. It is not served; a rebuild makes it anew from the record.',
  },
  'shutting-down': {
    status: 503,
    title: 'The service is shutting down',
    explanation: 'Nothing of this was recorded. Send it again when the service is back.',
  },
} as const satisfies Record<string, RuleOfProblem>;

/** Everything that can go wrong, in the words of HTTP: the one table. */
export const RULES = { ...rulesOfReports, ...rulesOfWebhooks, ...rulesOfRequests };
export type Rule = keyof typeof RULES;

export function isRule(name: string): name is Rule {
  return Object.hasOwn(RULES, name);
}

/** Errors of the inner folders by name. */
const RULE_OF_ERROR: Readonly<Record<string, Rule>> = {
  DealNotRecorded: 'deal-not-recorded',
  BasisNotReached: 'basis-not-reached',
  BadCursor: 'bad-cursor',
  NotProjectedYet: 'not-projected-yet',
  StoreUnavailable: 'record-unavailable',
  ClockBehind: 'clock-behind',
  EventDamaged: 'record-damaged',
  ReadModelDamaged: 'read-model-damaged',
  ExportStopped: 'shutting-down',
};

const PARAMETER_OF_RULE: { readonly [rule in Rule]?: string } = {
  'basis-not-reached': 'basis',
  'bad-cursor': 'cursor',
};

/** What the framework refuses by itself, by status. */
const RULE_OF_STATUS: Readonly<Record<number, Rule>> = {
  404: 'not-found',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

/** A place in the input: a pointer into the body (RFC 6901), or the name of a parameter or header. */
export type PlaceOfFault = { readonly detail: string } & (
  { readonly pointer: string } | { readonly parameter: string } | { readonly header: string }
);

/** RFC 9457 problem details. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly PlaceOfFault[];
  readonly reasons?: readonly string[];
}

/** Ends a request with a problem. */
export class RefusedRequest extends Error {
  constructor(
    readonly rule: Rule,
    detail: string,
    readonly errors: readonly PlaceOfFault[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = 'RefusedRequest';
  }
}

export function describeProblem(rule: Rule, detail: string, errors: readonly PlaceOfFault[] = []): Problem {
  const { title, status } = RULES[rule];
  return { type: `/problems/${rule}`, title, status, detail, ...(errors.length > 0 && { errors }) };
}

/** A report that was not recorded, as a problem; each fault points into the report. */
export function problemOfRefusal({ rule, detail, faults }: ReportRefused): Problem {
  const sentence = rule === 'malformed-report' ? sentenceOf('the report', faults[0]!) : detail;
  return describeProblem(rule, sentence, faults);
}

/** A fault of a body as a sentence that names its place. */
export function sentenceOf(whole: string, { pointer, detail }: Fault): string {
  return `${pointer === '' ? whole : pointer} ${detail}`;
}

/** How Nest and Fastify say which status they mean. */
interface FrameworkError extends Error {
  readonly status: number;
  readonly statusCode: number;
}

/** Whatever was thrown, as a problem. What is not expected is an internal error, and tells nothing of the inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RefusedRequest) {
    return describeProblem(error.rule, error.message, error.errors);
  }
  const { name = '', message = '', statusCode, status } = (error ?? {}) as Partial<FrameworkError>;
  const rule = Object.hasOwn(RULE_OF_ERROR, name) ? RULE_OF_ERROR[name] : undefined;
  if (rule) {
    const parameter = PARAMETER_OF_RULE[rule];
    return describeProblem(rule, message, parameter === undefined ? [] : [{ parameter, detail: message }]);
  }
  const code = status ?? statusCode ?? 500;
  if (code >= 400 && code < 500) {
    return describeProblem(RULE_OF_STATUS[code] ?? 'malformed-request', message);
  }
  return describeProblem('internal-error', 'the service failed to answer; its log says more');
}
