import type { Instant } from './instant.js';
import { compareGroups, groupOf, type Grouping, type StatusSpell } from './status-spells.js';
import { STATUSES, type Status } from './status.js';

const DAY_MS = 86_400_000;

/** How often, and how fast, deals went from one status to another. */
export interface Transition {
  /** Source or kind of source that told first of `from`; null when all are counted together. */
  readonly group: string | null;
  readonly from: Status;
  readonly to: Status;
  /** How many spells of `from` there were. */
  readonly spells: number;
  /** How many of them ended in `to`, as the very next status. */
  readonly direct: number;
  /**
   * How many of them were followed by `to` at any time later in the same episode of the deal. From `collapsed` no episode
   * goes on, so there it is the same as `direct`: the status with which the deal came back.
   */
  readonly eventual: number;
  /** How many of them are open: no other status followed. */
  readonly open: number;
  /** Median length, in days, of the spells that ended directly in `to`; null when none did. */
  readonly medianDays: number | null;
}

/**
 * Counts the spells of each status by what came after. `deals` holds the spells of one deal each, in order. Only pairs that
 * occurred (directly or eventually) are listed; by group, then in the order of the statuses. Lengths are the differences of
 * `since`, and never negative: where possible instants are asked for, what came later in order of effect may have begun
 * earlier, and then counts as at once.
 */
export function transitions(deals: readonly (readonly StatusSpell[])[], by?: Grouping): Transition[] {
  const placed = deals.flatMap((deal) => deal.map((spell, place) => ({ deal, place, spell })));
  const ofSpells = Map.groupBy(placed, ({ spell }) => JSON.stringify([groupOf(spell, by), spell.status]));
  return [...ofSpells.values()]
    .flatMap((spells) => {
      const { spell } = spells[0]!;
      const open = spells.filter(({ deal, place }) => place === deal.length - 1).length;
      const all = { group: groupOf(spell, by), from: spell.status, spells: spells.length, open };
      return STATUSES.map((to) => ({ ...all, to, ...countOf(spells, to) }));
    })
    .filter(({ eventual }) => eventual > 0)
    .toSorted(compareTransitions);
}

interface PlacedSpell {
  readonly deal: readonly StatusSpell[];
  readonly place: number;
  readonly spell: StatusSpell;
}

function countOf(
  spells: readonly PlacedSpell[],
  to: Status,
): Pick<Transition, 'direct' | 'eventual' | 'medianDays'> {
  const daysDirect = spells.flatMap(({ deal, place, spell }) => {
    const next = deal[place + 1];
    return next?.status === to ? [daysBetween(spell.since, next.since)] : [];
  });
  const eventual = spells.filter(({ deal, place }) => statusesAfter(deal, place).has(to)).length;
  return { direct: daysDirect.length, eventual, medianDays: median(daysDirect) };
}

/** The statuses that followed in the same episode; after a collapse the one with which the deal came back. */
function statusesAfter(deal: readonly StatusSpell[], place: number): ReadonlySet<Status> {
  const { status, episode } = deal[place]!;
  const later = deal.slice(place + 1);
  const followed =
    status === 'collapsed' ? later.slice(0, 1) : later.filter((one) => one.episode === episode);
  return new Set(followed.map((one) => one.status));
}

/** The time between two instants in days, at least none. */
export function daysBetween(from: Instant, to: Instant): number {
  return Math.max(0, to - from) / DAY_MS;
}

/** The middle value, or the mean of the two in the middle; null of none. */
function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

function compareTransitions(a: Transition, b: Transition): number {
  return (
    compareGroups(a.group, b.group) ||
    STATUSES.indexOf(a.from) - STATUSES.indexOf(b.from) ||
    STATUSES.indexOf(a.to) - STATUSES.indexOf(b.to)
  );
}
