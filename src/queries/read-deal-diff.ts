import { present, readLastInstant, readPosition, type RawParameters } from '../deal/question.js';
import type { Fault } from '../deal/shape.js';
import { DealDiff, type DiffSpan } from './deal-diff.js';
import { COMMON_PARAMETERS, readCommon, readDeal, unlessFaulty, type ReadQuery } from './read-parameters.js';

export const DIFF_PARAMETERS = [
  ...COMMON_PARAMETERS.filter((name) => name !== 'knownAt' && name !== 'basis'),
  'from',
  'to',
  'fromBasis',
  'toBasis',
  'basis',
] as const;

export function readDealDiff(deal: string, raw: RawParameters): ReadQuery<DealDiff> {
  const { asked, minPosition, faults } = readCommon(raw, [...DIFF_PARAMETERS, 'knownAt']);
  readDeal(deal, faults);
  const fromBasis = readPosition(raw, 'fromBasis', faults);
  const toBasis = readPosition(raw, 'toBasis', faults);
  if (raw.from === undefined && raw.fromBasis === undefined) {
    const detail = 'is required (or fromBasis): the instant since which something was learned';
    faults.push({ pointer: '/from', detail });
  }
  if (raw.toBasis !== undefined && raw.basis !== undefined) {
    faults.push({ pointer: '/toBasis', detail: 'is another name of basis here: give one of them' });
  }
  const basis = toBasis ?? asked.basis;
  if (fromBasis !== undefined && basis !== undefined && fromBasis > basis) {
    faults.push({ pointer: '/toBasis', detail: 'must not be before fromBasis' });
  }
  const span = { ...readSpan(raw, faults), ...present('fromBasis', fromBasis) };
  const needed = Math.max(minPosition ?? -1, fromBasis ?? -1);
  return unlessFaulty(
    faults,
    () => new DealDiff(deal, span, { ...asked, ...present('basis', basis) }, needed < 0 ? undefined : needed),
  );
}

/** The two instants at which knowledge is compared. */
export function readSpan(raw: RawParameters, faults: Fault[]): Pick<DiffSpan, 'from' | 'to'> {
  if (raw.knownAt !== undefined) {
    const detail = 'has no place here: from and to are the two instants at which knowledge is compared';
    faults.push({ pointer: '/knownAt', detail });
  }
  const zone = raw.zone ?? 'UTC';
  const from = readLastInstant(raw, 'from', zone, faults);
  const to = readLastInstant(raw, 'to', zone, faults);
  if (from !== undefined && to !== undefined && from > to) {
    faults.push({ pointer: '/to', detail: 'must not be before from' });
  }
  return { ...present('from', from), ...present('to', to) };
}
