import type { Answer } from '../deal/knowledge.js';
import type { Timeline } from '../deal/timeline.js';
import { Told } from '../prose/told.js';
import { When } from '../prose/when.js';
import { questionOf, type Address } from './address.js';
import { addressOf, type Trouble } from './api.js';
import { useAnswer } from './asking.js';
import { useShown } from './shown.js';

/** An answer about a deal, with the claims that it rests on. */
export interface Knowledge {
  readonly answer: Answer | undefined;
  /** Who said what, and when: those among the claims that only possibly count too. */
  readonly told: Told | undefined;
  readonly trouble: Trouble | undefined;
  readonly again: () => void;
}

/** Asks what is known of the deal that the address names. */
export function useKnowledge(address: Address, beat: number): Knowledge {
  const deal = address.deal!;
  const question = questionOf(address);
  const ofAnswer = addressOf(`/deals/${deal}`, question);
  const ofClaims = addressOf(`/deals/${deal}/timeline`, question);
  const answer = useAnswer<Answer>(ofAnswer, deal, beat);
  const claims = useAnswer<Timeline>(
    addressOf(`/deals/${deal}/timeline`, { ...question, certainty: 'possible' }),
    deal,
    beat,
  );
  useShown(answer.value ? { asked: answer.value.asked, data: { deal: ofAnswer, timeline: ofClaims } } : null);
  return {
    answer: answer.value,
    told: answer.value && claims.value && Told.behind(answer.value, claims.value, new When(address.zone)),
    trouble: answer.trouble ?? claims.trouble,
    again: () => {
      answer.again();
      claims.again();
    },
  };
}
