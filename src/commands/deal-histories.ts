import { Injectable } from '@nestjs/common';
import type { DealEvent } from '../deal/claim.js';
import { HistoryCache } from '../deal/history-cache.js';
import { decodeEvent, type StoredEvent } from '../deal/stored-event.js';
import { EventStore } from '../event-store/event-store.js';
import { EventDamaged } from '../event-store/store-errors.js';

const MOST_EVENTS_KEPT = 15_000;

/** The events of a deal, decoded, as the record holds them now. */
@Injectable()
export class DealHistories {
  private readonly cache = new HistoryCache(MOST_EVENTS_KEPT);

  constructor(private readonly store: EventStore) {}

  async load(stream: string): Promise<readonly DealEvent[]> {
    const before = this.cache.get(stream);
    const since = await this.store.readStream(stream, before.length);
    return this.cache.keep(stream, before, since.map(decode));
  }

  /** Takes in what this process has just appended to a history it had loaded, to spare reading it back. */
  add(stream: string, appended: readonly StoredEvent[]): void {
    const before = this.cache.get(stream);
    if (before.length === appended[0]?.revision) {
      this.cache.keep(stream, before, appended.map(decode));
    }
  }
}

/** An event of the record; throws EventDamaged when it is not as it was stored. */
export function decode(stored: StoredEvent): DealEvent {
  const event = decodeEvent(stored);
  if (!event.ok) {
    throw new EventDamaged(stored.position, event.detail);
  }
  return event.value;
}
