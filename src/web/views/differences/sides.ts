import { useRef } from 'preact/hooks';
import { changed, questionOf, type Address } from '../../address.js';
import { addressOf, type Trouble } from '../../api.js';
import { useAnswer } from '../../asking.js';
import type { Answer } from '../../../deal/knowledge.js';
import type { Timeline } from '../../../deal/timeline.js';
import { Told } from '../../../prose/told.js';
import { When } from '../../../prose/when.js';
import type { Side } from '../../facts.js';
import { newsOf } from './compare.js';

/** Both sides of a comparison; each stays in sight until the next has come whole. */
export interface Sides {
  readonly left: Side | undefined;
  readonly right: Side | undefined;
  /** Why there is no left side. What is wrong with the right one is told by the header of the deal. */
  readonly trouble: Trouble | undefined;
  readonly again: () => void;
}

/**
 * Asks for both sides by one basis. The right one is what the page is about; the left one what the address compares it with,
 * or else what the same audience knew just before it last learned something.
 */
export function useSides(address: Address, beat: number): Sides {
  const right = useSide(changed(address, { from: undefined, fromAudience: undefined }), beat);
  const left = useSide(right.side && leftOf(address, right.side), beat);
  return {
    left: left.side,
    right: right.side,
    trouble: left.trouble,
    again: left.again,
  };
}

function leftOf(address: Address, right: Side): Address {
  const { from, fromAudience } = address;
  const { basis } = right.answer.asked;
  const last = newsOf(right)[0];
  const otherwise = fromAudience === undefined && last ? last.before : address.knownAt;
  return changed(address, {
    audience: fromAudience === 'desk' || fromAudience === 'public' ? fromAudience : address.audience,
    knownAt: from ?? otherwise,
    basis: String(basis),
    from: undefined,
    fromAudience: undefined,
  });
}

function useSide(
  address: Address | undefined,
  beat: number,
): { readonly side: Side | undefined; readonly trouble: Trouble | undefined; readonly again: () => void } {
  const deal = address?.deal ?? '';
  const question = address && questionOf(address);
  const path = `/deals/${encodeURIComponent(deal)}`;
  const answer = useAnswer<Answer>(question ? addressOf(path, question) : null, deal, beat);
  const claims = useAnswer<Timeline>(question ? addressOf(`${path}/timeline`, question) : null, deal, beat);
  const possible = useAnswer<Timeline>(
    question ? addressOf(`${path}/timeline`, { ...question, certainty: 'possible' }) : null,
    deal,
    beat,
  );
  const isWhole = [answer, claims, possible].every(({ waiting }) => !waiting);
  const newest = useRef<Side>(undefined);
  if (isWhole && address && answer.value && claims.value && possible.value) {
    newest.current = {
      address,
      answer: answer.value,
      claims: claims.value.claims,
      told: Told.by(possible.value, new When(address.zone)),
    };
  }
  return {
    side: newest.current?.answer.deal === deal ? newest.current : undefined,
    trouble: answer.trouble ?? claims.trouble ?? possible.trouble,
    again: () => {
      answer.again();
      claims.again();
      possible.again();
    },
  };
}
