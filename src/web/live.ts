import { useEffect, useRef, useState } from 'preact/hooks';

/** Whether changes arrive by themselves. */
export type Liveness = 'live' | 'connecting' | 'interrupted';

export interface Live {
  readonly state: Liveness;
  /** Position of the newest event that was heard of; 0 before the first. Whoever shows what is known now asks again. */
  readonly beat: number;
}

/** A stream that was refused outright is not opened again by the browser; this long after it, we do. */
const OPEN_AGAIN_AFTER_MS = 3_000;
/** Events of one report arrive together and are one change. */
const GATHER_MS = 100;

/**
 * Follows the record from a basis on, which is that of the first answer that is shown. `follow: false` hears nothing, so
 * that nothing moves.
 */
export function useLive(follow: boolean, basis: number | undefined): Live {
  const [live, setLive] = useState<Live>({ state: 'connecting', beat: 0 });
  const after = useRef(basis);
  after.current = basis ?? after.current;
  const begun = after.current !== undefined;
  useEffect(() => {
    if (!follow || !begun) {
      return;
    }
    return listen(
      () => after.current ?? -1,
      (state, position) => setLive(({ beat }) => ({ state, beat: Math.max(beat, position) })),
    );
  }, [follow, begun]);
  return follow ? live : { ...live, beat: 0 };
}

/** Opens the stream of events behind a position; gives back what closes it. */
function listen(after: () => number, tell: (state: Liveness, position: number) => void): () => void {
  let stream: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  const hear = ({ lastEventId }: MessageEvent) => {
    newest = Number(lastEventId);
    gathering ??= setTimeout(() => {
      gathering = undefined;
      tell('live', newest);
    }, GATHER_MS);
  };
  const open = () => {
    stream = new EventSource(`/events/stream?after=${after()}`);
    stream.addEventListener('open', () => tell('live', newest));
    stream.addEventListener('message', hear);
    stream.addEventListener('error', () => {
      tell('interrupted', newest);
      if (stream.readyState === EventSource.CLOSED) {
        again = setTimeout(open, OPEN_AGAIN_AFTER_MS);
      }
    });
  };
  open();
  return () => {
    clearTimeout(again);
    clearTimeout(gathering);
    stream.close();
  };
}
