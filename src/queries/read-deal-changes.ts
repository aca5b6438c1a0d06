import type { RawParameters } from '../deal/question.js';
import { DealChanges } from './deal-changes.js';
import { readSpan } from './read-deal-diff.js';
import { readLimit, readText } from './read-deals-as-known.js';
import { COMMON_PARAMETERS, readCommon, unlessFaulty, type ReadQuery } from './read-parameters.js';

export const CHANGES_PARAMETERS = [
  ...COMMON_PARAMETERS.filter((name) => name !== 'knownAt'),
  'from',
  'to',
  'limit',
  'cursor',
] as const;

export function readDealChanges(raw: RawParameters): ReadQuery<DealChanges> {
  const { asked, minPosition, faults } = readCommon(raw, [...CHANGES_PARAMETERS, 'knownAt']);
  if (raw.from === undefined) {
    faults.push({ pointer: '/from', detail: 'is required: the instant since which something was learned' });
  }
  const span = readSpan(raw, faults);
  const limit = readLimit(raw, faults);
  const cursor = readText(raw, 'cursor', faults);
  return unlessFaulty(faults, () => new DealChanges(span, asked, limit, cursor, minPosition));
}
