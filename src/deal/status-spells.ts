import { foldRuns } from './fold.js';
import type { Instant } from './instant.js';
import { countedClaims } from './knowledge.js';
import type { Question } from './question.js';
import type { RecordedDeal } from './recorded-deal.js';
import type { SourceKind } from './report.js';
import type { Status } from './status.js';

/** A stretch of time in which a deal had one status, as known to whoever asked. */
export interface StatusSpell {
  readonly deal: string;
  /** 1, plus one for each time that the deal came back from collapse before. */
  readonly episode: number;
  readonly status: Status;
  /** Effect of the first claim of the run. */
  readonly since: Instant;
  /** Who told of it first: the source of the first claim of the run. */
  readonly source: string;
  readonly sourceKind: SourceKind;
}

/**
 * The statuses that a deal went through as known then, in order: one spell for each unbroken run of claims of one status
 * (steps back are no spells). None while the deal or its status is not known, nor while it is known under another slug.
 */
export function statusSpells(recorded: RecordedDeal, question: Question): StatusSpell[] {
  const counted = recorded.isFirst(question) ? countedClaims(recorded, question) : [];
  return foldRuns(counted).runs.map(({ status, claims, episode }) => {
    const { event, effect } = claims[0]!;
    return {
      deal: recorded.slug,
      episode,
      status,
      since: effect,
      source: event.source.name,
      sourceKind: event.source.kind,
    };
  });
}

/** By what the deals of a statistic are told apart: who told first of the status from which is counted. */
export const GROUPINGS = ['sourceKind', 'source'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** The group of a spell; null when all are counted together. */
export function groupOf(spell: StatusSpell, by: Grouping | undefined): string | null {
  return by === undefined ? null : spell[by];
}

/** Groups in order of their names. */
export function compareGroups(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : Number((a ?? '') > (b ?? ''));
}
