import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { firstRevision, lastRevision, streamNotFound } from './read-messages.js';
import type { ReadRequest } from './read-request.js';
import type { ServedRecord } from './served-record.js';

/** One stream from a revision on, that one included, in either direction. */
export async function* readStream(
  record: ServedRecord,
  stream: string,
  request: ReadRequest,
): AsyncGenerator<streams.ReadResp> {
  const events = await record.readStream(stream);
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined) {
    yield streamNotFound(stream);
    return;
  }
  if (request.tellsBounds) {
    yield firstRevision(first.revision);
  }
  const wanted = wantedOf(events, request);
  for (const event of wanted) {
    yield record.message(event, request.structuredIds);
  }
  if (request.tellsBounds && wanted.length < (request.count ?? 0)) {
    yield lastRevision(last.revision);
  }
}

function wantedOf(events: readonly RecordedEvent[], request: ReadRequest): readonly RecordedEvent[] {
  const { backwards, from, count = 0 } = request;
  if (backwards) {
    const newest = from === 'start' ? 0 : from === 'end' ? Infinity : from;
    return events
      .filter(({ revision }) => revision <= newest)
      .toReversed()
      .slice(0, count);
  }
  const oldest = from === 'start' ? 0 : from === 'end' ? Infinity : from;
  return events.filter(({ revision }) => revision >= oldest).slice(0, count);
}
