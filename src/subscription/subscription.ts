import { EventStore } from '../event-store/event-store.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { EventDamaged } from '../event-store/store-errors.js';
import { PoisonEvent } from './poison-event.js';

/** Takes in one page of consecutive events, in order; resolves once their effects and the checkpoint are kept. */
export type PageHandler = (page: readonly RecordedEvent[]) => Promise<void>;

export interface SubscriptionOptions {
  /** The position to start at: one past the follower's checkpoint. */
  readonly from: number;
  readonly pageSize?: number;
  readonly signal: AbortSignal;
  /** Told of each failure that is tried again, and (null) when following goes on. */
  readonly onTrouble: (reason: string | null) => void;
}

const RETRY_AFTER_MS = 500;

/**
 * Follows the record in order and hands on every page exactly once in this process. It pulls: while a page is handled, at
 * most one more is read. What may pass (a store that is away, a full disk) is tried again for ever; a damaged or
 * poisonous event ends it with an EventDamaged or {@link PoisonEvent}. Resolves when `signal` aborts.
 */
export async function follow(
  store: EventStore,
  handle: PageHandler,
  options: SubscriptionOptions,
): Promise<void> {
  let next = options.from;
  while (!options.signal.aborted) {
    try {
      const pages = store.follow(next, options);
      for await (const page of readAhead(pages, ({ length }) => length === options.pageSize)) {
        await handle(page);
        next = page.at(-1)!.position + 1;
        options.onTrouble(null);
      }
      if (!options.signal.aborted) {
        throw new Error('the record closed');
      }
    } catch (error) {
      if (error instanceof EventDamaged || error instanceof PoisonEvent) {
        throw error;
      }
      if (!options.signal.aborted) {
        options.onTrouble(error instanceof Error ? error.message : String(error));
        await pause(RETRY_AFTER_MS, options.signal);
      }
    }
  }
}

/**
 * Reads the next page while one is handled that is full. Behind one that is not, the end of the record is near: what comes
 * while it is handled makes one page then, instead of a few small ones.
 */
async function* readAhead<T>(pages: AsyncIterable<T>, isFull: (page: T) => boolean): AsyncGenerator<T> {
  const iterator = pages[Symbol.asyncIterator]();
  try {
    let upcoming: Promise<IteratorResult<T>> | null = null;
    for (;;) {
      const page: IteratorResult<T> = await (upcoming ?? iterator.next());
      if (page.done) {
        return;
      }
      upcoming = isFull(page.value) ? iterator.next() : null;
      upcoming?.catch(() => {}); // told when it is its turn
      yield page.value;
    }
  } finally {
    void iterator.return?.(); // it may wait for an event that is long in coming
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
