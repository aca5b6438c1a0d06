import { once } from 'node:events';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { readAll } from './read-all.js';
import { readRequest, type ReadRequest } from './read-request.js';
import { readStream } from './read-stream.js';
import { unavailable } from './refusal.js';
import type { ServedRecord } from './served-record.js';
import { subscribeToAll } from './subscribe-to-all.js';
import { subscribeToStream } from './subscribe-to-stream.js';

/** Answers Streams.Read: every kind of reading and subscribing. */
export async function answerRead(
  call: ServerWritableStream<ReadReq, ReadResp>,
  record: ServedRecord,
  signal: AbortSignal,
): Promise<void> {
  const request = readRequest(call.request);
  for await (const message of messagesFor(record, request, signal)) {
    signal.throwIfAborted();
    if (!call.write(message)) {
      // The client is slower than the record: nothing more is read until it has taken what is on its way.
      await drained(call, signal);
    }
  }
  signal.throwIfAborted();
  if (request.count === undefined) {
    throw unavailable('the record was closed');
  }
  call.end();
}

function messagesFor(
  record: ServedRecord,
  request: ReadRequest,
  signal: AbortSignal,
): AsyncGenerator<ReadResp> {
  const { stream, count } = request;
  if (count === undefined) {
    return stream === undefined
      ? subscribeToAll(record, request, signal)
      : subscribeToStream(record, stream, request, signal);
  }
  return stream === undefined ? readAll(record, request) : readStream(record, stream, request);
}

async function drained(call: ServerWritableStream<ReadReq, ReadResp>, signal: AbortSignal): Promise<void> {
  try {
    await once(call, 'drain', { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
