import type { JSX } from 'preact';
import { sayStatement } from '../../../prose/claim-text.js';
import { FactsHead } from '../../facts-head.js';
import { SourceOf } from '../../source-of.js';
import type { PartProps } from './part-props.js';

/** What each party had said, or that it kept silent. */
export function Statements({ answer, told, address }: PartProps): JSX.Element {
  const byParty = [...Map.groupBy(answer.statements, ({ party }) => party)];
  return (
    <section aria-labelledby="statements-heading">
      <h2 id="statements-heading">What the parties said</h2>
      {byParty.length === 0 ? (
        <p class="none">No party is on record with a word, or with silence.</p>
      ) : (
        <table class="facts">
          <FactsHead columns={['Party', 'What it said', 'When', 'Source']} />
          <tbody>
            {byParty.flatMap(([party, own]) =>
              own.map((statement, place) => (
                <tr key={statement.event} class={place === 0 ? '' : 'more-of-same'}>
                  <th scope="row">{place === 0 ? party : <span class="unseen">{party}</span>}</th>
                  <td class={`value said-${statement.position}`}>{sayStatement(statement)}</td>
                  <td class="when">{told.effect(statement.event, statement.at)}</td>
                  <td>
                    <SourceOf event={statement.event} told={told} address={address} />
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      )}
    </section>
  );
}
