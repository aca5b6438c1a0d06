import { canonicalJson, type Json } from './canonical-json.js';
import type { Instant } from './instant.js';
import { answer, type Answer, type AskedOfAnswer } from './knowledge.js';
import type { Question } from './question.js';
import type { RecordedDeal } from './recorded-deal.js';
import { timeline, type TimelineEntry } from './timeline.js';

/** What an audience learned between two instants, and what that changed in the answer. */
export interface Diff {
  /** The slug under which it answers at `to`. */
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

/**
 * The difference between two questions about a slug that differ in `knownAt` or basis; null when a basis holds nothing
 * under it. Where the deal is joined to another in between, the claims of that one are learned about this one.
 */
export function diff(recorded: RecordedDeal, from: Question, to: Question): Diff | null {
  const [before, after] = [answer(recorded, from), answer(recorded, to)];
  if (!before || !after) {
    return null;
  }
  const earlierClaims = new Map(timeline(recorded, from)!.claims.map((claim) => [claim.event, claim]));
  const claims = timeline(recorded, to)!.claims;
  return {
    deal: after.deal,
    learned: claims.filter(({ event }) => !earlierClaims.has(event)),
    takenBack: claims.filter(({ event, removedBy }) => removedBy && stood(earlierClaims.get(event))),
    changed: changes(before, after),
    from: before.asked,
    to: after.asked,
  };
}

function stood(claim: TimelineEntry | undefined): boolean {
  return claim !== undefined && claim.removedBy === undefined;
}

/** Whether it is one deal with another. */
const IDENTITY = ['deal', 'alsoRecordedAs'] as const satisfies readonly (keyof Answer)[];

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
    ...IDENTITY.map((field) => ({ field, before: (before ?? after)[field], after: after[field] })),
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
