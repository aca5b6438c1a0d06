import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { status as codes, type ServerDuplexStream } from '@grpc/grpc-js';
import googleAny from 'google-protobuf/google/protobuf/any_pb.js';
import googleEmpty from 'google-protobuf/google/protobuf/empty_pb.js';
import { NO_STREAM } from '../event-store/event-store.js';
import type { Appended } from '../event-store/recorded-event.js';
import type { Expected, WrongExpectation } from './append-as-expected.js';
import { MAX_APPEND_BYTES, proposedEvent, sizeOf, type ProposedEvent } from './proposed-event.js';
import { streamIdentifier, uuidText } from './read-messages.js';
import { nameOf } from './read-request.js';
import { invalidArgument, refusalOf, StreamDeleted } from './refusal.js';
import type { ServedRecord } from './served-record.js';

type BatchCall = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

/** An append whose parts are still coming. */
interface Batch {
  readonly correlationId: shared.UUID | undefined;
  readonly stream: string;
  readonly expected: Expected;
  readonly events: ProposedEvent[];
}

/**
 * Answers Streams.BatchAppend of a writable server: many appends over one call, told apart by their correlation ids, each
 * in one part or several, answered as they are done.
 */
export async function answerBatchAppend(
  call: BatchCall,
  record: ServedRecord,
  signal: AbortSignal,
): Promise<void> {
  const unfinished = new Map<string, Batch>();
  const running = new Set<Promise<void>>();
  for await (const message of call as AsyncIterable<streams.BatchAppendReq>) {
    const id = uuidText(message.getCorrelationId());
    const batch = unfinished.get(id) ?? begun(message);
    unfinished.set(id, batch);
    batch.events.push(...message.getProposedMessagesList().map(proposedEvent));
    if (message.getIsFinal()) {
      unfinished.delete(id);
      const appending = answerOne(call, batch, record, signal);
      running.add(appending);
      void appending.finally(() => running.delete(appending));
    }
  }
  await Promise.all(running);
  call.end();
}

async function answerOne(
  call: BatchCall,
  batch: Batch,
  record: ServedRecord,
  signal: AbortSignal,
): Promise<void> {
  const answer = await append(batch, record);
  if (!signal.aborted) {
    call.write(answer);
  }
}

function begun(message: streams.BatchAppendReq): Batch {
  const options = message.getOptions();
  const stream = nameOf(options?.getStreamIdentifier());
  if (options === undefined || stream === '') {
    throw invalidArgument('the first part of an append names its stream');
  }
  return { correlationId: message.getCorrelationId(), stream, expected: expectedBy(options), events: [] };
}

function expectedBy(options: streams.BatchAppendReq.Options): Expected {
  const cases = streams.BatchAppendReq.Options.ExpectedStreamPositionCase;
  switch (options.getExpectedStreamPositionCase()) {
    case cases.STREAM_POSITION:
      return Number(options.getStreamPosition());
    case cases.NO_STREAM:
      return NO_STREAM;
    case cases.STREAM_EXISTS:
      return 'stream_exists';
    case cases.ANY:
    case cases.EXPECTED_STREAM_POSITION_NOT_SET:
      return 'any';
  }
}

async function append(batch: Batch, record: ServedRecord): Promise<streams.BatchAppendResp> {
  const { stream, expected, events } = batch;
  const answer = answerTo(batch);
  if (sizeOf(events) > MAX_APPEND_BYTES) {
    return answer.setError(tooLarge());
  }
  try {
    const result = await record.append(stream, expected, events);
    return 'current' in result
      ? answer.setError(wrongExpectation(expected, result))
      : answer.setSuccess(success(result));
  } catch (error) {
    if (error instanceof StreamDeleted) {
      const details = new shared.StreamDeleted().setStreamIdentifier(streamIdentifier(stream));
      return answer.setError(problem(error.code, error.details, 'StreamDeleted', details.serializeBinary()));
    }
    const refusal = refusalOf(error);
    return answer.setError(
      problem(refusal.code, refusal.details, 'Unknown', new shared.Unknown().serializeBinary()),
    );
  }
}

/** The answer to an append begins by repeating what was asked. */
function answerTo({ correlationId, stream, expected }: Batch): streams.BatchAppendResp {
  const answer = new streams.BatchAppendResp()
    .setCorrelationId(correlationId)
    .setStreamIdentifier(streamIdentifier(stream));
  if (expected === 'any') {
    return answer.setAny(new googleEmpty.Empty());
  }
  if (expected === 'stream_exists') {
    return answer.setStreamExists(new googleEmpty.Empty());
  }
  return expected === NO_STREAM
    ? answer.setNoStream(new googleEmpty.Empty())
    : answer.setStreamPosition(String(expected));
}

function success({ revision, position }: Appended): streams.BatchAppendResp.Success {
  const place = new shared.AllStreamPosition();
  place.setCommitPosition(String(position)).setPreparePosition(String(position));
  return new streams.BatchAppendResp.Success().setCurrentRevision(String(revision)).setPosition(place);
}

function wrongExpectation(expected: Expected, { current }: WrongExpectation): statuses.Status {
  const wrong = new shared.WrongExpectedVersion();
  if (current === NO_STREAM) {
    wrong.setCurrentNoStream(new googleEmpty.Empty());
  } else {
    wrong.setCurrentStreamRevision(String(current));
  }
  if (expected === 'any') {
    wrong.setExpectedAny(new googleEmpty.Empty());
  } else if (expected === 'stream_exists') {
    wrong.setExpectedStreamExists(new googleEmpty.Empty());
  } else if (expected === NO_STREAM) {
    wrong.setExpectedNoStream(new googleEmpty.Empty());
  } else {
    wrong.setExpectedStreamPosition(String(expected));
  }
  return problem(
    codes.FAILED_PRECONDITION,
    'wrong expected version',
    'WrongExpectedVersion',
    wrong.serializeBinary(),
  );
}

function tooLarge(): statuses.Status {
  const limit = new shared.MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_BYTES);
  const name = 'MaximumAppendSizeExceeded';
  return problem(
    codes.INVALID_ARGUMENT,
    `an append holds at most ${MAX_APPEND_BYTES} bytes`,
    name,
    limit.serializeBinary(),
  );
}

function problem(code: number, message: string, type: string, details: Uint8Array): statuses.Status {
  const packed = new googleAny.Any();
  packed.pack(details, `event_store.client.${type}`);
  return new statuses.Status().setCode(code).setMessage(message).setDetails(packed);
}
