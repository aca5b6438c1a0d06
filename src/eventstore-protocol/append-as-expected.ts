import { NO_STREAM } from '../event-store/event-store.js';
import type { EventStore } from '../event-store/event-store.js';
import type { Appended, NewEvent, RecordedEvent } from '../event-store/recorded-event.js';
import { StreamMoved } from '../event-store/store-errors.js';

/** Where a client expects the stream to end. */
export type Expected = number | 'any' | 'stream_exists';

/** The stream did not end where the client expected. */
export interface WrongExpectation {
  /** The stream's last revision; NO_STREAM while there is none. */
  readonly current: number;
}

/**
 * Appends as the real server does: the port knows exact revisions only, so for the others the stream's end is read
 * first, and again when another writer was faster. Events that the stream already holds, in this order, are not
 * appended again whatever was expected.
 */
export async function appendAsExpected(
  store: EventStore,
  stream: string,
  expected: Expected,
  events: readonly NewEvent[],
): Promise<Appended | WrongExpectation> {
  for (;;) {
    const history = typeof expected === 'number' ? [] : await store.readStream(stream);
    if (expected === 'stream_exists' && history.length === 0) {
      return { current: NO_STREAM };
    }
    const after = typeof expected === 'number' ? expected : endBefore(history, events);
    try {
      return await store.append(stream, after, events);
    } catch (error) {
      if (!(error instanceof StreamMoved)) {
        throw error;
      }
      if (typeof expected === 'number') {
        return { current: error.actual };
      }
    }
  }
}

/** The revision after which these events stand, if they do; the stream's end otherwise. */
function endBefore(history: readonly RecordedEvent[], events: readonly NewEvent[]): number {
  const start = history.findIndex(({ id }) => id === events[0]!.id);
  const stand = start >= 0 && events.every(({ id }, index) => history[start + index]?.id === id);
  return (stand ? start : history.length) - 1;
}
