import { useEffect, useRef, useState } from 'preact/hooks';

/** How long a replay takes from the first change to the last. */
const REPLAY_MS = 9_000;
/** Instants told in that time; with reduced motion each change is told in turn instead. */
const FRAME_MS = 60;
const STILL_MS = 1_500;

export interface Replay {
  readonly running: boolean;
  readonly toggle: () => void;
}

/** Moves an instant from the beginning of knowledge to its end. `show` is told every instant, and null at the end. */
export function useReplay(
  range: { readonly fromMs: number; readonly toMs: number } | null,
  changes: readonly number[],
  show: (ms: number | null) => void,
): Replay {
  const [running, setRunning] = useState(false);
  const shown = useRef(show);
  shown.current = show;
  useEffect(() => {
    if (!running || range === null) {
      return;
    }
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const steps = Math.round(REPLAY_MS / FRAME_MS);
    const instants = still
      ? changes
      : Array.from(
          { length: steps + 1 },
          (_, step) => range.fromMs + ((range.toMs - range.fromMs) * step) / steps,
        );
    let place = 0;
    const timer = setInterval(
      () => {
        const at = instants[place];
        place += 1;
        shown.current(at ?? null);
        if (at === undefined) {
          setRunning(false);
        }
      },
      still ? STILL_MS : FRAME_MS,
    );
    return () => clearInterval(timer);
  }, [running]);
  return { running, toggle: () => setRunning((before) => !before) };
}
