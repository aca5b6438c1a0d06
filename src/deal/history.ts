import { isRemoval } from './claim.js';
import { formatInstant, type Instant } from './instant.js';
import { instantsOfKnowing } from './knowledge-map.js';
import {
  ANSWER_VERSION,
  counts,
  knownClaims,
  reportsKnown,
  titleOf,
  type AskedOfAnswer,
  type KnownClaim,
} from './knowledge.js';
import type { Question } from './question.js';
import type { RecordedDeal } from './recorded-deal.js';
import { bandsOf, FIRST, LAST, rectanglesOf, type Band, type Slab } from './rectangle.js';
import { removalsKnown, reportsUpTo, type KnownReport, type RootOf } from './reports-known.js';
import { StandingFold } from './standing.js';

export const HISTORY_FIELDS = [
  'status',
  'episode',
  'officiallyConfirmed',
  'amount',
  'title',
  'parties',
] as const;
export type HistoryField = (typeof HISTORY_FIELDS)[number];

/** A question about all instants of knowing and of effect at once. */
export type HistoryQuestion = Omit<Question, 'knownAt' | 'effectiveAt'>;

/** Every value that a field of the answer ever had, and for which instants it is the answer. */
export interface History {
  /** The slug under which it answers by the end. */
  readonly deal: string;
  readonly field: HistoryField;
  /** Disjoint; together they cover all that was known from when the audience knew of the deal. By knownFrom, effectiveFrom. */
  readonly rectangles: readonly HistoryRectangle[];
  readonly asked: Omit<AskedOfAnswer, 'knownAt' | 'effectiveAt'>;
}

/** The answer to every question with `knownFrom <= knownAt < knownTo` and `effectiveFrom <= effectiveAt < effectiveTo`. */
export interface HistoryRectangle {
  /** As it stands in the answer, null where nothing does. */
  readonly value: unknown;
  /** Null: it holds to this day. */
  readonly knownFrom: string;
  readonly knownTo: string | null;
  /** Null: from the beginning, or to the end, of time. */
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  /** The event that the value rests on; absent where there is none, and for parties, each of which names its own. */
  readonly event?: string;
}

type FoldedField = Exclude<HistoryField, 'title'>;

interface Held {
  readonly value: unknown;
  readonly event: string | null;
}

/** The history of a field for a slug; null when the record at the basis holds nothing under it. */
export function history(whole: RecordedDeal, field: HistoryField, asked: HistoryQuestion): History | null {
  const recorded = whole.upTo(asked.basis);
  if (recorded.events.length === 0) {
    return null;
  }
  const { slug: deal } = recorded.at({ ...asked, knownAt: LAST, effectiveAt: LAST });
  const rectangles = rectanglesOf(slabsOf(recorded, field, asked)).toSorted(
    (a, b) => a.knownFrom - b.knownFrom || a.effectiveFrom - b.effectiveFrom,
  );
  return {
    deal,
    field,
    rectangles: rectangles.map(({ value: { value, event }, ...bounds }) => ({
      value,
      knownFrom: formatInstant(bounds.knownFrom),
      knownTo: formatBound(bounds.knownTo),
      effectiveFrom: formatBound(bounds.effectiveFrom),
      effectiveTo: formatBound(bounds.effectiveTo),
      ...(event !== null && { event }),
    })),
    asked: {
      ...(deal !== recorded.slug && { deal: recorded.slug }),
      audience: asked.audience,
      certainty: asked.certainty,
      basis: asked.basis,
      ...(asked.sourceKinds && { sourceKind: asked.sourceKinds }),
      answerVersion: ANSWER_VERSION,
    },
  };
}

function formatBound(at: Instant): string | null {
  return at === FIRST || at === LAST ? null : formatInstant(at);
}

function* slabsOf(
  recorded: RecordedDeal,
  field: HistoryField,
  asked: HistoryQuestion,
): Generator<Slab<Held>> {
  const ends = asked.certainty === 'certain' ? (['latest'] as const) : (['earliest', 'latest'] as const);
  for (const knownFrom of instantsOfKnowing(recorded, asked, ...ends)) {
    const question = { ...asked, knownAt: knownFrom, effectiveAt: LAST };
    const reports = reportsUpTo(recorded.at(question).events, asked.basis);
    const knowledge = removalsKnown(reports, question);
    const known = reportsKnown(knowledge, question).map(({ report }) => report);
    if (known.length === 0) {
      yield { knownFrom, bands: [] };
    } else if (field === 'title') {
      yield { knownFrom, bands: bandsOf([start(FIRST, titleHeld(titleOf(known, knowledge.removed)))]) };
    } else {
      const standing = known.filter(({ id }) => !knowledge.removed.has(id));
      const claims = knownClaims(standing, question).filter(
        (claim) => !isRemoval(claim.event.claim) && counts(claim, question),
      );
      yield { knownFrom, bands: bandsOf(sweep(claims, reports.rootOf, field)) };
    }
  }
}

function titleHeld(report: KnownReport | undefined): Held {
  return { value: report?.title ?? null, event: report?.events[0]?.id ?? null };
}

/** What the field holds from each instant of effect on. */
function* sweep(
  claims: readonly KnownClaim[],
  rootOf: RootOf,
  field: FoldedField,
): Generator<Omit<Band<Held>, 'effectiveTo'>> {
  const effects = [FIRST, ...new Set(claims.map(({ effect }) => effect))].toSorted((a, b) => a - b);
  const inStep = claims.every(({ effect }, place) => place === 0 || claims[place - 1]!.effect <= effect);
  let fold = new StandingFold(rootOf);
  let taken = 0;
  for (const effectiveFrom of effects) {
    if (inStep) {
      for (; taken < claims.length && claims[taken]!.effect <= effectiveFrom; taken++) {
        fold.take(claims[taken]!);
      }
    } else {
      fold = new StandingFold(rootOf);
      claims.filter(({ effect }) => effect <= effectiveFrom).forEach((claim) => fold.take(claim));
    }
    yield start(effectiveFrom, heldBy(fold, field));
  }
}

function start(effectiveFrom: Instant, value: Held): Omit<Band<Held>, 'effectiveTo'> {
  return { effectiveFrom, value, key: JSON.stringify(value) };
}

function heldBy(fold: StandingFold, field: FoldedField): Held {
  if (field === 'parties') {
    return { value: fold.parties(), event: null };
  }
  const standing = fold.standing();
  if (field === 'amount') {
    const { event = null, ...value } = standing.amount ?? {};
    return { value: event === null ? null : value, event };
  }
  return { value: standing[field], event: fold.statusEvent() };
}
