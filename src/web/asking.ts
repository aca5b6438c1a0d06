import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, Unanswered, type Reply, type Trouble } from './api.js';

/** A question on its way: the last answer stays in sight until the next has come. */
export interface Asking<T> {
  readonly value: T | undefined;
  readonly next: string | null;
  readonly trouble: Trouble | undefined;
  /** No answer yet to the question as it stands now. */
  readonly waiting: boolean;
  readonly again: () => void;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;

interface Held<T> {
  readonly address: string | null;
  readonly reply?: Reply<T> | undefined;
  readonly trouble?: Trouble | undefined;
}

/**
 * Asks the service, and again whenever the record has grown to `beat`, a position, or the service was away. `null` asks nothing. An answer about another
 * `subject` is not kept in sight while the new one is waited for.
 */
export function useAnswer<T>(address: string | null, subject: string, beat = 0): Asking<T> {
  const [held, setHeld] = useState<Held<T>>({ address: null });
  const [attempt, setAttempt] = useState(0);
  const heldSubject = useRef(subject);
  const failures = useRef(0);

  useEffect(() => {
    if (address === null) {
      return;
    }
    const giveUp = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    const put = async () => {
      try {
        const reply = await ask<T>(knowing(address, beat), giveUp.signal);
        failures.current = 0;
        heldSubject.current = subject;
        setHeld({ address, reply });
      } catch (error) {
        if (!(error instanceof Unanswered)) {
          return; // given up: another question took its place
        }
        setHeld((before) => ({ address, trouble: error.trouble, reply: before.reply }));
        if (error.trouble.kind === 'away') {
          const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures.current++);
          retry = setTimeout(() => setAttempt((one) => one + 1), wait);
        }
      }
    };
    void put();
    return () => {
      clearTimeout(retry);
      giveUp.abort();
    };
  }, [address, subject, beat, attempt]);

  const isOfSubject = heldSubject.current === subject;
  const current = held.address === address;
  return {
    value: isOfSubject ? held.reply?.value : undefined,
    next: current && isOfSubject ? (held.reply?.next ?? null) : null,
    trouble: current ? held.trouble : undefined,
    waiting: !current,
    again: () => {
      failures.current = 0;
      setAttempt((one) => one + 1);
    },
  };
}

/** The same question, answered no sooner than the answers know of a position. */
function knowing(address: string, position: number): string {
  return position === 0 ? address : `${address}${address.includes('?') ? '&' : '?'}minPosition=${position}`;
}
