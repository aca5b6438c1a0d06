import type { ToldReport } from './told-reports.js';

/** Where instants lie across the chart, in percent of its width. */
export interface TimeScale {
  readonly fromMs: number;
  readonly toMs: number;
  readonly place: (ms: number) => number;
  /** Recordings that came long after all else stand in a margin of their own; undefined where none did. */
  readonly margin: number | undefined;
}

const FULL = 100;
const WITH_MARGIN = 88;
const MARGIN_AT = 96;
/** Recordings within this share of the span behind the last publication still share its scale. */
const NEAR = 0.35;
/** Air at either end, as a share of the span. */
const AIR = 0.03;
const SHORTEST_MS = 60_000;

/** A scale on which all effects and publications lie, and the recordings too where that does not squeeze the rest. */
export function scaleOf(reports: readonly ToldReport[]): TimeScale {
  const told = reports.flatMap(({ effect, published }) => [
    effect.earliestMs,
    effect.latestMs,
    ...(published ? [published.earliestMs, published.latestMs] : []),
  ]);
  const first = Math.min(...told);
  const last = Math.max(...told);
  const near = last + (last - first) * NEAR;
  const recordings = reports.map(({ recordedMs }) => recordedMs);
  const end = Math.max(last, ...recordings.filter((at) => at <= near));
  const air = Math.max((end - first) * AIR, SHORTEST_MS);
  const [fromMs, toMs] = [first - air, end + air];
  const beyond = recordings.some((at) => at > near);
  const width = beyond ? WITH_MARGIN : FULL;
  return {
    fromMs,
    toMs,
    place: (ms) => (ms > toMs ? MARGIN_AT : ((ms - fromMs) / (toMs - fromMs)) * width),
    margin: beyond ? MARGIN_AT : undefined,
  };
}
