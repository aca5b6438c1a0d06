import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { caughtUp, confirmation } from './read-messages.js';
import type { ReadRequest } from './read-request.js';
import type { ServedRecord } from './served-record.js';

/** Every event of one stream after a revision, for ever; the stream need not exist yet. */
export async function* subscribeToStream(
  record: ServedRecord,
  stream: string,
  request: ReadRequest,
  signal: AbortSignal,
): AsyncGenerator<streams.ReadResp> {
  const { store } = record;
  // The head comes first: what is appended while the stream is read is in both, and sent once.
  const head = await store.head();
  const recorded = await record.readStream(stream);
  const newest = recorded.at(-1)?.revision ?? -1;
  let revision = request.from === 'start' ? -1 : request.from === 'end' ? newest : request.from;
  yield confirmation();
  for (const event of recorded.filter((each) => each.revision > revision)) {
    yield record.message(event, request.structuredIds);
    revision = event.revision;
  }
  yield caughtUp();
  for await (const page of store.follow(head + 1, { signal })) {
    for (const event of page.filter((each) => each.stream === stream && each.revision > revision)) {
      yield record.message(event, request.structuredIds);
      revision = event.revision;
    }
  }
}
