import { isRemoval } from './claim.js';
import { foldClaims, type CountedClaim, type Folded } from './fold.js';
import { earlier, formatInstant, type Instant } from './instant.js';
import type { Certainty, Question } from './question.js';
import type { RecordedDeal } from './recorded-deal.js';
import {
  isKnown,
  isReportKnown,
  knowableFrom,
  knowledgeOf,
  type Interval,
  type Knowledge,
  type KnownReport,
} from './reports-known.js';

/** The version of the rule: an answer computed by another rule may differ for the same question. */
export const ANSWER_VERSION = 1;

/** What was known about one deal: the answer to a {@link Question}. Instants are RFC 3339 UTC with milliseconds. */
export interface Answer extends Folded {
  /** The first of its slugs. */
  readonly deal: string;
  /** Its other slugs, as known then. */
  readonly alsoRecordedAs: readonly string[];
  /** Null while the deal is not known. */
  readonly title: string | null;
  readonly known: boolean;
  readonly reason?: 'not_recorded_yet' | 'not_published_yet' | 'undetermined';
  /** Revision at the basis of the stream of the slug asked about. */
  readonly revision: number;
  /** The first instant at which this audience could know of the deal; null while it is not known. */
  readonly firstKnownAt: string | null;
  readonly undetermined: readonly Undetermined[];
  readonly asked: AskedOfAnswer;
}

/** A claim whose counting is open: the instant asked about lies between the first and last that it can mean. */
export interface Undetermined {
  readonly event: string;
  readonly why: 'published' | 'effective' | 'removed';
  readonly from: string;
  readonly to: string;
}

export interface AskedOfAnswer {
  /** The slug asked about, where the deal answers under another. */
  readonly deal?: string;
  readonly audience: Question['audience'];
  readonly knownAt: string;
  readonly effectiveAt: string;
  readonly certainty: Certainty;
  readonly basis: number;
  readonly sourceKind?: readonly string[];
  readonly answerVersion: number;
}

/**
 * The one rule: takes the reports that the audience could know at `knownAt`, drops those removed by then, filters the
 * claims asked for, orders them by effect, and folds those in effect at `effectiveAt`.
 *
 * Null when the record at the basis holds nothing under the slug. Lists of events are never changed afterwards: what comes
 * later makes new lists.
 */
export function answer(recorded: RecordedDeal, question: Question): Answer | null {
  const newest = recorded.newest(question.basis);
  if (!newest) {
    return null;
  }
  const { slug, alsoRecordedAs, events } = recorded.at(question);
  const knowledge = knowledgeOf(events, question);
  const known = reportsKnown(knowledge, question);
  const claims = standingClaims(knowledge, question);
  return {
    deal: slug,
    alsoRecordedAs,
    title:
      titleOf(
        known.map(({ report }) => report),
        knowledge.removed,
      )?.title ?? null,
    known: known.length > 0,
    ...(known.length === 0 && { reason: whyUnknown(knowledge, question) }),
    revision: newest.revision,
    ...foldClaims(
      claims.filter((claim) => counts(claim, question)),
      knowledge.reports.rootOf,
    ),
    firstKnownAt: firstOf(known, question),
    undetermined: claims.flatMap((claim) => openQuestions(claim, knowledge, question)),
    asked: askedOf(recorded, slug, question),
  };
}

/** The first instant at which the audience could know of one of these reports. */
function firstOf(known: readonly { knowable: Interval }[], { certainty }: Question): string | null {
  const end = certainty === 'possible' ? 'earliest' : 'latest';
  const instants = known.map(({ knowable }) => knowable[end]);
  return instants.length === 0 ? null : formatInstant(instants.reduce(earlier));
}

/** The claims of a deal that count for a question, in order of effect: what {@link answer} folds. */
export function countedClaims(recorded: RecordedDeal, question: Question): readonly KnownClaim[] {
  const knowledge = knowledgeOf(recorded.at(question).events, question);
  return standingClaims(knowledge, question).filter((claim) => counts(claim, question));
}

