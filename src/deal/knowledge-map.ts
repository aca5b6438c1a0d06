import { isRemoval, type DealEvent } from './claim.js';
import { earlier, later, type Instant } from './instant.js';
import type { Audience } from './question.js';
import { FIRST, LAST, type Band, type Slab } from './rectangle.js';
import {
  knowableFrom,
  removalsKnown,
  reportsUpTo,
  type Interval,
  type KnownReport,
  type Reports,
} from './reports-known.js';
import { everythingKnown, StandingSweep, type MappedDeal } from './standing-sweep.js';

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
  const { byId } = reportsUpTo(events, Number.MAX_SAFE_INTEGER);
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
  const { byId } = reportsUpTo(events, Number.MAX_SAFE_INTEGER);
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
 * after the first `known` may have changed it.
 */
export function sweepStandings(
  events: readonly DealEvent[],
  known: number,
  audience: Audience,
  from: Instant,
): StandingsSwept {
  const reports = reportsUpTo(events, Number.MAX_SAFE_INTEGER);
  const sweep = new StandingSweep(reports, audience);
  const instants = instantsOfKnowing(reports, audience, 'latest');
  const [first, ...rest] = instants.filter((at) => at >= from);
  if (first === undefined) {
    return { effectFrom: FIRST, slabs: [] };
  }
  const before = instants.findLast((at) => at < first);
  if (before === undefined || rest.length > 0 || !isNews(reports, events[known]!.position, audience, first)) {
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

/** Where something about the deal was open for the audience, state of knowledge by state of knowledge. */
export function* slabsUndetermined(
  events: readonly DealEvent[],
  audience: Audience,
  from: Instant,
): Generator<Slab<true>> {
  const reports = reportsUpTo(events, Number.MAX_SAFE_INTEGER);
  const vague = vagueReports(reports, audience);
  if (vague.length === 0) {
    return;
  }
  const removing = reports.inOrderOfEffect.filter(({ removals }) => removals.length > 0);
  const instants = instantsOf([...vague, ...removing], audience, 'earliest', 'latest');
  for (const knownFrom of instants.filter((at) => at >= from)) {
    const { removed, perhapsRemoved } = removalsKnown(reports, everythingKnown(audience, knownFrom));
    const open: Interval[] = [];
    for (const report of vague) {
      const knowable = knowableFrom(report, audience)!;
      if (knowable.earliest <= knownFrom && !removed.has(report.id)) {
        const always = knownFrom < knowable.latest || perhapsRemoved.has(report.id);
        open.push(always ? EVER : report.effective);
      }
    }
    yield { knownFrom, bands: union(open) };
  }
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

/** The instants at which the audience comes to know something, in order. */
export function instantsOfKnowing(
  reports: Reports,
  audience: Audience,
  ...ends: readonly (keyof Interval)[]
): Instant[] {
  return instantsOf(reports.inOrderOfEffect, audience, ...ends);
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
