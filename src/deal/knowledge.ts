import { isRemoval, type DealEvent } from './claim.js';
import { foldClaims, type CountedClaim, type Folded } from './fold.js';
import { formatInstant, type Instant } from './instant.js';
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
 * `events` are all events of one deal in order; null when the record at the basis holds none of them.
 */
export function answer(events: readonly DealEvent[], question: Question): Answer | null {
  const knowledge = knowledgeOf(events, question);
  const newest = newestEvent(knowledge);
  if (!newest) {
    return null;
  }
  const claims = claimsInOrder(knowledge, question);
  const firstKnownAt = firstKnown(knowledge, question);
  return {
    deal: newest.deal,
    title: firstKnownAt === null ? null : titleOf(knowledge, question),
    known: firstKnownAt !== null,
    ...(firstKnownAt === null && { reason: whyUnknown(knowledge, question) }),
    revision: newest.revision,
    ...foldClaims(
      claims.filter((claim) => counts(claim, question)),
      (target) => rootOf(knowledge.reports, target),
    ),
    firstKnownAt: firstKnownAt === null ? null : formatInstant(firstKnownAt),
    undetermined: claims.flatMap((claim) => openQuestions(claim, knowledge, question)),
    asked: describeQuestion(question),
  };
}

/** What could be known and what is removed, for a question about one deal. */
export function knowledgeOf(events: readonly DealEvent[], question: Question): Knowledge {
  return removalsKnown(reportsUpTo(events, question.basis), question);
}

/** A claim that may count, with the intervals that decide whether it does. */
export interface KnownClaim extends CountedClaim {
  readonly report: KnownReport;
  readonly knowable: Interval;
}

/** The claims of reports that the audience could know (at least possibly) and that are not removed, in order of effect. */
function claimsInOrder(knowledge: Knowledge, question: Question): KnownClaim[] {
  const standing = [...knowledge.reports.values()].filter((report) => !knowledge.removed.has(report.id));
  return inOrderOfEffect(knownClaims(standing, question).filter(({ event }) => !isRemoval(event.claim)));
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

/** Latest effectiveAt, then latest publishedAt (absent: recordedAt), then the position of the root of the chain. */
export function inOrderOfEffect<C extends KnownClaim>(claims: readonly C[]): C[] {
  return claims.toSorted(
    (a, b) =>
      a.report.effective.latest - b.report.effective.latest ||
      toldAt(a.report) - toldAt(b.report) ||
      a.report.root.position - b.report.root.position ||
      a.event.position - b.event.position,
  );
}

function toldAt(report: KnownReport): Instant {
  return report.published?.latest ?? report.root.recordedAt;
}

/** Whether a claim counts at the instants asked about. */
export function counts(
  { effect, knowable }: KnownClaim,
  { certainty, knownAt, effectiveAt }: Question,
): boolean {
  const knownFrom = certainty === 'possible' ? knowable.earliest : knowable.latest;
  return knownFrom <= knownAt && effect <= effectiveAt;
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

/** The first instant at which the audience could know of the deal, if that is not after `knownAt`. */
function firstKnown(knowledge: Knowledge, { audience, knownAt, certainty }: Question): Instant | null {
  let first: Instant | null = null;
  for (const report of knowledge.reports.values()) {
    const knowable = knowledge.neverSeen.has(report.id) ? null : knowableFrom(report, audience);
    const from = certainty === 'possible' ? knowable?.earliest : knowable?.latest;
    if (from !== undefined && from <= knownAt && (first === null || from < first)) {
      first = from;
    }
  }
  return first;
}

function whyUnknown(knowledge: Knowledge, { audience, knownAt }: Question): NonNullable<Answer['reason']> {
  if (audience === 'desk') {
    return 'not_recorded_yet';
  }
  const perhaps = [...knowledge.reports.values()].some(
    (report) =>
      !knowledge.neverSeen.has(report.id) &&
      report.published !== undefined &&
      report.published.earliest <= knownAt,
  );
  return perhaps ? 'undetermined' : 'not_published_yet';
}

/** The title of the last known report that has one; of those that still count, if any of them has. */
function titleOf(knowledge: Knowledge, question: Question): string | null {
  const { sourceKinds: _, ...anySource } = question;
  const seen = [...knowledge.reports.values()].filter(({ id }) => !knowledge.neverSeen.has(id));
  const claims = knownClaims(seen, anySource);
  const known = claims.filter((claim) => counts(claim, { ...question, effectiveAt: claim.effect }));
  const titled = inOrderOfEffect(known.filter(({ event }) => event.title !== undefined));
  const standing = titled.filter(({ report }) => !knowledge.removed.has(report.id));
  return (standing.at(-1) ?? titled.at(-1))?.event.title ?? null;
}

function newestEvent({ reports }: Knowledge): DealEvent | undefined {
  return [...reports.values()].at(-1)?.events.at(-1);
}

function rootOf(reports: Knowledge['reports'], target: string): string {
  return reports.get(target)?.root.id ?? target;
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
