import { isRemoval, type DealEvent } from './claim.js';
import { earlier, later, type Instant } from './instant.js';
import { knownClaims, reportsKnown, titleOf, type KnownClaim } from './knowledge.js';
import type { Audience, Question } from './question.js';
import type { RecordedDeal } from './recorded-deal.js';
import { bandsOf, FIRST, LAST, type Band, type Slab } from './rectangle.js';
import {
  knowableFrom,
  removalsKnown,
  reportsUpTo,
  type Interval,
  type KnownReport,
  type RootOf,
} from './reports-known.js';
import { StandingFold, type Standing } from './standing.js';

/** How a deal stood for an audience: what a rectangle of the knowledge map holds. */
export interface MappedDeal extends Standing {
  readonly title: string | null;
  readonly firstKnownAt: Instant;
  readonly alsoRecordedAs: readonly string[];
}

const NEWEST = Number.MAX_SAFE_INTEGER;

/** Everything that is asked for certain, of the newest basis, from sources of every kind. */
export function everythingKnown(audience: Audience, knownAt: Instant): Question {
  return { audience, knownAt, effectiveAt: knownAt, certainty: 'certain', basis: NEWEST };
}

/**
 * From which state of knowledge on the map of an audience is another because of the events that came after the first
 * `known` of a deal; null: from none. What a report changes, it changes from when it could be known; a clerical removal
 * mends for the public what it ever saw.
 */
export function mapChangesFrom(
  events: readonly DealEvent[],
  known: number,
  audience: Audience,
): Instant | null {
  const { byId } = reportsUpTo(events, NEWEST);
  const added = events.slice(known);
  if (audience === 'public' && added.some(({ claim }) => isRemoval(claim) && claim.clerical)) {
    return FIRST;
  }
  const starts = [...new Set(added.map(({ reportId }) => reportId))].flatMap(
    (id) => knowableFrom(byId.get(id)!, audience)?.earliest ?? [],
  );
  return starts.length === 0 ? null : starts.reduce(earlier);
}

/**
 * Instants at which the audience may have learned something from the events after the first `known`: when their reports
 * could be known, possibly or for certain, and when what they tell may have been so.
 */
export function momentsOf(events: readonly DealEvent[], known: number, audience: Audience): Set<Instant> {
  const { byId } = reportsUpTo(events, NEWEST);
  const moments = new Set<Instant>();
  for (const { reportId, publishedAt, recordedAt } of events.slice(known)) {
    const report = byId.get(reportId)!;
    const knowable = knowableFrom(report, audience);
    if (knowable) {
      moments.add(knowable.earliest).add(knowable.latest).add(report.effective.earliest);
      // As it stood before its last claims, by a basis in its midst.
      moments.add(earlier(publishedAt?.latest ?? recordedAt, recordedAt));
    }
  }
  return moments;
}

/**
 * How the deal stood, state of knowledge by state of knowledge, from the first at or after `from`; not at all where it was
 * known under another slug.
 */
export function* slabsOfStandings(
  recorded: RecordedDeal,
  audience: Audience,
  from: Instant,
): Generator<Slab<MappedDeal>> {
  const asked = { audience, basis: NEWEST };
  for (const knownFrom of instantsOfKnowing(recorded, asked, 'latest').filter((at) => at >= from)) {
    const question = everythingKnown(audience, knownFrom);
    const { slug, alsoRecordedAs, events } = recorded.at(question);
    if (slug !== recorded.slug) {
      yield { knownFrom, bands: [] };
      continue;
    }
    const reports = reportsUpTo(events, NEWEST);
    const knowledge = removalsKnown(reports, question);
    const known = reportsKnown(knowledge, question);
    const first = known[0];
    if (!first) {
      yield { knownFrom, bands: [] };
      continue;
    }
    const deal = {
      title:
        titleOf(
          known.map(({ report }) => report),
          knowledge.removed,
        )?.title ?? null,
      firstKnownAt: known.reduce((at, { knowable }) => earlier(at, knowable.latest), first.knowable.latest),
      alsoRecordedAs,
    };
    const claims = claimsOf(
      known.map(({ report }) => report).filter(({ id }) => !knowledge.removed.has(id)),
      question,
    );
    yield {
      knownFrom,
      bands: bandsOf(sweep(claims, reports.rootOf, (standing) => ({ ...deal, ...standing }))),
    };
  }
}

