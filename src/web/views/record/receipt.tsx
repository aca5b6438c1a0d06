import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { changed, type Address } from '../../address.js';
import { Link } from '../../navigation.js';
import { When } from '../../../prose/when.js';

/** What the service answers to a report that it has recorded. */
export interface Recorded {
  readonly deal: string;
  readonly reportId: string;
  readonly events: readonly string[];
  readonly position: number;
  readonly revision: number;
  readonly recordedAt: string;
}

/** Says that the report stands in the record, and where it leads on. */
export function Receipt({
  recorded,
  address,
  onAnother,
}: {
  readonly recorded: Recorded;
  readonly address: Address;
  readonly onAnother: () => void;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { deal, reportId, events, position, recordedAt } = recorded;
  const of = changed(address, {
    deal,
    report: undefined,
    audience: 'desk',
    knownAt: undefined,
    effectiveAt: undefined,
    basis: undefined,
  });
  return (
    <div class="receipt">
      <h2 ref={heading} tabIndex={-1}>
        Recorded
      </h2>
      <dl>
        <dt>report</dt>
        <dd class="report-id">{reportId}</dd>
        <dt>at</dt>
        <dd>{new When(address.zone).stamp(recordedAt)}</dd>
        <dt>claims</dt>
        <dd>{events.length}</dd>
        <dt>position</dt>
        <dd>{position}</dd>
      </dl>
      <p>
        <Link to={changed(of, { view: 'deal' })}>See the deal as the desk knows it now</Link>
      </p>
      <p>
        <Link to={changed(of, { view: 'timeline' })}>See it on the timeline</Link>
      </p>
      <button type="button" onClick={onAnother}>
        Record another report
      </button>
    </div>
  );
}
