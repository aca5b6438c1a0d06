import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { watchRequests } from './api.js';

/** An answer that comes sooner is not waited for. */
const PATIENCE_MS = 400;

/** A line under the masthead while an answer is on its way for longer than one notices. */
export function Waiting(): JSX.Element {
  const [waiting, setWaiting] = useState(false);
  useEffect(() => {
    let patience: ReturnType<typeof setTimeout> | undefined;
    return watchRequests((underWay) => {
      clearTimeout(patience);
      if (underWay === 0) {
        setWaiting(false);
      } else {
        patience = setTimeout(() => setWaiting(true), PATIENCE_MS);
      }
    });
  }, []);
  return (
    <div class={`waiting ${waiting ? 'on' : ''}`} role="status">
      {waiting && <span class="unseen">Waiting for the service …</span>}
    </div>
  );
}
