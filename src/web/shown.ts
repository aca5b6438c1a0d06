import { useEffect, useState } from 'preact/hooks';
import type { AskedOfAnswer } from '../deal/knowledge.js';
import { changed, type Address } from './address.js';

/** What a view shows: the question as the service settled it, and where the same is to be had as data. */
export interface Shown {
  readonly asked: Pick<AskedOfAnswer, 'basis'> & Partial<AskedOfAnswer>;
  /** Addresses of the service, by what they hold. */
  readonly data: Readonly<Record<string, string>>;
}

let shown: Shown | null = null;
const listeners = new Set<(shown: Shown | null) => void>();

/** A view tells what it shows, for those who take it away; null while it shows nothing yet. */
export function useShown(now: Shown | null): void {
  const key = JSON.stringify(now);
  useEffect(() => {
    shown = now;
    for (const listen of listeners) {
      listen(shown);
    }
  }, [key]);
}

/** What the current view shows. */
export function useWhatIsShown(): Shown | null {
  const [seen, setSeen] = useState(shown);
  useEffect(() => {
    setSeen(shown);
    listeners.add(setSeen);
    return () => void listeners.delete(setSeen);
  }, []);
  return seen;
}

/** The address of this very answer: with its instant and its basis, so that it never changes. */
export function pinned(address: Address, { asked }: Shown): Address {
  return changed(address, {
    basis: String(asked.basis),
    ...(address.knownAt === undefined && asked.knownAt !== undefined && { knownAt: asked.knownAt }),
  });
}
