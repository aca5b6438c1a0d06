import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { caughtUp, checkpoint, confirmation } from './read-messages.js';
import type { ReadRequest } from './read-request.js';
import type { ServedRecord } from './served-record.js';

/**
 * Every event after a position, for ever. With a filter it also tells how far it has looked: as often as the client
 * asked, and when it has caught up, so that a subscriber need not search the same events again.
 */
export async function* subscribeToAll(
  record: ServedRecord,
  request: ReadRequest,
  signal: AbortSignal,
): AsyncGenerator<streams.ReadResp> {
  const { filter, structuredIds } = request;
  const { store } = record;
  const head = await store.head();
  let position = request.from === 'start' ? -1 : request.from === 'end' ? head : request.from;
  let live = position >= head;
  let unreported = 0;
  yield confirmation();
  if (live) {
    yield caughtUp();
  }
  for await (const page of store.follow(position + 1, { signal })) {
    for (const event of page) {
      position = event.position;
      unreported += 1;
      if (filter === undefined || filter.matches(event)) {
        yield record.message(event, structuredIds);
      }
      if (filter !== undefined && unreported >= filter.checkpointEvery) {
        yield checkpoint(position);
        unreported = 0;
      }
    }
    if (!live && position >= (await store.head())) {
      live = true;
      if (filter !== undefined && unreported > 0) {
        yield checkpoint(position);
        unreported = 0;
      }
      yield caughtUp();
    }
  }
}