/** The claims of reports in order of effect, which for what is certain is the order in which they take effect. */
function claimsOf(reports: readonly KnownReport[], question: Question): KnownClaim[] {
  return knownClaims(reports, question).filter(({ event }) => !isRemoval(event.claim));
}

function* sweep(
  claims: readonly KnownClaim[],
  rootOf: RootOf,
  describe: (standing: Standing) => MappedDeal,
): Generator<Omit<Band<MappedDeal>, 'effectiveTo'>> {
  const fold = new StandingFold(rootOf);
  let effectiveFrom = FIRST;
  for (const claim of claims) {
    if (claim.effect > effectiveFrom) {
      yield band(effectiveFrom, describe(fold.standing()));
      effectiveFrom = claim.effect;
    }
    fold.take(claim);
  }
  yield band(effectiveFrom, describe(fold.standing()));
}

function band<V>(effectiveFrom: Instant, value: V): Omit<Band<V>, 'effectiveTo'> {
  return { effectiveFrom, value, key: JSON.stringify(value) };
}

/**
 * Where something about the deal was open for the audience, state of knowledge by state of knowledge; nowhere where it was
 * known under another slug.
 */
export function* slabsUndetermined(
  recorded: RecordedDeal,
  audience: Audience,
  from: Instant,
): Generator<Slab<true>> {
  const asked = { audience, basis: NEWEST };
  const instants = instantsOfKnowing(recorded, asked, 'earliest', 'latest');
  for (const knownFrom of instants.filter((at) => at >= from)) {
    const question = everythingKnown(audience, knownFrom);
    const { slug, events } = recorded.at(question);
    if (slug !== recorded.slug) {
      yield { knownFrom, bands: [] };
      continue;
    }
    const reports = reportsUpTo(events, NEWEST);
    const { removed, perhapsRemoved } = removalsKnown(reports, question);
    const open: Interval[] = [];
    for (const report of reports.inOrderOfEffect) {
      const knowable = knowableFrom(report, audience);
      const counts = knowable && knowable.earliest <= knownFrom && !removed.has(report.id);
      if (counts && report.events.some(({ claim }) => !isRemoval(claim))) {
        const always = knownFrom < knowable.latest || perhapsRemoved.has(report.id);
        open.push(always ? EVER : report.effective);
      }
    }
    yield { knownFrom, bands: union(open) };
  }
}

const EVER: Interval = { earliest: FIRST, latest: LAST };

/** Intervals, half open, put together where they meet. */
function union(intervals: readonly Interval[]): Band<true>[] {
  const bands: { effectiveFrom: Instant; effectiveTo: Instant; key: string; value: true }[] = [];
  const whole = intervals.filter(({ earliest, latest }) => earliest < latest);
  for (const { earliest, latest } of whole.toSorted((a, b) => a.earliest - b.earliest)) {
    const last = bands.at(-1);
    if (last && earliest <= last.effectiveTo) {
      last.effectiveTo = later(last.effectiveTo, latest);
    } else {
      bands.push({ effectiveFrom: earliest, effectiveTo: latest, key: '', value: true });
    }
  }
  return bands;
}

/** The instants at which the audience comes to know something, in order; of a deal and of all that links may join with it. */
export function instantsOfKnowing(
  { histories }: RecordedDeal,
  { audience, basis }: Pick<Question, 'audience' | 'basis'>,
  ...ends: readonly (keyof Interval)[]
): Instant[] {
  const instants = new Set<Instant>();
  for (const events of histories.values()) {
    for (const report of reportsUpTo(events, basis).byId.values()) {
      const knowable = knowableFrom(report, audience);
      ends.forEach((end) => knowable && instants.add(knowable[end]));
    }
  }
  return [...instants].toSorted((a, b) => a - b);
}
