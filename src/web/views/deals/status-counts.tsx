import type { JSX } from 'preact';
import { changed, questionOf, type Address } from '../../address.js';
import { addressOf } from '../../api.js';
import { useAnswer } from '../../asking.js';
import { Link } from '../../navigation.js';
import { StatusMark } from '../../status-mark.js';
import { ALL_STATUSES, type StatusOrNone } from '../../statuses.js';

interface Counts {
  readonly statuses: Readonly<Record<StatusOrNone, number>>;
  readonly deals: number;
}

/** How many deals stand in each status: each count is a link to just those, or back to all. */
export function StatusCounts({ address, beat }: { address: Address; beat: number }): JSX.Element {
  const question = { ...questionOf(address), party: address.party, q: address.q };
  const { value } = useAnswer<Counts>(addressOf('/stats/statuses', question), 'statuses', beat);
  const chosen = new Set(address.status?.split(',') ?? []);
  return (
    <ul class="status-counts" aria-label="Deals by status">
      {ALL_STATUSES.map((status) => (
        <li key={status} class={`status-${status}`}>
          <Link
            to={changed(address, { status: toggled(chosen, status) })}
            class={chosen.has(status) ? 'chosen' : ''}
            aria-current={chosen.has(status) || undefined}
          >
            <span class="count">{value?.statuses[status].toLocaleString('en-US') ?? '–'}</span>{' '}
            <StatusMark status={status} />
          </Link>
          <Share part={value?.statuses[status] ?? 0} of={value?.deals ?? 0} />
        </li>
      ))}
    </ul>
  );
}

function Share({ part, of }: { part: number; of: number }): JSX.Element {
  return (
    <span class="share" aria-hidden="true">
      <span style={{ width: of === 0 ? '0' : `${(part / of) * 100}%` }} />
    </span>
  );
}

function toggled(chosen: ReadonlySet<string>, status: StatusOrNone): string | undefined {
  const others = [...chosen].filter((one) => one !== status);
  const now = chosen.has(status) ? others : [...others, status];
  return now.length === 0 ? undefined : ALL_STATUSES.filter((one) => now.includes(one)).join(',');
}
