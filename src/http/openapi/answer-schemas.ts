import { QUALIFIERS } from '../../deal/amount.js';
import { HISTORY_FIELDS } from '../../deal/history.js';
import { AUDIENCES, CERTAINTIES } from '../../deal/question.js';
import { POSITIONS, reportForm, SOURCE_KINDS } from '../../deal/report.js';
import type { JsonSchema } from '../../deal/shape.js';
import { STATUS_EVENTS, STATUSES } from '../../deal/status.js';
import {
  component,
  count,
  eventId,
  exactly,
  instant,
  listOf,
  orNull,
  textual,
  word,
  yesOrNo,
} from './schema.js';

type Properties = Record<string, JsonSchema>;

const report = reportForm.properties as Properties;
const party = report.parties!.items as JsonSchema & { properties: Properties };
const review = report.reviews!.items as JsonSchema & { properties: Properties };
const link = report.related!.items as JsonSchema & { properties: Properties };
const milestone = report.milestone as JsonSchema & { properties: Properties };
const facets = Object.keys((report.terms as { properties: Properties }).properties);

const status = word(STATUSES, 'what the deal is known to be doing');
const deal = textual('slug of the deal; the first where it is recorded under several');
const alsoRecordedAs = listOf(
  textual('a slug'),
  'other slugs of the same deal, as its same_as links were known then',
);
const revision = count(
  'newest revision at the basis of the stream of the slug asked about: what If-Match takes for it',
);
const slugAsked = textual('the slug asked about, where the deal answers under another');

const storedTime = exactly('a time as given, and the first and last instant that it can mean', {
  value: textual('as given'),
  zone: textual('in which a date is read'),
  earliest: instant('first instant meant'),
  latest: instant('last instant meant'),
});

const decimal: JsonSchema = {
  type: 'string',
  pattern: String.raw`^-?\d+(\.\d+)?$`,
  description: 'a decimal',
};

/** A facet as it stands in an answer; which members it has depends on the facet. */
const facet: JsonSchema = {
  type: 'object',
  description: 'the last claim of this facet',
  properties: {
    value: textual('a decimal, a word, or a time as given'),
    min: decimal,
    max: decimal,
    qualifier: word([...QUALIFIERS, 'range'], 'how the figure is meant'),
    currency: textual('ISO 4217 code'),
    basis: textual('what the figure is measured on'),
    zone: textual('in which a date is read'),
    earliest: instant('first instant meant'),
    latest: instant('last instant meant'),
    items: { type: 'array', items: { type: 'object' }, description: 'of components and tranches' },
    event: eventId,
  },
  required: ['event'],
  additionalProperties: false,
};

const placed = { at: instant('when it took effect'), event: eventId };

function withPlace(shape: JsonSchema & { properties: Properties }, place: Properties): JsonSchema {
  const { required = [], properties } = shape as unknown as { required?: string[]; properties: Properties };
  return {
    ...shape,
    properties: { ...properties, ...place },
    required: [...required, ...Object.keys(place)],
  };
}

const asked = exactly(
  'the question, with every default filled in',
  {
    audience: word(AUDIENCES, 'whose knowledge'),
    knownAt: instant('what was known at this instant'),
    effectiveAt: instant('of what was so at this instant'),
    certainty: word(CERTAINTIES, 'what counts: what is certain, or what is possible'),
    basis: count('the newest position that could count', -1),
    answerVersion: count('version of the rule that answered', 1),
  },
  {
    deal: slugAsked,
    sourceKind: listOf(word(SOURCE_KINDS, 'a kind of source'), 'the only kinds of sources that counted'),
  },
);

const foldedStatus = exactly('the status that stands', {
  value: status,
  since: instant('start of the unbroken run of claims of this status'),
  event: eventId,
  overruled: listOf(
    exactly('a step back', { value: status, by: textual('source that said so'), ...placed }),
    'claims that would have been a step back, and did not move the status',
  ),
  disputed: listOf(
    exactly('a dispute', {
      why: word(['contested', 'denied'], 'how it is disputed'),
      by: textual('who disputes it'),
      ...placed,
    }),
    'who disputes the status',
  ),
});

