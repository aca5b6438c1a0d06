import type { AppendReq, BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import type { NewEvent } from '../event-store/recorded-event.js';
import { uuidText } from './read-messages.js';
import { invalidArgument, Refusal } from './refusal.js';

/** As the real server is set up by default. */
export const MAX_APPEND_BYTES = 1024 * 1024;

/** An event that a client wants appended. */
export interface ProposedEvent extends NewEvent {
  readonly customMetadata: Uint8Array;
  readonly bytes: number;
}

export function proposedEvent(
  message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage,
): ProposedEvent {
  const type = message.getMetadataMap().get('type');
  const contentType = message.getMetadataMap().get('content-type');
  if (type === undefined || contentType === undefined) {
    throw missingMetadata();
  }
  const data = message.getData_asU8();
  const customMetadata = message.getCustomMetadata_asU8();
  return {
    id: uuidText(message.getId()),
    type,
    data: textOf(data),
    customMetadata,
    bytes: data.length + customMetadata.length,
  };
}

export function sizeOf(events: readonly ProposedEvent[]): number {
  return events.reduce((sum, { bytes }) => sum + bytes, 0);
}

function missingMetadata(): Refusal {
  return new Refusal(status.INVALID_ARGUMENT, 'an event needs the metadata "type" and "content-type"', {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}

/** The port keeps text, so other bytes are refused rather than changed. */
function textOf(data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw invalidArgument('event data must be UTF-8');
  }
}
