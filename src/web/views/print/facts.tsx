import type { JSX } from 'preact';
import type { Told } from '../../../prose/told.js';
import type { Fact } from '../../facts.js';
import { Reference, type NumberedReport } from './reports.js';

/** The answer, fact by fact, each with the report that it rests on. */
export function Facts({
  facts,
  told,
  reports,
}: {
  readonly facts: readonly Fact[];
  readonly told: Told;
  readonly reports: readonly NumberedReport[];
}): JSX.Element {
  return (
    <section aria-labelledby="answer-heading">
      <h2 id="answer-heading">Answer</h2>
      <table class="filed-table">
        <thead>
          <tr>
            <th scope="col">Fact</th>
            <th scope="col">Value</th>
            <th scope="col">Since</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {facts.flatMap(({ name, cells }) =>
            cells.map(({ said, event }, place) => {
              const entry = event === undefined ? undefined : told.entry(event);
              return (
                <tr key={`${name} ${said} ${event}`}>
                  <th scope="row">{place === 0 ? name : <span class="unseen">{name}</span>}</th>
                  <td>{said}</td>
                  <td>{entry && told.effect(entry.event, entry.effect.latest)}</td>
                  <td>
                    {entry && (
                      <>
                        {entry.source.name} <Reference event={event} reports={reports} />
                      </>
                    )}
                  </td>
                </tr>
              );
            }),
          )}
        </tbody>
      </table>
    </section>
  );
}
