import type { JSX } from 'preact';
import { sayMoment } from '../../moment.js';
import type { Cell, Side } from '../../facts.js';
import { compareAnswers } from '../differences/compare.js';

/** What differs from the side that the answer is compared with. */
export function Differences({ left, right }: { readonly left: Side; readonly right: Side }): JSX.Element {
  const rows = compareAnswers(left, right).filter(({ differs }) => differs);
  return (
    <section aria-labelledby="differences-heading">
      <h2 id="differences-heading">What differs</h2>
      {rows.length === 0 ? (
        <p>Nothing differs from what {sayWho(left)} knew.</p>
      ) : (
        <table class="filed-table">
          <thead>
            <tr>
              <th scope="col">Fact</th>
              <th scope="col">What {sayWho(left)} knew</th>
              <th scope="col">What {sayWho(right)} knew</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, left: was, right: is }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{sayCells(was)}</td>
                <td>{sayCells(is)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function sayWho({ address: { audience, knownAt, zone } }: Side): string {
  return `the ${audience}, ${knownAt === undefined ? 'now' : `on ${sayMoment(knownAt, zone)}`},`;
}

function sayCells(cells: readonly Cell[]): string {
  return cells.length === 0 ? 'nothing' : cells.map(({ said }) => said).join('; ');
}
