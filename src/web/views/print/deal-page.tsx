import type { JSX } from 'preact';
import type { Answer } from '../../../deal/knowledge.js';
import type { Timeline } from '../../../deal/timeline.js';
import { Told } from '../../../prose/told.js';
import { When } from '../../../prose/when.js';
import { changed, questionOf, type Address } from '../../address.js';
import { addressOf } from '../../api.js';
import { useAnswer } from '../../asking.js';
import { factsOf } from '../../facts.js';
import { TroubleNote } from '../../trouble-note.js';
import { useSides } from '../differences/sides.js';
import { Differences } from './differences.js';
import { Facts } from './facts.js';
import { Question } from './question.js';
import { usePinned } from './use-pinned.js';
import { numbered, Sources, TakenBack } from './reports.js';
import { StatusHistory } from './status-history.js';

/** The answer about one deal, to be filed. */
export function DealPage({ address }: { readonly address: Address }): JSX.Element {
  const deal = address.deal!;
  const path = `/deals/${encodeURIComponent(deal)}`;
  const question = questionOf(address);
  const answer = useAnswer<Answer>(addressOf(path, question), deal);
  const basis = answer.value && String(answer.value.asked.basis);
  const knownAt = answer.value?.asked.knownAt;
  const kept = basis !== undefined && { ...question, basis, knownAt: question.knownAt ?? knownAt };
  usePinned(address, basis, knownAt);
  const timeline = useAnswer<Timeline>(
    kept ? addressOf(`${path}/timeline`, { ...kept, certainty: 'possible' }) : null,
    deal,
  );
  const headline = useAnswer<{ readonly headline: string }>(
    kept ? addressOf(`${path}/headline`, kept) : null,
    deal,
  );
  const compares = address.from !== undefined || address.fromAudience !== undefined;
  if (!answer.value || !timeline.value || !kept) {
    const trouble = answer.trouble ?? timeline.trouble;
    return trouble ? <TroubleNote trouble={trouble} again={answer.again} /> : <p role="status">Loading …</p>;
  }
  const told = Told.by(timeline.value, new When(address.zone));
  const reports = numbered(timeline.value.claims);
  const side = { address, answer: answer.value, claims: timeline.value.claims, told };
  return (
    <>
      <header>
        <p class="filed-kind">Knownwhen: what was known, by whom, at that moment</p>
        <h1>{answer.value.title ?? deal}</h1>
        <p class="filed-answer">{headline.value?.headline ?? '…'}</p>
      </header>
      <Question
        subject={`${answer.value.title ?? deal} (${deal})`}
        asked={answer.value.asked}
        address={changed(address, { basis, knownAt: kept.knownAt })}
        data={addressOf(path, kept)}
      />
      <Facts facts={factsOf(side)} told={told} reports={reports} />
      {compares && <Compared address={changed(address, { basis })} />}
      <StatusHistory address={address} basis={kept.basis} told={told} reports={reports} />
      <TakenBack reports={reports} told={told} />
      <Sources reports={reports} told={told} />
    </>
  );
}

function Compared({ address }: { readonly address: Address }): JSX.Element | null {
  const { left, right } = useSides(address, 0);
  return left && right ? <Differences left={left} right={right} /> : null;
}
