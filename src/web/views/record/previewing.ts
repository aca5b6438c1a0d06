import { useEffect, useState } from 'preact/hooks';
import type { Preview } from '../../../deal/preview.js';
import { addressOf, tell, Unanswered, type Trouble } from '../../api.js';
import type { JsonObject } from './pointer.js';

/** What the service answers about a report that would be recorded. */
export interface ReportPreviewed extends Preview {
  /** `repeats`: the same report stands in the record already. */
  readonly outcome: 'appends' | 'repeats';
  readonly deal: string;
  readonly reportId: string;
  /** The newest revision of the deal; -1 when the record does not hold it. */
  readonly revision: number;
}

export interface Previewing {
  readonly state: 'incomplete' | 'asking' | 'told';
  readonly preview?: ReportPreviewed | undefined;
  readonly trouble?: Trouble | undefined;
  /** Asks once more, though nothing was typed. */
  readonly again: () => void;
}

/** A pause in typing this long asks. */
const PAUSE_MS = 400;

type Held = Omit<Previewing, 'again'> & { readonly of?: string };

/** Asks what a report would change, whenever it has changed and is whole; null while it is not. */
export function usePreview(deal: string, report: JsonObject | null): Previewing {
  const [held, setHeld] = useState<Held>({ state: 'incomplete' });
  const [attempt, setAttempt] = useState(0);
  const body = report === null ? null : JSON.stringify(report);

  useEffect(() => {
    if (body === null) {
      setHeld({ state: 'incomplete' });
      return;
    }
    const giveUp = new AbortController();
    setHeld((before) => ({ ...before, state: 'asking' }));
    const pause = setTimeout(() => {
      tell<ReportPreviewed>(addressOf(`/deals/${encodeURIComponent(deal)}/reports/preview`), body, {
        signal: giveUp.signal,
      }).then(
        ({ value }) => setHeld({ state: 'told', preview: value, of: body }),
        (error: unknown) => {
          if (error instanceof Unanswered) {
            setHeld({ state: 'told', trouble: error.trouble, of: body });
          }
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      giveUp.abort();
    };
  }, [deal, body, attempt]);

  const isCurrent = held.of === body;
  return {
    state: body === null ? 'incomplete' : isCurrent && held.state === 'told' ? 'told' : 'asking',
    preview: held.preview,
    trouble: isCurrent ? held.trouble : undefined,
    again: () => setAttempt((one) => one + 1),
  };
}
