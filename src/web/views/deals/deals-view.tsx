import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { counted } from '../../../prose/listed.js';
import { questionOf, type Address } from '../../address.js';
import type { ViewProps } from '../../routes.js';
import { addressOf } from '../../api.js';
import { useShown } from '../../shown.js';
import { TroubleNote } from '../../trouble-note.js';
import { DealFilters } from './deal-filters.js';
import { useDealList, type DealList } from './deal-pages.js';
import { StatusCounts } from './status-counts.js';
import { DealTable } from './deal-table.js';
import '../../styles/deals.css';

/** All deals as they were known then. */
export function DealsView({ address, beat }: ViewProps): JSX.Element {
  const parameters = {
    ...questionOf(address),
    status: address.status,
    party: address.party,
    q: address.q,
    sort: address.sort,
  };
  const list = useDealList(parameters, beat);
  const fresh = useFresh(list);
  useShown(list.asked ? { asked: list.asked, data: { deals: addressOf('/deals', parameters) } } : null);
  return (
    <section class="deals" aria-labelledby="deals-heading">
      <h1 id="deals-heading">{headingOf(address, list)}</h1>
      <StatusCounts address={address} beat={beat} />
      <DealFilters address={address} />
      {list.trouble && <TroubleNote trouble={list.trouble} again={list.again} />}
      {list.total === 0 && <p class="nothing">{nothingOf(address)}</p>}
      {list.total !== 0 && <DealTable list={list} address={address} fresh={fresh} />}
      <p class="unseen" role="status">
        {fresh.size > 0 && `Changed just now: ${[...fresh].join(', ')}`}
      </p>
    </section>
  );
}

function headingOf({ audience, knownAt, basis }: Address, { total }: DealList): string {
  const verb = knownAt === undefined && basis === undefined ? 'knows' : 'knew';
  return `Deals the ${audience} ${verb} of${total === undefined ? '' : `: ${total.toLocaleString('en-US')}`}`;
}

function nothingOf({ audience, q, party, status }: Address): string {
  const narrowed = [q, party, status].filter((one) => one !== undefined).length;
  return narrowed === 0
    ? `The ${audience} knew of no deal then.`
    : `No deal that the ${audience} knew of passes ${counted(narrowed, 'filter')}.`;
}

const FRESH_FOR_MS = 20_000;

/** The deals whose record has grown since the list was first looked at, for a while. */
function useFresh({ rows, asked }: DealList): ReadonlySet<string> {
  const seen = useRef(new Map<string, number>());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const known = seen.current.size > 0;
    const grown = rows.filter(
      ({ deal, revision }) => known && seen.current.has(deal) && seen.current.get(deal)! < revision,
    );
    for (const { deal, revision } of rows) {
      seen.current.set(deal, revision);
    }
    if (grown.length === 0) {
      return;
    }
    setFresh(new Set(grown.map(({ deal }) => deal)));
    const fade = setTimeout(() => setFresh(new Set()), FRESH_FOR_MS);
    return () => clearTimeout(fade);
  }, [rows.length, asked?.basis, asked?.knownAt]);
  return fresh;
}
