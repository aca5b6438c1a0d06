import { isRemoval, statusOf, type DealEvent } from './claim.js';
import { foldRuns } from './fold.js';
import type { Instant } from './instant.js';
import { countedClaims } from './knowledge.js';
import { RecordedDeal } from './recorded-deal.js';
import { describeReport, toldAt, type KnownReport } from './reports-known.js';
import { isStepBack, type Status } from './status.js';

/** How a deal stood, as the desk knew it when an event was recorded. */
export interface Standing {
  readonly status: Status | null;
  readonly episode: number;
}

/** What one event did to its deal: how it stood before and after, as the desk knew it at those positions. */
export interface Effect {
  readonly statusBefore: Status | null;
  readonly statusAfter: Status | null;
  readonly episodeBefore: number;
  readonly episodeAfter: number;
}

/** Something that holds from a revision on, until the next entry. */
interface Since<T> {
  readonly revision: number;
  readonly value: T;
}

const UNKNOWN: Standing = { status: null, episode: 1 };

/**
 * How a deal stood after each of its events: for the desk, the one rule over the events up to there. It looks at what is
 * recorded under one slug, whatever links join with it. It keeps the changes
 * only, so that the courses of many deals can be kept, and goes on from what it keeps wherever that is enough.
 */
export class DealCourse {
  private taken = 0;
  private readonly standings: Since<Standing>[] = [];
  private readonly names: Since<readonly string[]>[] = [];
  /** Of the last status claim that counts, in order of effect: when it took effect, and when it was told. */
  private last: { readonly effect: Instant; readonly told: Instant } | null = null;

  /** How many of the deal's events it has taken in. */
  get length(): number {
    return this.taken;
  }

  /** How many entries it keeps. */
  get size(): number {
    return 1 + this.standings.length + this.names.length;
  }

  /** Takes in the next event; false when that needs the whole history, and nothing was taken. */
  take(event: DealEvent): boolean {
    const status = statusOf(event.claim);
    if (isRemoval(event.claim)) {
      return false;
    }
    if (status !== undefined && !this.move(status, event)) {
      return false;
    }
    this.name(event);
    this.taken = event.revision + 1;
    return true;
  }

  /** Takes in the next event by the one rule; `history` are the deal's events up to it, and may hold later ones. */
  takeByRule(history: readonly DealEvent[]): void {
    const event = history[this.taken]!;
    const { position: basis, recordedAt: at } = event;
    const question = { audience: 'desk', certainty: 'certain', basis, knownAt: at, effectiveAt: at } as const;
    const claims = countedClaims(RecordedDeal.of(history), question);
    const run = foldRuns(claims).runs.at(-1);
    const last = claims.findLast((claim) => statusOf(claim.event.claim) !== undefined);
    this.last = last ? placeOf(last.report) : null;
    this.stand(event.revision, run ? { status: run.status, episode: run.episode } : UNKNOWN);
    this.name(event);
    this.taken = event.revision + 1;
  }

  /** What the event at a revision that was taken in did. */
  effectOf(revision: number): Effect {
    const before = heldAt(this.standings, revision - 1) ?? UNKNOWN;
    const after = heldAt(this.standings, revision) ?? UNKNOWN;
    return {
      statusBefore: before.status,
      statusAfter: after.status,
      episodeBefore: before.episode,
      episodeAfter: after.episode,
    };
  }

  /** Names and aliases of every party that the events up to a revision named, whether or not they still count. */
  namesAt(revision: number): readonly string[] {
    return heldAt(this.names, revision) ?? NOBODY;
  }

  /** A status claim that comes last in order of effect moves the deal by itself. */
  private move(status: Status, event: DealEvent): boolean {
    const place = placeOf(describeReport(event.reportId, [event], NONE_BEFORE));
    const isLast = this.last === null || comesAfter(place, this.last);
    // Behind a removal in its own report, what it mends decides its place.
    if (event.index > 0 || !isLast) {
      return false;
    }
    this.last = place;
    const { status: before, episode } = this.standings.at(-1)?.value ?? UNKNOWN;
    if (before === null || !isStepBack(before, status)) {
      const returned = before === 'collapsed' && status !== 'collapsed';
      this.stand(event.revision, { status, episode: episode + Number(returned) });
    }
    return true;
  }

  private stand(revision: number, value: Standing): void {
    const before = this.standings.at(-1)?.value ?? UNKNOWN;
    if (before.status !== value.status || before.episode !== value.episode) {
      this.standings.push({ revision, value });
    }
  }

  private name({ claim, revision }: DealEvent): void {
    if (claim.type === 'PartyNamed') {
      const before = this.names.at(-1)?.value ?? NOBODY;
      const value = [...new Set([...before, claim.name, ...(claim.aliases ?? [])])];
      if (value.length > before.length) {
        this.names.push({ revision, value });
      }
    }
  }
}

const NOBODY: readonly string[] = [];
const NONE_BEFORE: ReadonlyMap<string, KnownReport> = new Map();

function placeOf(report: KnownReport): { readonly effect: Instant; readonly told: Instant } {
  return { effect: report.effective.latest, told: toldAt(report) };
}

function comesAfter(
  one: { readonly effect: Instant; readonly told: Instant },
  other: { readonly effect: Instant; readonly told: Instant },
): boolean {
  return one.effect > other.effect || (one.effect === other.effect && one.told >= other.told);
}

function heldAt<T>(entries: readonly Since<T>[], revision: number): T | undefined {
  return entries.findLast((entry) => entry.revision <= revision)?.value;
}
