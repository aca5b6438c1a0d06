import { isRemoval, type DealEvent } from './claim.js';
import { earlier, later, type Instant } from './instant.js';
import type { Audience, Question } from './question.js';
import type { OneDeal } from './joinable.js';
import type { RecordedDeal } from './recorded-deal.js';
import { FIRST, LAST, type Band, type Slab } from './rectangle.js';
import {
  knowableFrom,
  removalsKnown,
  reportsUpTo,
  type Interval,
  type KnownReport,
  type Reports,
} from './reports-known.js';
import { everythingKnown, NEWEST, StandingSweep, type MappedDeal } from './standing-sweep.js';

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

/** What is to be swept of a map again. */
export interface StandingsSwept {
  /** Rectangles that end by this instant of effect stand as they did. */
  readonly effectFrom: Instant;
  readonly slabs: readonly Slab<MappedDeal>[];
}

/**
 * How the deal stood, state of knowledge by state of knowledge, from the first at or after `from`, from which on the events
 * from position `since` on may have changed it. It stands nowhere where it is known under another slug.
 */
export function sweepStandings(
  recorded: RecordedDeal,
  since: number,
  audience: Audience,
  from: Instant,
): StandingsSwept {
  const instants = instantsOfKnowing(recorded, { audience, basis: NEWEST }, 'latest');
  return recorded.isLinked
    ? { effectFrom: FIRST, slabs: [...sweepLinked(recorded, audience, instants, from)] }
    : sweepAlone(recorded.alone, since, audience, instants, from);
}

/** What a deal is joined to changes which claims are folded, so each such state begins anew. */
function* sweepLinked(
  recorded: RecordedDeal,
  audience: Audience,
  instants: readonly Instant[],
  from: Instant,
): Generator<Slab<MappedDeal>> {
  let swept: OneDeal | undefined;
  let sweep: StandingSweep | undefined;
  for (const knownFrom of instants.filter((at) => at >= from)) {
    const deal = recorded.at(everythingKnown(audience, knownFrom));
    if (deal.slug !== recorded.slug) {
      swept = undefined;
      yield { knownFrom, bands: [] };
      continue;
    }
    if (sweep === undefined || swept !== deal) {
      sweep = new StandingSweep(deal, audience);
      swept = deal;
    }
    yield sweep.at(knownFrom);
  }
}

function sweepAlone(
  deal: OneDeal,
  since: number,
  audience: Audience,
  instants: readonly Instant[],
  from: Instant,
): StandingsSwept {
  const reports = reportsUpTo(deal.events, NEWEST);
  const sweep = new StandingSweep(deal, audience);
  const [first, ...rest] = instants.filter((at) => at >= from);
  if (first === undefined) {
    return { effectFrom: FIRST, slabs: [] };
  }
  const before = instants.findLast((at) => at < first);
  if (before === undefined || rest.length > 0 || !isNews(reports, since, audience, first)) {
    return { effectFrom: FIRST, slabs: [first, ...rest].map((at) => sweep.at(at)) };
  }
  sweep.at(before);
  const { bands } = sweep.at(first);
  return { effectFrom: bands[0]!.effectiveFrom, slabs: [{ knownFrom: first, bands }] };
}

/** Whether all that the audience learned from an instant on came from a position on. */
function isNews(reports: Reports, since: number, audience: Audience, from: Instant): boolean {
  return reports.inOrderOfEffect.every((report) => {
    const knowable = knowableFrom(report, audience);
    return !knowable || knowable.latest < from || report.position >= since;
  });
}

/**
 * Where something about the deal was open for the audience, state of knowledge by state of knowledge; nowhere where it is
 * known under another slug.
 */
export function* slabsUndetermined(
  recorded: RecordedDeal,
  audience: Audience,
  from: Instant,
): Generator<Slab<true>> {
  let doubts = doubtsAbout(recorded.alone, audience);
  if (!recorded.isLinked && doubts.vague.length === 0) {
    return;
  }
  const instants = recorded.isLinked
    ? instantsOfKnowing(recorded, { audience, basis: NEWEST }, 'earliest', 'latest')
    : instantsOf([...doubts.vague, ...doubts.removing], audience, 'earliest', 'latest');
  for (const knownFrom of instants.filter((at) => at >= from)) {
    const question = everythingKnown(audience, knownFrom);
    const deal = recorded.at(question);
    if (deal.slug !== recorded.slug) {
      yield { knownFrom, bands: [] };
      continue;
    }
    doubts = doubts.deal === deal ? doubts : doubtsAbout(deal, audience);
    yield { knownFrom, bands: openBands(doubts, question) };
  }
}

/** What may ever have been open about a deal. */
interface Doubts {
  readonly deal: OneDeal;
  readonly reports: Reports;
  readonly vague: readonly KnownReport[];
  readonly removing: readonly KnownReport[];
}

function doubtsAbout(deal: OneDeal, audience: Audience): Doubts {
  const reports = reportsUpTo(deal.events, NEWEST);
  const removing = reports.inOrderOfEffect.filter(({ removals }) => removals.length > 0);
  return { deal, reports, vague: vagueReports(reports, audience), removing };
}

/** Of which effects it is open what was so, in a state of knowledge. */
function openBands({ reports, vague }: Doubts, question: Question): Band<true>[] {
  const { removed, perhapsRemoved } = removalsKnown(reports, question);
  const open: Interval[] = [];
  for (const report of vague) {
    const knowable = knowableFrom(report, question.audience)!;
    if (knowable.earliest <= question.knownAt && !removed.has(report.id)) {
      const always = question.knownAt < knowable.latest || perhapsRemoved.has(report.id);
      open.push(always ? EVER : report.effective);
    }
  }
  return union(open);
}

/** The reports with claims of which it was ever open whether they count. */
function vagueReports(reports: Reports, audience: Audience): KnownReport[] {
  const removing = reports.inOrderOfEffect.filter((report) => isStretch(knowableFrom(report, audience)));
  const targets = new Set(removing.flatMap(({ removals }) => removals.map(({ target }) => target)));
  return reports.inOrderOfEffect.filter((report) => {
    const knowable = knowableFrom(report, audience);
    const isVague = isStretch(knowable) || isStretch(report.effective) || targets.has(report.id);
    return knowable && isVague && report.events.some(({ claim }) => !isRemoval(claim));
  });
}

function isStretch(interval: Interval | null): boolean {
  return interval !== null && interval.earliest < interval.latest;
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
  const reports = [...histories.values()].flatMap((events) => reportsUpTo(events, basis).inOrderOfEffect);
  return instantsOf(reports, audience, ...ends);
}

function instantsOf(
  reports: readonly KnownReport[],
  audience: Audience,
  ...ends: readonly (keyof Interval)[]
): Instant[] {
  const instants = new Set<Instant>();
  for (const report of reports) {
    const knowable = knowableFrom(report, audience);
    ends.forEach((end) => knowable && instants.add(knowable[end]));
  }
  return [...instants].toSorted((a, b) => a - b);
}
