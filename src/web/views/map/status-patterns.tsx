import type { JSX } from 'preact';
import { ALL_STATUSES, type StatusOrNone } from '../../statuses.js';

/** A pattern for each status, so that the areas of the map are told apart without their colours. */
const DRAWN: Readonly<Record<StatusOrNone, JSX.Element>> = {
  rumored: <circle cx="4" cy="4" r="1.3" class="dot" />,
  in_talks: <path d="M-2 10 10-2M-2 2 2-2M6 10l4-4" class="stroke" />,
  terms_changing: <path d="M-2 10 10-2M-2-2l12 12" class="stroke" />,
  confirmed: <path d="" />,
  collapsed: <path d="M0 2h8M0 6h8" class="stroke" />,
  none: <path d="" />,
};

export function StatusPatterns(): JSX.Element {
  return (
    <defs>
      {ALL_STATUSES.map((status) => (
        <pattern
          key={status}
          id={`pattern-${status}`}
          width="8"
          height="8"
          patternUnits="userSpaceOnUse"
          class={`status-${status}`}
        >
          <rect width="8" height="8" class={`ground ${status === 'confirmed' ? 'full' : ''}`} />
          {DRAWN[status]}
        </pattern>
      ))}
    </defs>
  );
}
