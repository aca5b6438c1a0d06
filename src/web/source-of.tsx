import type { JSX } from 'preact';
import { saySource, sayKind } from '../prose/words.js';
import type { Told } from '../prose/told.js';
import { changed, type Address } from './address.js';
import { Link } from './navigation.js';

/** Who said so, as a link to the claim on the timeline. */
export function SourceOf({
  event,
  told,
  address,
}: {
  event: string;
  told: Told;
  address: Address;
}): JSX.Element {
  const source = told.source(event);
  return source ? (
    <span class="source-of">
      <Link to={changed(address, { view: 'timeline', event })} title={saySource(source)}>
        {source.name}
      </Link>{' '}
      <span class="kind">{sayKind(source.kind)}</span>
    </span>
  ) : (
    <span class="source-of">{told.by(event)}</span>
  );
}
