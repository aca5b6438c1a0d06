import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Which rows of a long list are in sight of the window, some more on either side. */
export interface RowsInSight {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Rows drawn beyond what is in sight, so that scrolling and tabbing find them there. */
const MORE_ROWS = 8;

/** Follows the window's scrolling over a list whose rows are all of one height, in pixels. */
export function useRowsInSight(
  list: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): RowsInSight {
  const [sight, setSight] = useState<RowsInSight>({ from: 0, to: Math.min(count, 30) });
  useEffect(() => {
    const look = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const first = Math.floor(Math.max(0, -top) / rowHeight) - MORE_ROWS;
      const from = Math.max(0, Math.min(first, count - 1));
      const to = Math.min(count, Math.ceil((innerHeight - top) / rowHeight) + MORE_ROWS);
      setSight((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [count, rowHeight]);
  return sight;
}
