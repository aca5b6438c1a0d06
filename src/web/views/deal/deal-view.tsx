import type { JSX } from 'preact';
import { DealHeader } from '../../deal-header.js';
import { useKnowledge } from '../../knowledge.js';
import type { ViewProps } from '../../routes.js';
import { Doubts } from './doubts.js';
import { Milestones, Regulators, TakenBack } from './happenings.js';
import { Parties, Sources, Standing } from './standing.js';
import { Statements } from './statements.js';
import { TermsTable } from './terms-table.js';
import { Unknown } from './unknown.js';
import '../../styles/deal.css';

/** One deal as it was known then: every value with the source it rests on. */
export function DealView({ address, beat }: ViewProps): JSX.Element {
  const { answer, told } = useKnowledge(address, beat);
  return (
    <article>
      <DealHeader address={address} beat={beat} />
      {answer && told && !answer.known && <Unknown answer={answer} told={told} address={address} />}
      {answer?.known && told && (
        <div class="deal-columns">
          <div class="deal-main">
            <TermsTable answer={answer} told={told} address={address} />
            <Statements answer={answer} told={told} address={address} />
            <Regulators answer={answer} told={told} address={address} />
            <Milestones answer={answer} told={told} address={address} />
            <TakenBack told={told} address={address} />
          </div>
          <div class="deal-aside">
            <Standing answer={answer} told={told} address={address} />
            <Doubts answer={answer} told={told} address={address} />
            <Parties answer={answer} />
            <Sources answer={answer} told={told} />
          </div>
        </div>
      )}
    </article>
  );
}
