import type { NewEvent } from '../recorded-event.js';

/** Throws on what no caller may send; said at once, since a group of appends is not to fail for one of them. */
export function assertAppendable(stream: string, expected: number, events: readonly NewEvent[]): void {
  if (stream === '' || !Number.isSafeInteger(expected) || expected < -1 || events.length === 0) {
    throw new RangeError('an append names a stream, a revision from -1 up and at least one event');
  }
  for (const { id, type, data } of events) {
    if (![stream, id, type, data].every((text) => typeof text === 'string' && text.isWellFormed())) {
      throw new TypeError('the parts of an event are strings of whole characters');
    }
  }
}
