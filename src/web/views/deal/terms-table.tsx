import type { JSX } from 'preact';
import { facetName, inOrder, itemsOf } from '../../../prose/terms-text.js';
import { FactsHead } from '../../facts-head.js';
import { SourceOf } from '../../source-of.js';
import type { PartProps } from './part-props.js';

/** The terms, each with when it became so and who said so. */
export function TermsTable({ answer, told, address }: PartProps): JSX.Element {
  const facets = inOrder(Object.keys(answer.terms)) as (keyof typeof answer.terms)[];
  return (
    <section aria-labelledby="terms-heading">
      <h2 id="terms-heading">Terms</h2>
      {facets.length === 0 ? (
        <p class="none">No terms were told.</p>
      ) : (
        <table class="facts">
          <FactsHead columns={['Term', 'Value', 'Since', 'Source']} />
          <tbody>
            {facets.map((facet) => {
              const { event, ...value } = answer.terms[facet]!;
              const [first, ...others] = itemsOf(facet, value, told.when);
              const effect = told.entry(event)?.effect.latest;
              return (
                <tr key={facet}>
                  <th scope="row">{facetName(facet)}</th>
                  <td class="value">
                    {first}
                    {others.map((item) => (
                      <span key={item} class="item">
                        {item}
                      </span>
                    ))}
                  </td>
                  <td class="when">{effect === undefined ? '' : told.effect(event, effect)}</td>
                  <td>
                    <SourceOf event={event} told={told} address={address} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
