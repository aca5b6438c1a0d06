import type { JSX } from 'preact';
import { Link } from '../../navigation.js';
import { SourceOf } from '../../source-of.js';
import type { Cell, Side } from '../../facts.js';
import { holds, type FactRow } from './compare.js';

interface Column {
  readonly title: string;
  readonly side: Side;
}

/** Both sides, fact by fact. What differs is marked by a bar, by words, and by its weight. */
export function FactTable({
  rows,
  left,
  right,
}: {
  readonly rows: readonly FactRow[];
  readonly left: Column;
  readonly right: Column;
}): JSX.Element {
  return (
    <table class="sides">
      <caption class="unseen">What is known on both sides, fact by fact</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">Fact</span>
          </th>
          {[left, right].map(({ title, side }) => (
            <th scope="col" key={title}>
              <Link to={side.address}>{title}</Link>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name} class={`${row.differs ? 'differs' : ''} ${row.isDoubt ? 'doubt' : ''}`}>
            <th scope="row">
              {row.name}
              {row.differs && <span class="mark"> differs</span>}
            </th>
            <td data-side={left.title}>
              <Cells own={row.left} others={row.right} differs={row.differs} went {...left} />
            </td>
            <td data-side={right.title}>
              <Cells own={row.right} others={row.left} differs={row.differs} {...right} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellsProps extends Column {
  readonly own: readonly Cell[];
  readonly others: readonly Cell[];
  readonly differs: boolean;
  /** These are on the left: what is not on the right went. */
  readonly went?: boolean;
}

function Cells({ own, others, differs, went = false, side }: CellsProps): JSX.Element {
  if (own.length === 0) {
    return <span class="faint">nothing</span>;
  }
  const alone = own.filter((cell) => !holds(others, cell));
  const shared = own.length - alone.length;
  return (
    <ul>
      {differs && own.length > 1 && shared > 0 && <li class="faint">{shared} the same on both sides</li>}
      {(differs && own.length > 1 ? alone : own).map((cell) => (
        <li key={cell.key ?? cell.said}>
          <Value said={cell.said} kind={holds(others, cell) ? 'same' : went ? 'went' : 'came'} />
          {cell.event !== undefined && (
            <>
              {' '}
              <SourceOf event={cell.event} told={side.told} address={side.address} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Value({
  said,
  kind,
}: {
  readonly said: string;
  readonly kind: 'same' | 'went' | 'came';
}): JSX.Element {
  if (kind === 'same') {
    return <span>{said}</span>;
  }
  return kind === 'went' ? <b class="went">{said}</b> : <b class="came">{said}</b>;
}
