import streams from '@eventstore/db-client/generated/streams_pb.js';
import { readFilter, type EventFilter } from './event-filter.js';
import { invalidArgument } from './refusal.js';

/** What a client asked Streams.Read for, in our terms. */
export interface ReadRequest {
  /** Undefined: $all. */
  readonly stream: string | undefined;
  readonly backwards: boolean;
  /** A revision of the stream, or a position of $all. */
  readonly from: number | 'start' | 'end';
  /** Most events wanted; undefined: a subscription. */
  readonly count: number | undefined;
  readonly filter: EventFilter | undefined;
  readonly structuredIds: boolean;
  /** Whether the client knows the messages that tell the first and last revision of what it reads. */
  readonly tellsBounds: boolean;
}

export function readRequest(message: streams.ReadReq): ReadRequest {
  const options = message.getOptions();
  if (options === undefined) {
    throw invalidArgument('the request has no options');
  }
  const stream = streamName(options);
  const filter = options.getFilter();
  return {
    stream,
    backwards: options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS,
    from: stream === undefined ? positionAsked(options) : revisionAsked(options),
    count: options.hasSubscription() ? undefined : safeNumber(options.getCount()),
    filter: filter === undefined || stream !== undefined ? undefined : readFilter(filter),
    structuredIds: options.getUuidOption()?.hasStructured() ?? false,
    tellsBounds: (options.getControlOption()?.getCompatibility() ?? 0) >= 1,
  };
}

function streamName(options: streams.ReadReq.Options): string | undefined {
  if (options.hasAll()) {
    return undefined;
  }
  const name = nameOf(options.getStream()?.getStreamIdentifier());
  if (name === '') {
    throw invalidArgument('the request names neither a stream nor $all');
  }
  return name;
}

/** The name in a StreamIdentifier; empty when there is none. */
export function nameOf(identifier: { getStreamName_asU8(): Uint8Array } | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

function revisionAsked(options: streams.ReadReq.Options): ReadRequest['from'] {
  const { START, REVISION } = streams.ReadReq.Options.StreamOptions.RevisionOptionCase;
  const asked = options.getStream()!;
  const kind = asked.getRevisionOptionCase();
  return kind === REVISION ? safeNumber(asked.getRevision()) : kind === START ? 'start' : 'end';
}

function positionAsked(options: streams.ReadReq.Options): ReadRequest['from'] {
  const all = options.getAll()!;
  const position = all.getPosition();
  if (position !== undefined) {
    return safeNumber(position.getCommitPosition());
  }
  return all.hasEnd() ? 'end' : 'start';
}

/** Unsigned 64-bit numbers come as text; whatever is above the safe integers is past every end. */
function safeNumber(text: string): number {
  const number = BigInt.asUintN(64, BigInt(text));
  return number > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(number);
}
