import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '../../src/event-store/event-store.js';
import type { RecordedEvent } from '../../src/event-store/recorded-event.js';
import { FeedTail } from '../../src/feed/feed-tail.js';

/** A record that grows by pages of so many events. */
function growing(...sizes: readonly number[]): EventStore {
  return {
    head: async () => -1,
    async *follow() {
      let position = 0;
      for (const size of sizes) {
        yield Array.from({ length: size }, () => ({ position: position++ }) as RecordedEvent);
        await pause(1);
      }
      await new Promise(() => {});
    },
  } as unknown as EventStore;
}

describe('the tail of the feed', () => {
  it('tells of every page, and leaves those of a flood to whoever reads them later', async () => {
    const taken: number[] = [];
    const tail = new FeedTail(growing(10, 90, 900, 500), async (page) => void taken.push(page.length));
    const detach = tail.attach();
    await tail.grown(1_498, new AbortController().signal);
    expect(tail.head).toBe(1_499);
    expect(tail.bustle).toBe('flood');
    expect(taken).toEqual([10, 90]);
    detach();
    tail.close();
  });
});
