import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ServerReadableStream, status } from '@grpc/grpc-js';
import { NO_STREAM } from '../event-store/event-store.js';
import type { Appended } from '../event-store/recorded-event.js';
import type { Expected, WrongExpectation } from './append-as-expected.js';
import { MAX_APPEND_BYTES, proposedEvent, sizeOf, type ProposedEvent } from './proposed-event.js';
import { nameOf } from './read-request.js';
import { invalidArgument, Refusal } from './refusal.js';
import type { ServedRecord } from './served-record.js';

/** Streams.Append of a writable server: first the options, then the events one by one, then one answer. */
export async function appendOf(
  call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
  record: ServedRecord,
): Promise<streams.AppendResp> {
  let options: streams.AppendReq.Options | undefined;
  const events: ProposedEvent[] = [];
  for await (const message of call as AsyncIterable<streams.AppendReq>) {
    options ??= message.getOptions();
    const proposed = message.getProposedMessage();
    if (proposed !== undefined) {
      events.push(proposedEvent(proposed));
    }
  }
  if (options === undefined) {
    throw invalidArgument('the append has no options');
  }
  if (sizeOf(events) > MAX_APPEND_BYTES) {
    throw tooLarge();
  }
  const expected = expectedBy(options);
  const result = await record.append(nameOf(options.getStreamIdentifier()), expected, events);
  return 'current' in result ? wrongExpectation(expected, result) : success(result);
}

function expectedBy(options: streams.AppendReq.Options): Expected {
  const cases = streams.AppendReq.Options.ExpectedStreamRevisionCase;
  switch (options.getExpectedStreamRevisionCase()) {
    case cases.REVISION:
      return Number(options.getRevision());
    case cases.NO_STREAM:
      return NO_STREAM;
    case cases.STREAM_EXISTS:
      return 'stream_exists';
    case cases.ANY:
    case cases.EXPECTED_STREAM_REVISION_NOT_SET:
      return 'any';
  }
}

function success({ revision, position }: Appended): streams.AppendResp {
  const place = new streams.AppendResp.Position();
  place.setCommitPosition(String(position)).setPreparePosition(String(position));
  const done = new streams.AppendResp.Success().setCurrentRevision(String(revision)).setPosition(place);
  return new streams.AppendResp().setSuccess(done);
}

function wrongExpectation(expected: Expected, { current }: WrongExpectation): streams.AppendResp {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current === NO_STREAM) {
    wrong.setCurrentNoStream(new shared.Empty());
  } else {
    wrong.setCurrentRevision(String(current));
  }
  if (expected === 'any') {
    wrong.setExpectedAny(new shared.Empty());
  } else if (expected === 'stream_exists') {
    wrong.setExpectedStreamExists(new shared.Empty());
  } else if (expected === NO_STREAM) {
    wrong.setExpectedNoStream(new shared.Empty());
  } else {
    wrong.setExpectedRevision(String(expected));
  }
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}

function tooLarge(): Refusal {
  return new Refusal(status.INVALID_ARGUMENT, `an append holds at most ${MAX_APPEND_BYTES} bytes`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(MAX_APPEND_BYTES),
  });
}
