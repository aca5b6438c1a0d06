import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Follow, RecordedEvent } from '../recorded-event.js';
import type { CommitSignal } from './commit-signal.js';

/** What following needs of an engine. */
export interface Followed {
  readonly commits: CommitSignal;
  /** Whether the store was told to close. */
  readonly hasEnded: () => boolean;
  readonly readAll: (fromPosition: number, limit: number) => Promise<readonly RecordedEvent[]>;
}

const DEFAULT_PAGE_SIZE = 500;

/** Every event from a position on, as EventStore's `follow` promises: page by page, then as they are committed. */
export async function* followPages(
  { commits, hasEnded, readAll }: Followed,
  fromPosition: number,
  { signal, pageSize = DEFAULT_PAGE_SIZE }: Follow,
): AsyncGenerator<readonly RecordedEvent[]> {
  let position = fromPosition;
  for (;;) {
    await commits.reached(position, signal);
    if (signal.aborted || hasEnded()) {
      return;
    }
    const page = await readAll(position, pageSize);
    position += page.length;
    yield page;
    if (position <= commits.head) {
      // Reading does not wait for anything, so a long catch-up would keep the event loop to itself.
      await nextTurn();
    }
  }
}
