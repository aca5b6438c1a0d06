import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { counted } from '../../../prose/listed.js';
import { sayFigure } from '../../../prose/figures.js';
import { When } from '../../../prose/when.js';
import { spoken } from '../../../prose/words.js';
import { changed, questionOf, type Address } from '../../address.js';
import { addressOf } from '../../api.js';
import { TroubleNote } from '../../trouble-note.js';
import { useDealList } from '../deals/deal-pages.js';
import { Question } from './question.js';
import { usePinned } from './use-pinned.js';

/** The list of deals as known then, whole, to be filed. */
export function DealsPage({ address }: { readonly address: Address }): JSX.Element {
  const { status, party, q, sort, zone } = address;
  const parameters = { ...questionOf(address), status, party, q, sort };
  const list = useDealList(parameters, 0);
  const { asked, total = 0, rows, trouble, again, reach } = list;
  const basis = asked && String(asked.basis);
  usePinned(address, basis, asked?.knownAt);
  useEffect(() => reach(total), [total, rows.length]);
  if (!asked) {
    return trouble ? <TroubleNote trouble={trouble} again={again} /> : <p role="status">Loading …</p>;
  }
  const when = new When(zone);
  const filters = [
    status && `status ${status.split(',').map(spoken).join(' or ')}`,
    party && `party ${party}`,
    q && `words “${q}”`,
  ].filter(Boolean);
  const knownAt = address.knownAt ?? asked.knownAt;
  return (
    <>
      <header>
        <p class="filed-kind">Knownwhen: what was known, by whom, at that moment</p>
        <h1>Deals that the {asked.audience} knew of</h1>
        <p class="filed-answer">
          {counted(total, 'deal')} on {when.instant(asked.knownAt)}
          {filters.length > 0 && `, with ${filters.join(', ')}`}.
        </p>
      </header>
      <Question
        subject={filters.length === 0 ? 'all deals' : `deals with ${filters.join(', ')}`}
        asked={asked}
        address={changed(address, { basis, knownAt })}
        data={addressOf('/deals', { ...parameters, basis, knownAt })}
      />
      <section aria-labelledby="list-heading">
        <h2 id="list-heading">Answer</h2>
        {trouble && <TroubleNote trouble={trouble} again={again} />}
        <table class="filed-table">
          <thead>
            <tr>
              <th scope="col">Deal</th>
              <th scope="col">Status</th>
              <th scope="col">Since</th>
              <th scope="col">Amount</th>
              <th scope="col">Sources</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.deal}>
                <th scope="row">
                  {row.title ?? row.deal} <code>{row.deal}</code>
                </th>
                <td>
                  {row.status === null ? 'none' : spoken(row.status)}
                  {row.disputed && ', disputed'}
                  {row.undetermined && ', partly open'}
                </td>
                <td>{row.since !== null && when.dayMeant(row.since)}</td>
                <td>{row.amount !== null && sayFigure(row.amount)}</td>
                <td>{row.sources}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length < total && <p role="status">{counted(total - rows.length, 'deal')} still to come …</p>}
      </section>
    </>
  );
}
