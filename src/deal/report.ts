import { lei, isin } from './identifier.js';
import {
  allowingNulls,
  flag,
  integer,
  isObject,
  list,
  oneOf,
  record,
  text,
  time,
  zone,
  type Fault,
  type JsonSchema,
  type Read,
  type Reading,
} from './shape.js';
import { isStatus, STATUSES } from './status.js';
import { terms } from './terms.js';

export const SOURCE_KINDS = [
  'press_anonymous',
  'press',
  'company',
  'regulator',
  'court',
  'filing',
  'internal',
] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

const name = (description: string) => text({ description, max: 300 });
const lines = (description: string, max: number) => text({ description, max, lines: true });

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A deal's name in addresses and stream names. */
export const slug = text({
  description: 'a slug of lower-case letters, digits and single hyphens, such as amazon-openai',
  max: 100,
  pattern: SLUG,
  example: 'amazon-openai',
});

export const reportId = text({
  description: 'an id of visible ASCII characters, unique in its deal, such as amazon-openai/first-report',
  max: 200,
  pattern: /^[!-~]+$/,
  example: 'amazon-openai/first-report',
});

const source = record(
  { name: name('who said or published it'), kind: oneOf(SOURCE_KINDS, 'what kind of source it is') },
  {
    attribution: lines('on whose word the source says it', 1_000),
    url: text({
      description: 'an http(s) address of the source',
      max: 2_000,
      pattern: /^https?:\/\/[^\s]+$/,
    }),
    reliability: oneOf(
      ['A', 'B', 'C', 'D', 'E', 'F'],
      'of the source, on the Admiralty scale; F: cannot be judged',
    ),
    credibility: integer(1, 6, 'of the information, on the Admiralty scale; 6: cannot be judged'),
  },
  'the one source of everything in this report',
);

const party = record(
  {
    name: name('as the source names it'),
    roles: list(name('investor, target, acquirer, seller, regulator, ...'), {
      max: 20,
      description: 'its roles in the deal',
    }),
  },
  {
    lei,
    isin,
    ticker: text({ description: 'ticker symbol', max: 30 }),
    aliases: list(name('another name of the same party'), {
      max: 50,
      description: 'other names of the same party',
    }),
  },
);

/** The first two are official; the others are facts about silence. */
export const POSITIONS = ['confirmed', 'denied', 'declined_to_comment', 'no_comment_obtained'] as const;
export type Position = (typeof POSITIONS)[number];

const target = (verb: string) =>
  text({
    description: `what is ${verb}: a status, or the reportId of an earlier report`,
    max: 200,
    pattern: /^[!-~]+$/,
  });

const statement = record(
  { party: name('who spoke or kept silent'), position: oneOf(POSITIONS, 'what it said') },
  { about: lines('in free words', 1_000), confirms: target('confirmed'), denies: target('denied') },
);

const milestone = record(
  { kind: text({ description: 'what happened, such as signed or vote_held', max: 100 }) },
  { detail: lines('in a few words', 2_000) },
);

const review = record(
  {
    authority: name('who reviews'),
    step: oneOf(
      ['opened', 'phase_2', 'objections', 'sued', 'blocked', 'cleared', 'cleared_with_remedies'],
      'what the authority did',
    ),
  },
  { stage: text({ description: 'which part of its procedure', max: 200 }) },
);

/** The relation by which a report says that another slug is of the same deal. */
export const SAME_AS = 'same_as';

const link = record(
  {
    name: name(`the other deal, by slug or in words; by slug where the relation is ${SAME_AS}`),
    relation: text({
      description: `how it bears on this one; ${SAME_AS}: it is this one, recorded under another slug`,
      max: 100,
    }),
  },
  {},
);

