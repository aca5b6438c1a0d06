import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { DealRow } from '../../../deal/deal-row.js';
import { sayFigure, type Figure } from '../../../prose/figures.js';
import { When } from '../../../prose/when.js';
import { changed, type Address } from '../../address.js';
import { Link } from '../../navigation.js';
import { StatusMark } from '../../status-mark.js';
import type { DealList } from './deal-pages.js';
import { useRowsInSight } from './window-of-rows.js';
import { useRowHeight } from './row-height.js';

/** The deals as a table of which only the rows in sight are drawn. `fresh` names those that have just changed. */
export function DealTable({
  list,
  address,
  fresh,
}: {
  list: DealList;
  address: Address;
  fresh: ReadonlySet<string>;
}): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const total = list.total ?? 0;
  const { from, to } = useRowsInSight(body, total, rowHeight);
  useEffect(() => list.reach(to), [to]);
  const when = new When(address.zone);
  const places = Array.from({ length: Math.max(0, to - from) }, (_, place) => from + place);
  return (
    <div
      class="deal-table"
      role="table"
      aria-label="Deals"
      aria-rowcount={total + 1}
      aria-busy={list.waiting}
    >
      <div class="deal-row deal-head" role="row" aria-rowindex={1}>
        <span role="columnheader">Status</span>
        <span role="columnheader">Deal</span>
        <span role="columnheader" class="figure">
          Amount
        </span>
        <span role="columnheader">So since</span>
        <span role="columnheader" class="figure">
          Sources
        </span>
      </div>
      <div class="deal-rows" role="rowgroup" ref={body} style={{ height: `${total * rowHeight}px` }}>
        {places.map((place) => {
          const row = list.rows[place];
          return (
            <div
              key={row?.deal ?? place}
              class={`deal-row ${row && fresh.has(row.deal) ? 'fresh' : ''}`}
              role="row"
              aria-rowindex={place + 2}
              style={{ top: `${place * rowHeight}px`, height: `${rowHeight}px` }}
            >
              {row ? (
                <Cells row={row} address={address} when={when} fresh={fresh.has(row.deal)} />
              ) : (
                <Coming />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Cells({
  row,
  address,
  when,
  fresh,
}: {
  row: DealRow;
  address: Address;
  when: When;
  fresh: boolean;
}): JSX.Element {
  return (
    <>
      <span role="cell" class="cell-status">
        <StatusMark status={row.status ?? 'none'} />
      </span>
      <span role="cell" class="cell-deal">
        <Link to={changed(address, { view: 'deal', deal: row.deal })}>{row.title ?? row.deal}</Link>
        <Notes row={row} fresh={fresh} />
      </span>
      <span role="cell" class="cell-amount figure">
        {row.amount ? amountOf(row.amount) : <span class="faint">not told</span>}
      </span>
      <span role="cell" class="cell-since">
        {row.since === null ? '' : when.dayMeant(row.since)}
      </span>
      <span role="cell" class="cell-sources figure">
        {row.sources}
        <span class="only-narrow"> {row.sources === 1 ? 'source' : 'sources'}</span>
      </span>
    </>
  );
}

/** What is to be known of a deal besides its status, in a word each. */
function Notes({ row, fresh }: { row: DealRow; fresh: boolean }): JSX.Element {
  const notes = [
    ...(fresh ? ['changed just now'] : []),
    ...(row.status === 'confirmed' && !row.officiallyConfirmed ? ['not officially'] : []),
    ...(row.disputed ? ['disputed'] : []),
    ...(row.undetermined ? ['partly undetermined'] : []),
    ...(row.alsoRecordedAs.length > 0 ? [`also ${row.alsoRecordedAs.join(', ')}`] : []),
    ...(row.episode > 1 ? [`came back ${row.episode === 2 ? 'once' : `${row.episode - 1} times`}`] : []),
  ];
  return (
    <span class="notes">
      <span class="slug">{row.deal}</span>
      {notes.map((note) => (
        <span key={note} class={`note note-${note.split(' ')[0]}`}>
          {note}
        </span>
      ))}
    </span>
  );
}

function amountOf({ basis: _, ...figure }: Figure): string {
  return sayFigure(figure);
}

function Coming(): JSX.Element {
  return (
    <span role="cell" class="coming">
      …
    </span>
  );
}
