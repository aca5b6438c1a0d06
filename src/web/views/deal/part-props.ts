import type { Answer } from '../../../deal/knowledge.js';
import type { Told } from '../../../prose/told.js';
import type { Address } from '../../address.js';

/** What each part of the view of a deal is made from. */
export interface PartProps {
  readonly answer: Answer;
  readonly told: Told;
  readonly address: Address;
}
