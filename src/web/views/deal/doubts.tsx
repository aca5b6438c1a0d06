import type { JSX } from 'preact';
import { sayUndetermined } from '../../../prose/doubts.js';
import { spoken } from '../../../prose/words.js';
import { changed } from '../../address.js';
import { Link } from '../../navigation.js';
import { SourceOf } from '../../source-of.js';
import type { PartProps } from './part-props.js';

/** Who disputes the status, what did not move it, and what is open at the instant asked about. */
export function Doubts({ answer, told, address }: PartProps): JSX.Element | null {
  const { status, undetermined, asked } = answer;
  const disputed = status?.disputed ?? [];
  const overruled = status?.overruled ?? [];
  if (disputed.length + overruled.length + undetermined.length === 0) {
    return null;
  }
  return (
    <section class="doubts" aria-labelledby="doubts-heading">
      <h2 id="doubts-heading" class="unseen">
        Doubts
      </h2>
      {disputed.length > 0 && (
        <>
          <h3>Disputed</h3>
          <ul>
            {disputed.map(({ why, by, at, event }) => (
              <li key={event}>
                {why === 'denied' ? `Denied by ${by}` : `Contested, as ${by} tells`}, {told.effect(event, at)}
                . <SourceOf event={event} told={told} address={address} />
              </li>
            ))}
          </ul>
        </>
      )}
      {overruled.length > 0 && (
        <>
          <h3>Did not move the status</h3>
          <ul>
            {overruled.map(({ value, by, at, event }) => (
              <li key={event}>
                {by} said “{spoken(value)}”, {told.effect(event, at)}: a step back that does not happen.
              </li>
            ))}
          </ul>
        </>
      )}
      {undetermined.length > 0 && (
        <>
          <h3>Undetermined</h3>
          <ul>
            {sayUndetermined(undetermined, told).map((line) => (
              <li key={line}>{line}.</li>
            ))}
          </ul>
          {undetermined.some(({ why }) => why !== 'removed') && (
            <p>
              {asked.certainty === 'possible' ? 'Counted here, as possible. ' : 'Not counted here. '}
              <Link
                to={changed(address, {
                  certainty: asked.certainty === 'possible' ? undefined : 'possible',
                })}
              >
                {asked.certainty === 'possible' ? 'Count only what is certain' : 'Count it'}
              </Link>
            </p>
          )}
        </>
      )}
    </section>
  );
}
