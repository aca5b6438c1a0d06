import type { RawParameters } from '../deal/question.js';
import { When } from '../prose/when.js';
import { DealAsKnown } from './deal-as-known.js';
import { DealHeadline } from './deal-headline.js';
import { COMMON_PARAMETERS, readCommon, readDeal, unlessFaulty, type ReadQuery } from './read-parameters.js';

export function readDealAsKnown(deal: string, raw: RawParameters): ReadQuery<DealAsKnown> {
  const { asked, minPosition, faults } = readCommon(raw, COMMON_PARAMETERS);
  readDeal(deal, faults);
  return unlessFaulty(faults, () => new DealAsKnown(deal, asked, minPosition));
}

export function readDealHeadline(deal: string, raw: RawParameters): ReadQuery<DealHeadline> {
  const { asked, minPosition, faults } = readCommon(raw, COMMON_PARAMETERS);
  readDeal(deal, faults);
  const when = When.inZoneOf({ parameters: raw });
  return unlessFaulty(faults, () => new DealHeadline(deal, asked, when, minPosition));
}
