import type { JSX } from 'preact';
import type { Answer } from '../../../deal/knowledge.js';
import { sayUndetermined } from '../../../prose/doubts.js';
import { changed, questionOf } from '../../address.js';
import { addressOf } from '../../api.js';
import { useAnswer } from '../../asking.js';
import { Link } from '../../navigation.js';
import type { PartProps } from './part-props.js';

/** A deal that was not known: why, and which questions have an answer. */
export function Unknown({ answer, told, address }: PartProps): JSX.Element {
  const { knownAt: _, effectiveAt: __, ...lasting } = questionOf(address);
  const now = useAnswer<Answer>(addressOf(`/deals/${answer.deal}`, lasting), answer.deal).value;
  const day = now?.firstKnownAt == null ? null : told.when.isoDay(now.firstKnownAt);
  const { audience } = answer.asked;
  return (
    <section class="unknown" aria-label="What to ask instead">
      {answer.undetermined.length > 0 && (
        <ul>
          {sayUndetermined(answer.undetermined, told).map((line) => (
            <li key={line}>{line}.</li>
          ))}
        </ul>
      )}
      <ul>
        {day !== null && now?.firstKnownAt != null && (
          <li>
            <Link to={changed(address, { knownAt: day, effectiveAt: undefined })}>
              What the {audience} knew when it first knew of it
            </Link>
            , {told.when.instant(now.firstKnownAt)}
          </li>
        )}
        {day !== null && (
          <li>
            <Link to={changed(address, { knownAt: day, effectiveAt: answer.asked.effectiveAt })}>
              What the {audience} knew then about this very moment
            </Link>
          </li>
        )}
        {answer.reason === 'undetermined' && (
          <li>
            <Link to={changed(address, { certainty: 'possible' })}>What it may have known by then</Link>
          </li>
        )}
        {audience === 'desk' && (
          <li>
            <Link to={changed(address, { audience: 'public' })}>What the public knew by then</Link>
          </li>
        )}
        <li>
          <Link to={changed(address, { knownAt: undefined, effectiveAt: undefined, basis: undefined })}>
            What the {audience} knows now
          </Link>
        </li>
      </ul>
    </section>
  );
}
