import type { EventStore } from '../../src/event-store/event-store.js';
import type { RecordedEvent } from '../../src/event-store/recorded-event.js';

/** The whole record, page by page. */
export async function allEvents(store: EventStore): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (;;) {
    const page = await store.readAll(all.length, 10_000);
    if (page.length === 0) {
      return all;
    }
    all.push(...page);
  }
}