const undetermined = exactly('a claim of which it is open whether it counts', {
  event: eventId,
  why: word(['published', 'effective', 'removed'], 'what is open'),
  from: instant('first instant at which it may have been'),
  to: instant('instant from which it is certain'),
});

const known: [required: Properties, optional: Properties] = [
  {
    deal,
    alsoRecordedAs,
    title: orNull(textual('null while the deal is not known')),
    known: yesOrNo('whether at least one report could be known'),
    revision,
    status: orNull(foldedStatus),
    episode: count('1, plus one for each time that the deal came back from collapse', 1),
    officiallyConfirmed: yesOrNo('confirmed on the word of a company, filing, regulator or court'),
    terms: {
      type: 'object',
      description: 'the last claim of each facet',
      properties: Object.fromEntries(facets.map((name) => [name, component('Facet')])),
      additionalProperties: false,
    },
    parties: listOf(withPlace(party, { event: eventId }), 'who is involved'),
    statements: listOf(
      exactly(
        'what a party said',
        { party: textual('who'), position: word(POSITIONS, 'what it said'), ...placed },
        {
          about: textual('in free words'),
          confirms: textual('what is confirmed'),
          denies: textual('what is denied'),
        },
      ),
      'the last official statement of each party on each target, and its last silence where that is later',
    ),
    milestones: listOf(withPlace(milestone, placed), 'what happened, in order of effect'),
    reviews: listOf(withPlace(review, placed), 'what regulators did, in order of effect'),
    related: listOf(withPlace(link, { event: eventId }), 'other deals that bear on this one'),
    sources: count('how many sources the counted claims come from'),
    firstKnownAt: orNull(instant('when this audience could first know of the deal')),
    undetermined: listOf(undetermined, 'what is open at the instants asked about'),
  },
  {
    reason: word(
      ['not_recorded_yet', 'not_published_yet', 'undetermined'],
      'why the deal was not known; there when known is false',
    ),
  },
];

const answer = exactly('what was known about the deal', { ...known[0], asked: component('Asked') }, known[1]);

const eventTypes = [
  ...Object.values(STATUS_EVENTS),
  'TermsReported',
  'PartyNamed',
  'StatementMade',
  'MilestoneReached',
  'ReviewStepTaken',
  'DealLinked',
  'ReportCorrected',
  'ReportRetracted',
];

const claimed: [required: Properties, optional: Properties] = [
  {
    event: eventId,
    type: word(eventTypes, 'what is claimed'),
    deal: textual('the slug under which it was recorded'),
    reportId: textual('the report that holds it'),
    source: report.source!,
    effect: exactly('when it took effect', {
      earliest: instant('first instant meant'),
      latest: instant('last instant meant, from which it counts'),
    }),
    claim: { type: 'object', description: 'what is claimed, by its type' },
  },
  {
    effectiveAt: storedTime,
    publishedAt: storedTime,
    receivedAt: storedTime,
    title: textual('of the report; on its first claim'),
    summary: textual('of the report; on its first claim'),
  },
];

const claim = exactly(
  'one claim with its times',
  {
    ...claimed[0],
    position: count('in the whole record'),
    revision: count("in the deal's stream"),
    recordedAt: instant('when the store appended it'),
    recordedBy: exactly('who handed it in', {
      type: word(['user', 'unauthenticated'], 'how far the recorder is known'),
      id: textual('a name, or the address of the caller'),
    }),
  },
  {
    ...claimed[1],
    removedBy: listOf(
      exactly('a removal', {
        how: word(['corrected', 'retracted'], 'what was done'),
        clerical: yesOrNo('it mends our own typing error'),
        reportId: textual('the report that says so'),
        event: eventId,
      }),
      "what took this claim's report back by then; absent while it stands",
    ),
  },
);

const timeline = exactly('every claim known then, in order of effect', {
  deal,
  alsoRecordedAs,
  claims: listOf(component('Claim'), 'in order of effect'),
  revision,
  asked: component('Asked'),
});

const changed = listOf(
  exactly('a field of the answer', {
    field: textual('such as status or terms.amount'),
    before: { description: 'null where there was nothing' },
    after: { description: 'null where there is nothing' },
  }),
  'what that changed in the answer',
);

