import { readLastInstant, type RawParameters } from '../deal/question.js';
import { DealDiff } from './deal-diff.js';
import { COMMON_PARAMETERS, readCommon, readDeal, unlessFaulty, type ReadQuery } from './read-parameters.js';

export const DIFF_PARAMETERS = [
  ...COMMON_PARAMETERS.filter((name) => name !== 'knownAt'),
  'from',
  'to',
] as const;

export function readDealDiff(deal: string, raw: RawParameters): ReadQuery<DealDiff> {
  const { asked, minPosition, faults } = readCommon(raw, [...DIFF_PARAMETERS, 'knownAt']);
  readDeal(deal, faults);
  if (raw.knownAt !== undefined) {
    const detail = 'has no place here: from and to are the two instants at which knowledge is compared';
    faults.push({ pointer: '/knownAt', detail });
  }
  if (raw.from === undefined) {
    faults.push({ pointer: '/from', detail: 'is required: the instant since which something was learned' });
  }
  const zone = raw.zone ?? 'UTC';
  const from = readLastInstant(raw, 'from', zone, faults);
  const to = readLastInstant(raw, 'to', zone, faults);
  if (from !== undefined && to !== undefined && from > to) {
    faults.push({ pointer: '/to', detail: 'must not be before from' });
  }
  return unlessFaulty(faults, () => new DealDiff(deal, from!, to, asked, minPosition));
}
