import type { TimelineEntry } from '../../../deal/timeline.js';
import { reportOf } from '../../../prose/doubts.js';

/** A report with the claims in it that are shown, and its three times in milliseconds since the epoch. */
export interface ToldReport {
  readonly claims: readonly TimelineEntry[];
  readonly first: TimelineEntry;
  readonly effect: Span;
  readonly published: Span | null;
  readonly recordedMs: number;
  /** How long after it took effect it was published, where that is late. */
  readonly publishedLateMs: number | null;
}

export interface Span {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** Published more than this long after it took effect, a report is late. */
const LATE_MS = 86_400_000;

/** The reports of a timeline, in order of effect. */
export function reportsOf(claims: readonly TimelineEntry[]): readonly ToldReport[] {
  return [...Map.groupBy(claims, reportOf).values()].map((own) => {
    const first = own[0]!;
    const effect = spanOf(first.effect);
    const published = first.publishedAt ? spanOf(first.publishedAt) : null;
    // Compared by their last instants, or by their first where those are closer: dates that overlap are not late.
    const lateness = published ? published.earliestMs - effect.latestMs : 0;
    return {
      claims: own,
      first,
      effect,
      published,
      recordedMs: Date.parse(first.recordedAt),
      publishedLateMs: published && lateness > LATE_MS ? published.latestMs - effect.latestMs : null,
    };
  });
}

/** The reports of each source, sources in the order in which they first spoke. */
export function bySource(
  reports: readonly ToldReport[],
): readonly (readonly [string, readonly ToldReport[]])[] {
  return [...Map.groupBy(reports, ({ first: { source } }) => `${source.name}\n${source.kind}`)];
}

function spanOf({ earliest, latest }: { readonly earliest: string; readonly latest: string }): Span {
  return { earliestMs: Date.parse(earliest), latestMs: Date.parse(latest) };
}