const diff = exactly('what an audience learned between two instants, and what that changed', {
  deal,
  from: component('Asked'),
  to: component('Asked'),
  learned: listOf(component('Claim'), 'claims known at to and not yet at from'),
  takenBack: listOf(component('Claim'), 'claims that stood at from and were corrected or retracted by to'),
  changed,
});

const standing = exactly('an answer by a basis that is not in the record', ...known);

const effect = exactly('what an audience would know now without the report, and with it', {
  before: orNull(standing),
  after: standing,
  changed,
});

const preview = exactly('what recording a report now would do', {
  outcome: word(['appends', 'repeats'], 'repeats: it is recorded already, and nothing would change'),
  deal,
  reportId: textual('id of the report; made for it when it came without one'),
  revision: count('newest revision of the deal, on which this rests; -1: not recorded yet', -1),
  claims: listOf(exactly('a claim that would be appended', ...claimed), 'in order of effect'),
  desk: effect,
  public: effect,
});

const changesPage = exactly(
  'one page of the deals about which an audience learned something; Link rel="next" leads on',
  {
    changes: listOf(
      exactly('what was learned of a deal, in short', {
        deal,
        learned: count('how many claims became known'),
        takenBack: count('how many claims known before were corrected or retracted'),
        changed,
      }),
      'by slug',
    ),
    basis: count('the newest position that could count', -1),
    from: component('Asked'),
    to: component('Asked'),
  },
);

const history = exactly('every value that a field ever had, and for which instants it is the answer', {
  deal,
  field: word(HISTORY_FIELDS, 'which field of the answer'),
  rectangles: listOf(
    exactly(
      'one value, and for which instants it is the answer: from each first bound, up to before each second',
      {
        value: { description: 'as it stands in the answer; null where nothing does' },
        knownFrom: instant('from what was known then on'),
        knownTo: orNull(instant('up to before this; null: to this day')),
        effectiveFrom: orNull(instant('from what was so then on; null: since ever')),
        effectiveTo: orNull(instant('up to before this; null: for ever')),
      },
      { event: eventId },
    ),
    'disjoint; they cover every instant from when the audience knew of the deal',
  ),
  asked: exactly(
    'the question, which is about all instants',
    {
      audience: word(AUDIENCES, 'whose knowledge'),
      certainty: word(CERTAINTIES, 'what counts: what is certain, or what is possible'),
      basis: count('the newest position that could count', -1),
      answerVersion: count('version of the rule that answered', 1),
    },
    {
      deal: slugAsked,
      sourceKind: listOf(word(SOURCE_KINDS, 'a kind of source'), 'the only kinds of sources that counted'),
    },
  ),
});

const dealRow = exactly('a deal in the list: the head of its answer', {
  deal,
  alsoRecordedAs,
  title: orNull(textual('what it is called')),
  status: orNull(status),
  since: orNull(instant('start of the unbroken run of claims of this status')),
  episode: count('1, plus one for each time that the deal came back from collapse', 1),
  officiallyConfirmed: yesOrNo('confirmed on the word of a company, filing, regulator or court'),
  disputed: yesOrNo('somebody disputes the status'),
  amount: orNull(component('Facet')),
  sources: count('how many sources the counted claims come from'),
  firstKnownAt: instant('when this audience could first know of it'),
  revision,
  undetermined: yesOrNo('something about it is open at the instants asked about'),
});

const dealsPage = exactly('one page of the deals known then; Link rel="next" leads on', {
  deals: listOf(component('DealRow'), 'in the order asked for'),
  total: count('how many deals the whole list has'),
  basis: count('the newest position that could count', -1),
  asked: component('Asked'),
});

const headline = exactly('the answer about a deal in one sentence', {
  deal,
  alsoRecordedAs,
  title: orNull(textual('null while the deal is not known')),
  known: yesOrNo('whether at least one report could be known'),
  headline: textual('the sentence, in English, without the title'),
  asked: component('Asked'),
});

export const answerSchemas: Properties = {
  Answer: answer,
  Asked: asked,
  ChangesPage: changesPage,
  Claim: claim,
  DealRow: dealRow,
  DealsPage: dealsPage,
  Diff: diff,
  Facet: facet,
  Headline: headline,
  History: history,
  Preview: preview,
  Timeline: timeline,
};