const format = record(
  { deal: slug, source },
  {
    title: name('what the deal is called; needed on its first report'),
    reportId,
    publishedAt: time('when the source made it public; absent: it is not public'),
    effectiveAt: time('when it became so in the world; absent: when it was published, or else recorded'),
    receivedAt: time('when you got hold of it; shown, never used to decide an answer'),
    zone,
    summary: lines('the report in a sentence or a few', 10_000),
    status: oneOf(STATUSES, 'what the source says the deal is doing'),
    contested: flag('another party disputes the status'),
    terms,
    parties: list(party, { min: 0, max: 200, description: 'who is involved or affected' }),
    statements: list(statement, {
      min: 0,
      max: 200,
      description: 'what parties said, or that they kept silent',
    }),
    milestone,
    reviews: list(review, { min: 0, max: 200, description: 'what regulators did' }),
    related: list(link, { min: 0, max: 200, description: 'other deals that bear on this one' }),
    corrects: reportId,
    retracts: list(reportId, { max: 200, description: 'earlier reports that this one takes back' }),
    clerical: flag("the correction or retraction mends our own typing error, not the source's"),
  },
  'one thing that one source said or published about one deal',
);

/** A report as read from input: strict in form, money and dates canonical, zones resolved. */
export type Report = Read<typeof format>;
export type Source = Report['source'];
export type Party = Read<typeof party>;
export type Statement = Read<typeof statement>;
export type Milestone = Read<typeof milestone>;
export type Review = Read<typeof review>;
export type Link = Read<typeof link>;

/** The form of a report that leaves nothing out by `null`; what answers repeat of reports has this form. */
export const reportForm: JsonSchema = format.schema;

/** The report format as a JSON Schema (2020-12): what {@link readReport} takes in. */
export const reportSchema = allowingNulls(reportForm) as JsonSchema;

/** Reads a report from parsed JSON; every fault found is told by its place. */
export function readReport(
  input: unknown,
): { readonly report: Report } | { readonly faults: readonly Fault[] } {
  const zoneOfDates = isObject(input) && input.zone !== undefined && input.zone !== null ? input.zone : 'UTC';
  const reading: Reading = { zone: typeof zoneOfDates === 'string' ? zoneOfDates : '', faults: [] };
  const report = format.read(input, '', reading);
  if (reading.faults.length === 0) {
    reading.faults.push(...contradictions(report));
  }
  return reading.faults.length > 0 ? { faults: reading.faults } : { report };
}

/** What each field allows but the whole does not. */
function contradictions(report: Report): Fault[] {
  const faults: Fault[] = [];
  const refuse = (pointer: string, detail: string) => faults.push({ pointer, detail });
  if (!saysSomething(report)) {
    refuse(
      '',
      'must hold a claim (status, terms, parties, statements, milestone, reviews, related), a correction or a retraction',
    );
  }
  if (report.contested !== undefined && report.status === undefined) {
    refuse('/contested', 'goes with a status');
  }
  if (report.clerical !== undefined && report.corrects === undefined && report.retracts === undefined) {
    refuse('/clerical', 'goes with corrects or retracts');
  }
  if (report.terms !== undefined && Object.keys(report.terms).length === 0) {
    refuse('/terms', 'must hold a facet');
  }
  if (report.reportId !== undefined && isStatus(report.reportId)) {
    refuse('/reportId', 'must not be the name of a status');
  }
  const removed = new Set(report.corrects === undefined ? [] : [report.corrects]);
  report.retracts?.forEach((id, index) => {
    if (removed.has(id)) {
      refuse(`/retracts/${index}`, 'names a report that this one removes already');
    }
    removed.add(id);
  });
  report.statements?.forEach((one, index) => {
    if (one.confirms !== undefined && one.position !== 'confirmed') {
      refuse(`/statements/${index}/confirms`, 'goes with the position confirmed');
    }
    if (one.denies !== undefined && one.position !== 'denied') {
      refuse(`/statements/${index}/denies`, 'goes with the position denied');
    }
  });
  report.related?.forEach((one, index) => {
    if (one.relation === SAME_AS && !SLUG.test(one.name)) {
      refuse(`/related/${index}/name`, `must be the slug of the other deal where the relation is ${SAME_AS}`);
    }
  });
  return faults;
}

function saysSomething(report: Report): boolean {
  const lists = [report.parties, report.statements, report.reviews, report.related];
  return (
    lists.some((one) => one !== undefined && one.length > 0) ||
    [report.status, report.terms, report.milestone, report.corrects, report.retracts].some(
      (one) => one !== undefined,
    )
  );
}
