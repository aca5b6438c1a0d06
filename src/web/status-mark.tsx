import type { JSX } from 'preact';
import { statusName, type StatusOrNone } from './statuses.js';
import './styles/status-mark.css';

/** One shape for each status, so that none is told by its colour alone; on a field of 16 by 16. */
const SHAPES: Readonly<Record<StatusOrNone, JSX.Element>> = {
  rumored: <circle cx="8" cy="8" r="5.5" class="outline dotted" />,
  in_talks: (
    <>
      <circle cx="8" cy="8" r="5.5" class="outline" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" class="filled" />
    </>
  ),
  terms_changing: <path d="M8 2.5 14 13.5H2z" class="outline" />,
  confirmed: <circle cx="8" cy="8" r="6.5" class="filled" />,
  collapsed: <path d="m3.5 3.5 9 9m0-9-9 9" class="outline heavy" />,
  none: <path d="M4 8h8" class="outline" />,
};

/** The mark of a status with its name beside it. */
export function StatusMark({ status, bare = false }: { status: StatusOrNone; bare?: boolean }): JSX.Element {
  return (
    <span class={`status-mark status-${status}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        {SHAPES[status]}
      </svg>
      <span class={bare ? 'unseen' : ''}>{statusName(status)}</span>
    </span>
  );
}