/** A claim that may count, with the intervals that decide whether it does. */
export interface KnownClaim extends CountedClaim {
  readonly report: KnownReport;
  readonly knowable: Interval;
}

/** The claims of reports that the audience could know (at least possibly) and that are not removed, in order of effect. */
function standingClaims(knowledge: Knowledge, question: Question): KnownClaim[] {
  const standing = knowledge.reports.inOrderOfEffect.filter(({ id }) => !knowledge.removed.has(id));
  return knownClaims(standing, question).filter(({ event }) => !isRemoval(event.claim));
}

/** Every claim of the given reports that the audience could possibly know and that passes the question's filters. */
export function knownClaims(reports: readonly KnownReport[], question: Question): KnownClaim[] {
  const { audience, knownAt, certainty, sourceKinds } = question;
  return reports.flatMap((report) => {
    const knowable = knowableFrom(report, audience);
    if (!knowable || knowable.earliest > knownAt || !passes(report, sourceKinds)) {
      return [];
    }
    const effect = certainty === 'possible' ? report.effective.earliest : report.effective.latest;
    return report.events.map((event) => ({ event, effect, root: report.root.id, report, knowable }));
  });
}

function passes(report: KnownReport, sourceKinds: Question['sourceKinds']): boolean {
  return sourceKinds === undefined || sourceKinds.includes(report.events[0]!.source.kind);
}

/** Whether a claim counts at the instants asked about. */
export function counts({ effect, knowable }: KnownClaim, question: Question): boolean {
  return isKnown(knowable, question) && effect <= question.effectiveAt;
}

function openQuestions(
  { event, report, knowable }: KnownClaim,
  knowledge: Knowledge,
  question: Question,
): Undetermined[] {
  const { knownAt, effectiveAt } = question;
  const removal = knowledge.perhapsRemoved.get(report.id);
  const open: [Undetermined['why'], Interval | undefined, Instant][] = [
    ['published', knowable, knownAt],
    ['effective', report.effective, effectiveAt],
    ['removed', removal, knownAt],
  ];
  return open.flatMap(([why, interval, at]) =>
    interval && interval.earliest <= at && at < interval.latest
      ? [{ event: event.id, why, from: formatInstant(interval.earliest), to: formatInstant(interval.latest) }]
      : [],
  );
}

/** The reports that the audience could know by then, removed since or not, with when it could. In order of effect. */
export function reportsKnown(
  knowledge: Knowledge,
  question: Question,
): { report: KnownReport; knowable: Interval }[] {
  return knowledge.reports.inOrderOfEffect
    .filter((report) => isReportKnown(report, knowledge, question))
    .map((report) => ({ report, knowable: knowableFrom(report, question.audience)! }));
}

function whyUnknown(knowledge: Knowledge, question: Question): NonNullable<Answer['reason']> {
  if (question.audience === 'desk') {
    return 'not_recorded_yet';
  }
  const perhaps = reportsKnown(knowledge, { ...question, certainty: 'possible' });
  return perhaps.length > 0 ? 'undetermined' : 'not_published_yet';
}

/** The report that gives the title: the last known one that has a title; of those that still count, if any of them has. */
export function titleOf(
  known: readonly KnownReport[],
  removed: Knowledge['removed'],
): KnownReport | undefined {
  const titled = known.filter(({ title }) => title !== undefined);
  return titled.findLast(({ id }) => !removed.has(id)) ?? titled.at(-1);
}

/** The question as it stands in an answer, with every default filled in. */
export function describeQuestion(question: Question): AskedOfAnswer {
  return {
    audience: question.audience,
    knownAt: formatInstant(question.knownAt),
    effectiveAt: formatInstant(question.effectiveAt),
    certainty: question.certainty,
    basis: question.basis,
    ...(question.sourceKinds && { sourceKind: question.sourceKinds }),
    answerVersion: ANSWER_VERSION,
  };
}

/** The same, about a slug of a deal that answers under `slug`. */
export function askedOf(recorded: RecordedDeal, slug: string, question: Question): AskedOfAnswer {
  const asked = describeQuestion(question);
  return recorded.slug === slug ? asked : { deal: recorded.slug, ...asked };
}
