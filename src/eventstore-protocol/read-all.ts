import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { EventStore } from '../event-store/event-store.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { lastPosition } from './read-messages.js';
import type { ReadRequest } from './read-request.js';
import type { ServedRecord } from './served-record.js';

const PAGE_SIZE = 500;

/**
 * $all as it stands now, in either direction. As on the real server a position is a place between events: reading
 * forwards it is followed by its event, reading backwards the event before it comes first.
 */
export async function* readAll(record: ServedRecord, request: ReadRequest): AsyncGenerator<streams.ReadResp> {
  const end = (await record.store.head()) + 1;
  const from = request.from === 'start' ? 0 : request.from === 'end' ? end : Math.min(request.from, end);
  const pages = request.backwards ? pagesBefore(record.store, from) : pagesFrom(record.store, from, end);
  let left = request.count ?? 0;
  for await (const page of pages) {
    const wanted = page.filter((event) => request.filter?.matches(event) ?? true).slice(0, left);
    for (const event of wanted) {
      yield record.message(event, request.structuredIds);
    }
    left -= wanted.length;
    if (left === 0) {
      return;
    }
  }
  if (request.tellsBounds && end > 0) {
    yield lastPosition(end - 1);
  }
}

async function* pagesFrom(
  store: EventStore,
  from: number,
  end: number,
): AsyncGenerator<readonly RecordedEvent[]> {
  for (let position = from; position < end; position += PAGE_SIZE) {
    yield await store.readAll(position, Math.min(PAGE_SIZE, end - position));
  }
}

async function* pagesBefore(store: EventStore, end: number): AsyncGenerator<readonly RecordedEvent[]> {
  for (let newest = end; newest > 0; newest -= PAGE_SIZE) {
    const oldest = Math.max(0, newest - PAGE_SIZE);
    yield (await store.readAll(oldest, newest - oldest)).toReversed();
  }
}
