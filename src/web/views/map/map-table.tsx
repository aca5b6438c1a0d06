import type { JSX } from 'preact';
import type { Told } from '../../../prose/told.js';
import type { When } from '../../../prose/when.js';
import { StatusMark } from '../../status-mark.js';
import { type StatusOrNone } from '../../statuses.js';
import type { Belief } from './map-scale.js';

/** The map as rows, for those who read rather than look. */
export function MapTable({
  beliefs,
  when,
  told,
}: {
  beliefs: readonly Belief[];
  when: When;
  told: Told | undefined;
}): JSX.Element {
  const from = (at: string | null) => (at === null ? 'ever' : when.instant(at));
  return (
    <details class="map-table">
      <summary>The same as a table</summary>
      <div class="scrolls" tabIndex={0} role="region" aria-label="What was believed, as a table">
        <table class="facts">
          <caption class="unseen">What was believed, when, and about when</caption>
          <thead>
            <tr>
              <th scope="col">Status</th>
              <th scope="col">Known from</th>
              <th scope="col">Known until</th>
              <th scope="col">About times from</th>
              <th scope="col">About times until</th>
              <th scope="col">On the word of</th>
            </tr>
          </thead>
          <tbody>
            {beliefs.map((belief) => (
              <tr key={`${belief.knownFrom} ${belief.effectiveFrom} ${belief.event}`}>
                <th scope="row">
                  <StatusMark status={(belief.value ?? 'none') as StatusOrNone} />
                </th>
                <td>{from(belief.knownFrom)}</td>
                <td>{belief.knownTo === null ? 'now' : when.instant(belief.knownTo)}</td>
                <td>{from(belief.effectiveFrom)}</td>
                <td>{belief.effectiveTo === null ? 'open' : when.instant(belief.effectiveTo)}</td>
                <td>{belief.event === undefined ? '' : (told?.source(belief.event)?.name ?? '')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
