import type { DealEvent } from '../deal/claim.js';
import { decodeEvent } from '../deal/stored-event.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { PoisonEvent } from '../subscription/poison-event.js';

/** Reads an event of a page, once for all read models that take it in. Throws a PoisonEvent when it cannot be read. */
export function decodedEvent(event: RecordedEvent): DealEvent {
  const before = decoded.get(event);
  if (before) {
    return before;
  }
  const read = decodeEvent(event);
  if (!read.ok) {
    throw new PoisonEvent(event.position, read.detail);
  }
  decoded.set(event, read.value);
  return read.value;
}

const decoded = new WeakMap<RecordedEvent, DealEvent>();
