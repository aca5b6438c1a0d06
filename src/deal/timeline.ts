import type { EventType, Recorder } from './claim.js';
import type { Source } from './report.js';
import { formatInstant } from './instant.js';
import { askedOf, counts, knownClaims, type AskedOfAnswer, type KnownClaim } from './knowledge.js';
import type { Question } from './question.js';
import type { RecordedDeal } from './recorded-deal.js';
import { knowledgeOf, type RemovalOfReport } from './reports-known.js';
import { storeTime, storeTimes, type StoredTime } from './stored-time.js';

/** Every claim of a deal that was known then, in order of effect. */
export interface Timeline {
  /** The first of its slugs. */
  readonly deal: string;
  /** Its other slugs, as known then. */
  readonly alsoRecordedAs: readonly string[];
  readonly claims: readonly TimelineEntry[];
  /** Revision at the basis of the stream of the slug asked about. */
  readonly revision: number;
  readonly asked: AskedOfAnswer;
}

/** One claim with its three times. Instants are RFC 3339 UTC with milliseconds. */
export interface TimelineEntry {
  readonly event: string;
  readonly type: EventType;
  /** The slug under which it was recorded. */
  readonly deal: string;
  readonly reportId: string;
  readonly position: number;
  readonly revision: number;
  readonly source: Source;
  /** When it took effect, first and last instant meant. */
  readonly effect: { readonly earliest: string; readonly latest: string };
  /** As given in the report. */
  readonly effectiveAt?: StoredTime;
  readonly publishedAt?: StoredTime;
  readonly receivedAt?: StoredTime;
  readonly recordedAt: string;
  readonly recordedBy: Recorder;
  readonly title?: string;
  readonly summary?: string;
  readonly claim: { readonly [member: string]: unknown };
  /** What took this claim's report back by then; absent while it stands. */
  readonly removedBy?: readonly RemovedBy[];
}

export interface RemovedBy {
  readonly how: 'corrected' | 'retracted';
  readonly clerical: boolean;
  readonly reportId: string;
  readonly event: string;
}

/**
 * The timeline for a question; null when the record at the basis holds nothing under the slug. `lateByMs` keeps only claims that
 * reached the audience (published, or for the desk recorded) more than that long after they took effect.
 */
export function timeline(recorded: RecordedDeal, question: Question, lateByMs?: number): Timeline | null {
  const newest = recorded.newest(question.basis);
  if (!newest) {
    return null;
  }
  const { slug, alsoRecordedAs, events } = recorded.at(question);
  const knowledge = knowledgeOf(events, question);
  const seen = knowledge.reports.inOrderOfEffect.filter(({ id }) => !knowledge.neverSeen.has(id));
  const known = knownClaims(seen, question).filter((claim) => counts(claim, question));
  const asked = known.filter((claim) => lateByMs === undefined || lateness(claim) > lateByMs);
  return {
    deal: slug,
    alsoRecordedAs,
    claims: asked.map((claim) => entry(claim, knowledge.removed.get(claim.report.id))),
    revision: newest.revision,
    asked: askedOf(recorded, slug, question),
  };
}

function lateness({ knowable, report }: KnownClaim): number {
  return knowable.latest - report.effective.latest;
}

function entry(
  { event, report }: KnownClaim,
  removals: readonly RemovalOfReport[] | undefined,
): TimelineEntry {
  const { type, ...claim } = event.claim;
  const { earliest, latest } = report.effective;
  return {
    event: event.id,
    type,
    deal: event.deal,
    reportId: event.reportId,
    position: event.position,
    revision: event.revision,
    source: event.source,
    effect: { earliest: formatInstant(earliest), latest: formatInstant(latest) },
    ...(event.effectiveAt && { effectiveAt: storeTime(event.effectiveAt) }),
    ...(event.publishedAt && { publishedAt: storeTime(event.publishedAt) }),
    ...(event.receivedAt && { receivedAt: storeTime(event.receivedAt) }),
    recordedAt: formatInstant(event.recordedAt),
    recordedBy: event.recordedBy,
    ...(event.title !== undefined && { title: event.title }),
    ...(event.summary !== undefined && { summary: event.summary }),
    claim: storeTimes(claim) as Record<string, unknown>,
    ...(removals && { removedBy: removals.map(describeRemoval) }),
  };
}

function describeRemoval({ event, clerical }: RemovalOfReport): RemovedBy {
  const how = event.claim.type === 'ReportCorrected' ? 'corrected' : 'retracted';
  return { how, clerical, reportId: event.reportId, event: event.id };
}
