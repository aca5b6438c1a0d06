import { useEffect, useState } from 'preact/hooks';

/** Whether changes arrive by themselves. */
export type Liveness = 'live' | 'connecting' | 'interrupted';

export interface Live {
  readonly state: Liveness;
  /** Grows whenever the record has grown, or may have while nothing was heard. */
  readonly beat: number;
}

/** A stream that was refused outright is not opened again by the browser; this long after it, we do. */
const OPEN_AGAIN_AFTER_MS = 5_000;
/** Events of one report arrive together and are one change. */
const GATHER_MS = 120;

/** Follows the record while the page is about now; `follow: false` hears nothing, so that nothing moves. */
export function useLive(follow: boolean): Live {
  const [live, setLive] = useState<Live>({ state: 'connecting', beat: 0 });
  useEffect(() => {
    if (!follow) {
      return;
    }
    return listen((state, moved) => setLive((before) => ({ state, beat: before.beat + (moved ? 1 : 0) })));
  }, [follow]);
  return live;
}

/** Opens the stream of events; gives back what closes it. */
function listen(tell: (state: Liveness, moved: boolean) => void): () => void {
  let stream: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let missed = false;

  const heard = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      tell('live', true);
    }, GATHER_MS);
  };
  const open = () => {
    stream = new EventSource('/events/stream');
    stream.addEventListener('open', () => {
      tell('live', missed);
      missed = false;
    });
    stream.addEventListener('message', heard);
    stream.addEventListener('error', () => {
      missed = true;
      tell('interrupted', false);
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
