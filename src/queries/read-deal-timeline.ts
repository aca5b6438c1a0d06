import { parseDurationMs } from '../deal/duration.js';
import type { RawParameters } from '../deal/question.js';
import type { Fault } from '../deal/shape.js';
import { DealTimeline } from './deal-timeline.js';
import { COMMON_PARAMETERS, readCommon, readDeal, unlessFaulty, type ReadQuery } from './read-parameters.js';

export const TIMELINE_PARAMETERS = [...COMMON_PARAMETERS, 'lateBy'] as const;

export function readDealTimeline(deal: string, raw: RawParameters): ReadQuery<DealTimeline> {
  const { asked, minPosition, faults } = readCommon(raw, TIMELINE_PARAMETERS);
  readDeal(deal, faults);
  const lateByMs = readLateBy(raw.lateBy, faults);
  return unlessFaulty(faults, () => new DealTimeline(deal, asked, lateByMs, minPosition));
}

function readLateBy(value: string | undefined, faults: Fault[]): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const duration = parseDurationMs(value);
  if (duration.ok) {
    return duration.value;
  }
  faults.push({ pointer: '/lateBy', detail: duration.detail });
  return undefined;
}
