import { present, readWord, type RawParameters } from '../deal/question.js';
import type { Fault } from '../deal/shape.js';
import { GROUPINGS } from '../deal/status-spells.js';
import { isStatus, STATUSES, type Status } from '../deal/status.js';
import { FILTER_PARAMETERS, readFilter } from './read-deals-as-known.js';
import { COMMON_PARAMETERS, readCommon, unlessFaulty, type ReadQuery } from './read-parameters.js';
import { StatusCounts } from './status-counts.js';
import { StatusDurations } from './status-durations.js';
import { StatusTransitions } from './status-transitions.js';

export const COUNTS_PARAMETERS = [
  ...COMMON_PARAMETERS,
  ...FILTER_PARAMETERS.filter((name) => name !== 'status'),
] as const;
export const TRANSITIONS_PARAMETERS = [...COMMON_PARAMETERS, 'by'] as const;
export const DURATIONS_PARAMETERS = [...TRANSITIONS_PARAMETERS, 'fromStatus', 'toStatus'] as const;

export function readStatusCounts(raw: RawParameters): ReadQuery<StatusCounts> {
  const { asked, minPosition, faults } = readCommon(raw, COUNTS_PARAMETERS);
  const filter = readFilter(raw, faults);
  return unlessFaulty(faults, () => new StatusCounts(asked, filter, minPosition));
}

export function readStatusTransitions(raw: RawParameters): ReadQuery<StatusTransitions> {
  const { asked, minPosition, faults } = readCommon(raw, TRANSITIONS_PARAMETERS);
  const by = readWord(raw, 'by', GROUPINGS, faults);
  return unlessFaulty(faults, () => new StatusTransitions(asked, by, minPosition));
}

export function readStatusDurations(raw: RawParameters): ReadQuery<StatusDurations> {
  const { asked, minPosition, faults } = readCommon(raw, DURATIONS_PARAMETERS);
  const by = readWord(raw, 'by', GROUPINGS, faults);
  const from = readWord(raw, 'fromStatus', STATUSES, faults) ?? 'rumored';
  const to = readTargets(raw.toStatus, from, faults);
  return unlessFaulty(
    faults,
    () => new StatusDurations(asked, { from, to, ...present('by', by) }, minPosition),
  );
}

function readTargets(value: string | undefined, from: Status, faults: Fault[]): readonly Status[] {
  const targets = value?.split(',') ?? ['confirmed'];
  const unknown = targets.find((target) => !isStatus(target) || target === from);
  if (unknown !== undefined) {
    const detail = `must be one or more of ${STATUSES.join(', ')}, parted by commas, other than ${from}, not "${unknown.slice(0, 40)}"`;
    faults.push({ pointer: '/toStatus', detail });
  }
  return targets as Status[];
}
