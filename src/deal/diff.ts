import { canonicalJson, type Json } from './canonical-json.js';
import type { DealEvent } from './claim.js';
import type { Instant } from './instant.js';
import { answer, describeQuestion, type Answer, type AskedOfAnswer } from './knowledge.js';
import type { Question } from './question.js';
import { timeline, type TimelineEntry } from './timeline.js';

/** What an audience learned between two instants, and what that changed in the answer. */
export interface Diff {
  readonly deal: string;
  readonly from: AskedOfAnswer;
  readonly to: AskedOfAnswer;
  /** Claims known at `to` and not yet at `from`, in order of effect. */
  readonly learned: readonly TimelineEntry[];
  /** Claims that stood at `from` and were corrected or retracted by `to`. */
  readonly takenBack: readonly TimelineEntry[];
  readonly changed: readonly Change[];
}

/** A field of the answer (`status`, `terms.amount`, ...) before and after; null where there was nothing. */
export interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The difference between two questions that differ in `knownAt` or basis; null when a basis does not hold the deal. */
export function diff(events: readonly DealEvent[], from: Question, to: Question): Diff | null {
  const [before, after] = [answer(events, from), answer(events, to)];
  if (!before || !after) {
    return null;
  }
  const earlierClaims = new Map(timeline(events, from)!.claims.map((claim) => [claim.event, claim]));
  const claims = timeline(events, to)!.claims;
  return {
    deal: after.deal,
    learned: claims.filter(({ event }) => !earlierClaims.has(event)),
    takenBack: claims.filter(({ event, removedBy }) => removedBy && stood(earlierClaims.get(event))),
    changed: changes(before, after),
    from: describeQuestion(from),
    to: describeQuestion(to),
  };
}

function stood(claim: TimelineEntry | undefined): boolean {
  return claim !== undefined && claim.removedBy === undefined;
}

const FIELDS = [
  'known',
  'title',
  'status',
  'episode',
  'officiallyConfirmed',
  'parties',
  'statements',
  'milestones',
  'reviews',
  'related',
  'sources',
] as const satisfies readonly (keyof Answer)[];

/** The fields of the answer that are other than before; `before` is null when the record did not hold the deal. */
export function changes(before: Answer | null, after: Answer): Change[] {
  const facets = [
    ...new Set([...Object.keys(before?.terms ?? {}), ...Object.keys(after.terms)]),
  ] as (keyof Answer['terms'])[];
  const fields: Change[] = [
    ...FIELDS.map((field) => ({ field, before: before?.[field] ?? null, after: after[field] })),
    ...facets.map((facet) => ({
      field: `terms.${facet}`,
      before: before?.terms[facet] ?? null,
      after: after.terms[facet] ?? null,
    })),
  ];
  return fields.filter((change) => !same(change.before, change.after));
}

function same(before: unknown, after: unknown): boolean {
  return canonicalJson(before as Json) === canonicalJson(after as Json);
}

/** The same question at another instant of knowing; an effectiveAt that was not asked for moves along. */
export function atInstant(question: Question, knownAt: Instant, effectiveAt: Instant | undefined): Question {
  return { ...question, knownAt, effectiveAt: effectiveAt ?? knownAt };
}
