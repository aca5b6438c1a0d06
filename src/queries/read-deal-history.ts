import { HISTORY_FIELDS } from '../deal/history.js';
import { readWord, type RawParameters } from '../deal/question.js';
import { DealHistory } from './deal-history.js';
import { COMMON_PARAMETERS, readCommon, readDeal, unlessFaulty, type ReadQuery } from './read-parameters.js';

/** A history is about all instants; none is a parameter of it. */
export const HISTORY_PARAMETERS = [
  'field',
  ...COMMON_PARAMETERS.filter((name) => !['knownAt', 'effectiveAt'].includes(name)),
] as const;

export function readDealHistory(deal: string, raw: RawParameters): ReadQuery<DealHistory> {
  const { asked, minPosition, faults } = readCommon(raw, HISTORY_PARAMETERS);
  readDeal(deal, faults);
  const field = readWord(raw, 'field', HISTORY_FIELDS, faults);
  if (raw.field === undefined) {
    faults.push({ pointer: '/field', detail: `is required: one of ${HISTORY_FIELDS.join(', ')}` });
  }
  return unlessFaulty(faults, () => new DealHistory(deal, field!, asked, minPosition));
}
