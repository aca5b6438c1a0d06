import { isRemoval, type DealEvent } from './claim.js';
import { foldClaims, type CountedClaim, type Folded } from './fold.js';
import { earlier, formatInstant, type Instant } from './instant.js';
import type { Certainty, Question } from './question.js';
import {
  knowableFrom,
  removalsKnown,
  reportsUpTo,
  type Interval,
  type Knowledge,
  type KnownReport,
} from './reports-known.js';

/** The version of the rule: an answer computed by another rule may differ for the same question. */
export const ANSWER_VERSION = 1;

/** What was known about one deal: the answer to a {@link Question}. Instants are RFC 3339 UTC with milliseconds. */
export interface Answer extends Folded {
  readonly deal: string;
  /** Null while the deal is not known. */
  readonly title: string | null;
  readonly known: boolean;
  readonly reason?: 'not_recorded_yet' | 'not_published_yet' | 'undetermined';
  /** Revision of the deal's stream at the basis. */
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
 * `events` are all events of one deal in order, a list that is never changed afterwards (what comes later makes a new
 * list); null when the record at the basis holds none of them.
 */
export function answer(events: readonly DealEvent[], question: Question): Answer | null {
  const knowledge = knowledgeOf(events, question);
  const newest = newestEvent(knowledge);
  if (!newest) {
    return null;
  }
  const { byId } = knowledge.reports;
  const known = reportsKnown(knowledge, question);
  const claims = standingClaims(knowledge, question);
  return {
    deal: newest.deal,
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
      (target) => byId.get(target)?.root.id ?? target,
    ),
    firstKnownAt: firstOf(known, question),
    undetermined: claims.flatMap((claim) => openQuestions(claim, knowledge, question)),
    asked: describeQuestion(question),
  };
}

/** The first instant at which the audience could know of one of these reports. */
function firstOf(known: readonly { knowable: Interval }[], { certainty }: Question): string | null {
  const end = certainty === 'possible' ? 'earliest' : 'latest';
  const instants = known.map(({ knowable }) => knowable[end]);
  return instants.length === 0 ? null : formatInstant(instants.reduce(earlier));
}

/** What could be known and what is removed, for a question about one deal. */
export function knowledgeOf(events: readonly DealEvent[], question: Question): Knowledge {
  return removalsKnown(reportsUpTo(events, question.basis), question);
}

/** The claims of one deal that count for a question, in order of effect: what {@link answer} folds. */
export function countedClaims(events: readonly DealEvent[], question: Question): readonly KnownClaim[] {
  return standingClaims(knowledgeOf(events, question), question).filter((claim) => counts(claim, question));
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

function isKnown(knowable: Interval, { certainty, knownAt }: Question): boolean {
  return (certainty === 'possible' ? knowable.earliest : knowable.latest) <= knownAt;
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
  return knowledge.reports.inOrderOfEffect.flatMap((report) => {
    const knowable = knowledge.neverSeen.has(report.id) ? null : knowableFrom(report, question.audience);
    return knowable && isKnown(knowable, question) ? [{ report, knowable }] : [];
  });
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

/** The newest event of the deal at the basis. */
export function newestEvent({ reports }: Knowledge): DealEvent | undefined {
  return [...reports.byId.values()].at(-1)?.events.at(-1);
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
