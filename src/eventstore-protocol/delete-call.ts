import { randomUUID } from 'node:crypto';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import { NO_STREAM } from '../event-store/event-store.js';
import type { Expected } from './append-as-expected.js';
import { METADATA_STREAM, TOMBSTONE } from './kept-events.js';
import { nameOf } from './read-request.js';
import { invalidArgument, Refusal } from './refusal.js';
import type { ServedRecord } from './served-record.js';

type Options = streams.DeleteReq.Options | streams.TombstoneReq.Options;

/** Streams.Delete of a writable server: hides the stream's events from whoever reads the stream, by its metadata. */
export async function deleteStream(
  request: streams.DeleteReq,
  record: ServedRecord,
): Promise<streams.DeleteResp> {
  const { stream, newest } = await streamToDelete(request.getOptions(), record);
  const data = JSON.stringify({ $tb: newest + 1 });
  const position = await appended(record, METADATA_STREAM + stream, 'any', '$metadata', data);
  const place = new streams.DeleteResp.Position();
  place.setCommitPosition(position).setPreparePosition(position);
  return new streams.DeleteResp().setPosition(place);
}

/** Streams.Tombstone of a writable server: ends the stream for good, with an event that everyone sees in $all. */
export async function tombstoneStream(
  request: streams.TombstoneReq,
  record: ServedRecord,
): Promise<streams.TombstoneResp> {
  const { stream, newest } = await streamToDelete(request.getOptions(), record);
  const position = await appended(record, stream, newest, TOMBSTONE, '{}');
  const place = new streams.TombstoneResp.Position();
  place.setCommitPosition(position).setPreparePosition(position);
  return new streams.TombstoneResp().setPosition(place);
}

async function streamToDelete(
  options: Options | undefined,
  record: ServedRecord,
): Promise<{ stream: string; newest: number }> {
  const stream = nameOf(options?.getStreamIdentifier());
  if (options === undefined || stream === '') {
    throw invalidArgument('the request names no stream');
  }
  const newest = (await record.readStream(stream)).at(-1)?.revision ?? NO_STREAM;
  const expected = options.hasNoStream()
    ? NO_STREAM
    : options.hasRevision()
      ? Number(options.getRevision())
      : newest;
  if (newest !== expected) {
    throw wrongExpectedVersion(stream, expected, newest);
  }
  return { stream, newest };
}

async function appended(
  record: ServedRecord,
  stream: string,
  expected: Expected,
  type: string,
  data: string,
): Promise<string> {
  const event = { id: randomUUID(), type, data, customMetadata: new Uint8Array(), bytes: data.length };
  const result = await record.append(stream, expected, [event]);
  if ('current' in result) {
    throw wrongExpectedVersion(stream, Number(expected), result.current);
  }
  return String(result.position);
}

function wrongExpectedVersion(stream: string, expected: number, actual: number): Refusal {
  return new Refusal(status.FAILED_PRECONDITION, `${stream} is at revision ${actual}, not ${expected}`, {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': String(expected),
    'actual-version': String(actual),
  });
}
