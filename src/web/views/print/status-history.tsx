import type { JSX } from 'preact';
import type { Told } from '../../../prose/told.js';
import { spoken } from '../../../prose/words.js';
import { questionOf, type Address } from '../../address.js';
import { addressOf } from '../../api.js';
import { useAnswer } from '../../asking.js';
import { lastInstantOf } from '../../moment.js';
import { Reference, type NumberedReport } from './reports.js';

interface Rectangle {
  readonly value: string | null;
  readonly knownFrom: string;
  readonly knownTo: string | null;
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  readonly event?: string;
}

/** Every status that was believed by the instant asked about, from when to when, and about which time. */
export function StatusHistory({
  address,
  basis,
  told,
  reports,
}: {
  readonly address: Address;
  readonly basis: string;
  readonly told: Told;
  readonly reports: readonly NumberedReport[];
}): JSX.Element | null {
  const { knownAt, effectiveAt: _, ...lasting } = questionOf(address);
  const asked = addressOf(`/deals/${encodeURIComponent(address.deal!)}/history`, {
    ...lasting,
    basis,
    field: 'status',
  });
  const { value } = useAnswer<{ readonly rectangles: readonly Rectangle[] }>(asked, address.deal!);
  const until = knownAt === undefined ? null : lastInstantOf(knownAt, address.zone);
  const known = (value?.rectangles ?? []).filter(
    (one) => one.value !== null && (until === null || Date.parse(one.knownFrom) <= Date.parse(until)),
  );
  if (known.length === 0) {
    return null;
  }
  const instant = (at: string | null, open: string) => (at === null ? open : told.when.instant(at));
  return (
    <section aria-labelledby="history-heading">
      <h2 id="history-heading">How the status was known</h2>
      <table class="filed-table">
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Known from</th>
            <th scope="col">to</th>
            <th scope="col">About the time from</th>
            <th scope="col">to</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {known.map((one) => (
            <tr key={JSON.stringify(one)}>
              <th scope="row">{spoken(one.value!)}</th>
              <td>{instant(one.knownFrom, '')}</td>
              <td>{instant(one.knownTo, 'now')}</td>
              <td>{instant(one.effectiveFrom, 'ever')}</td>
              <td>{instant(one.effectiveTo, 'now')}</td>
              <td>
                <Reference event={one.event} reports={reports} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
