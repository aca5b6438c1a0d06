import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { sayMilestone } from '../../../prose/claim-text.js';
import { reportOf, sayRemovals, weighty } from '../../../prose/doubts.js';
import { counted } from '../../../prose/listed.js';
import { spoken } from '../../../prose/words.js';
import type { TimelineEntry } from '../../../deal/timeline.js';
import { FactsHead } from '../../facts-head.js';
import { SourceOf } from '../../source-of.js';
import type { PartProps } from './part-props.js';

/** What regulators did, in order. */
export function Regulators({ answer, told, address }: PartProps): JSX.Element | null {
  if (answer.reviews.length === 0) {
    return null;
  }
  const byAuthority = [...Map.groupBy(answer.reviews, ({ authority }) => authority)];
  return (
    <section aria-labelledby="regulators-heading">
      <h2 id="regulators-heading">Regulators</h2>
      <table class="facts">
        <FactsHead columns={['Authority', 'Step', 'When', 'Source']} />
        <tbody>
          {byAuthority.flatMap(([authority, steps]) =>
            steps.map(({ step, stage, at, event }, place) => (
              <tr key={event} class={place === 0 ? '' : 'more-of-same'}>
                <th scope="row">{place === 0 ? authority : <span class="unseen">{authority}</span>}</th>
                <td class="value">
                  {spoken(step)}
                  {stage === undefined ? '' : ` (${spoken(stage)})`}
                </td>
                <td class="when">{told.effect(event, at)}</td>
                <td>
                  <SourceOf event={event} told={told} address={address} />
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </section>
  );
}

const MOST_AT_FIRST = 6;

/** What happened, newest first, told by the summary of the report where it has one. */
export function Milestones({ answer, told, address }: PartProps): JSX.Element | null {
  const [all, setAll] = useState(false);
  const newestFirst = answer.milestones.toReversed();
  const shown = all ? newestFirst : newestFirst.slice(0, MOST_AT_FIRST);
  if (newestFirst.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="milestones-heading">
      <h2 id="milestones-heading">What happened</h2>
      <ol class="happenings">
        {shown.map((milestone) => (
          <li key={milestone.event}>
            <span class="when">{told.effect(milestone.event, milestone.at)}</span>
            <div>
              <strong>{capital(sayMilestone(milestone))}</strong>
              {told.summary(milestone.event) !== undefined && <p>{told.summary(milestone.event)}</p>}
              <SourceOf event={milestone.event} told={told} address={address} />
            </div>
          </li>
        ))}
      </ol>
      {shown.length < newestFirst.length && (
        <button type="button" onClick={() => setAll(true)}>
          {counted(newestFirst.length - shown.length, 'earlier milestone')}
        </button>
      )}
    </section>
  );
}

/** Reports that somebody had known and that no longer count. They stay in sight. */
export function TakenBack({ told, address }: Omit<PartProps, 'answer'>): JSX.Element | null {
  const removed = [
    ...Map.groupBy(
      told.claims.filter(({ removedBy }) => removedBy),
      reportOf,
    ).values(),
  ];
  if (removed.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="taken-back-heading">
      <h2 id="taken-back-heading">Taken back</h2>
      <ol class="happenings">
        {removed.map((claims) => {
          const first = claims[0] as TimelineEntry;
          return (
            <li key={first.event}>
              <span class="when">{told.published(first)}</span>
              <div>
                <s>{weighty(claims, told) || counted(claims.length, 'claim')}</s>
                <p>{capital(sayRemovals(first.removedBy!, told))}.</p>
                <SourceOf event={first.event} told={told} address={address} />
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
