import type { Instant } from './instant.js';
import { compareGroups, groupOf, type Grouping, type StatusSpell } from './status-spells.js';
import type { Status } from './status.js';
import { daysBetween } from './transitions.js';

/** How long deals of one group stayed without reaching a status. */
export interface Duration {
  /** Source or kind of source that told first of the status that is counted from; null when all are counted together. */
  readonly group: string | null;
  /** How many waits there were: {@link waits}. */
  readonly waits: number;
  /** How many ended in one of the statuses asked for. */
  readonly events: number;
  /** How many had not by the instant asked about, with the deal still going. */
  readonly open: number;
  /** How many cannot any more, because the deal collapsed first; censored at that instant. */
  readonly lost: number;
  /** The first time by which at least half had reached it, by the estimate; null while it is not that many. */
  readonly medianDays: number | null;
  /** Kaplan-Meier: one step for each length at which a wait ended or was censored. */
  readonly survival: readonly SurvivalStep[];
}

export interface SurvivalStep {
  readonly days: number;
  /** Waits that were at least this long. */
  readonly atRisk: number;
  readonly events: number;
  readonly censored: number;
  /** Estimated share of all waits that are longer than this. */
  readonly survival: number;
}

/** The time from a status to the first of some others. */
export interface Wait {
  readonly group: string | null;
  readonly days: number;
  readonly end: 'event' | 'open' | 'lost';
}

/** What is waited for: from which status, to any of which others, as things stood when. */
export interface WaitsAsked {
  readonly from: Status;
  readonly to: readonly Status[];
  readonly effectiveAt: Instant;
  readonly by?: Grouping;
}

/**
 * The waits of one deal, whose spells come in order: at most one in each episode, from the start of its first spell of
 * `from` to the start of the first later spell, in the same episode, of any status in `to`. Where the episode ended in
 * collapse without that, the wait is censored at the collapse (`lost`); where it goes on, at `effectiveAt` (`open`).
 * No wait is shorter than none.
 */
export function waits(spells: readonly StatusSpell[], { from, to, effectiveAt, by }: WaitsAsked): Wait[] {
  const episodes = Map.groupBy(spells, ({ episode }) => episode);
  return [...episodes.values()].flatMap((episode): Wait[] => {
    const start = episode.findIndex(({ status }) => status === from);
    const first = episode[start];
    if (!first) {
      return [];
    }
    const later = episode.slice(start + 1);
    const reached = later.find(({ status }) => to.includes(status));
    const collapse = later.find(({ status }) => status === 'collapsed');
    const group = groupOf(first, by);
    if (reached) {
      return [{ group, days: daysBetween(first.since, reached.since), end: 'event' }];
    }
    return collapse
      ? [{ group, days: daysBetween(first.since, collapse.since), end: 'lost' }]
      : [{ group, days: daysBetween(first.since, effectiveAt), end: 'open' }];
  });
}

/** The Kaplan-Meier estimate for each group, in order of the groups. */
export function durations(all: readonly Wait[]): Duration[] {
  return [...Map.groupBy(all, ({ group }) => group)]
    .toSorted(([a], [b]) => compareGroups(a, b))
    .map(([group, ofGroup]) => {
      const survival = kaplanMeier(ofGroup);
      const ended = (end: Wait['end']) => ofGroup.filter((wait) => wait.end === end).length;
      return {
        group,
        waits: ofGroup.length,
        events: ended('event'),
        open: ended('open'),
        lost: ended('lost'),
        medianDays: survival.find((step) => step.survival <= 0.5)?.days ?? null,
        survival,
      };
    });
}

/** At each length the share that survives falls by events / at risk; who is censored at that very length is at risk still. */
function kaplanMeier(all: readonly Wait[]): SurvivalStep[] {
  const byLength = [...Map.groupBy(all, ({ days }) => days)].toSorted(([a], [b]) => a - b);
  let atRisk = all.length;
  let survival = 1;
  return byLength.map(([days, ended]) => {
    const events = ended.filter(({ end }) => end === 'event').length;
    const step = { days, atRisk, events, censored: ended.length - events };
    survival *= 1 - events / atRisk;
    atRisk -= ended.length;
    return { ...step, survival };
  });
}
