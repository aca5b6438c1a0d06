import { useEffect, useState } from 'preact/hooks';

/** Pixels that a row takes, by what the style sheet gives it on narrow and on wide windows. */
const WIDE_PX = 54;
const NARROW_PX = 104;

const narrow = matchMedia('(max-width: 46rem)');

export function useRowHeight(): number {
  const [isNarrow, setNarrow] = useState(narrow.matches);
  useEffect(() => {
    const listen = () => setNarrow(narrow.matches);
    narrow.addEventListener('change', listen);
    return () => narrow.removeEventListener('change', listen);
  }, []);
  return isNarrow ? NARROW_PX : WIDE_PX;
}
