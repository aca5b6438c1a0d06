import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';

/** What the record of the real server has and ours needs only in tests. */
export interface EventExtras {
  readonly customMetadata?: Uint8Array | undefined;
  /** The revision of a tombstone is the highest number there is, wherever the stream ended. */
  readonly revision?: string | undefined;
}

const TICKS_PER_MS = 10_000n;

export function eventMessage(
  event: RecordedEvent,
  structuredIds: boolean,
  extras: EventExtras = {},
): streams.ReadResp {
  const position = String(event.position);
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(uuid(event.id, structuredIds))
    .setStreamIdentifier(streamIdentifier(event.stream))
    .setStreamRevision(extras.revision ?? String(event.revision))
    .setCommitPosition(position)
    .setPreparePosition(position)
    .setData(Buffer.from(event.data));
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', 'application/json')
    .set('created', String(BigInt(event.recordedAt) * TICKS_PER_MS));
  if (extras.customMetadata !== undefined) {
    recorded.setCustomMetadata(extras.customMetadata);
  }
  const read = new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(position);
  return new streams.ReadResp().setEvent(read);
}

export function confirmation(): streams.ReadResp {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation();
  return new streams.ReadResp().setConfirmation(confirmed.setSubscriptionId(crypto.randomUUID()));
}

/** Everything up to `position` has been considered: a subscriber that resumes after it misses nothing. */
export function checkpoint(position: number): streams.ReadResp {
  const reached = new streams.ReadResp.Checkpoint();
  reached.setCommitPosition(String(position)).setPreparePosition(String(position));
  return new streams.ReadResp().setCheckpoint(reached);
}

export function caughtUp(): streams.ReadResp {
  return new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());
}

export function streamNotFound(stream: string): streams.ReadResp {
  const missing = new streams.ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(stream));
  return new streams.ReadResp().setStreamNotFound(missing);
}

export function firstRevision(revision: number): streams.ReadResp {
  return new streams.ReadResp().setFirstStreamPosition(String(revision));
}

export function lastRevision(revision: number): streams.ReadResp {
  return new streams.ReadResp().setLastStreamPosition(String(revision));
}

export function lastPosition(position: number): streams.ReadResp {
  const last = new shared.AllStreamPosition();
  last.setCommitPosition(String(position)).setPreparePosition(String(position));
  return new streams.ReadResp().setLastAllStreamPosition(last);
}

export function streamIdentifier(stream: string): shared.StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
}

export function uuid(id: string, structured: boolean): shared.UUID {
  if (!structured) {
    return new shared.UUID().setString(id);
  }
  const digits = id.replaceAll('-', '');
  const halves = new shared.UUID.Structured()
    .setMostSignificantBits(signed(digits.slice(0, 16)))
    .setLeastSignificantBits(signed(digits.slice(16)));
  return new shared.UUID().setStructured(halves);
}

function signed(digits: string): string {
  return String(BigInt.asIntN(64, BigInt(`0x${digits}`)));
}

export function uuidText(id: shared.UUID | undefined): string {
  const halves = id?.getStructured();
  if (halves === undefined) {
    return id?.getString() ?? '';
  }
  const digits = [halves.getMostSignificantBits(), halves.getLeastSignificantBits()]
    .map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0'))
    .join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
