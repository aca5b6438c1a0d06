import { hash } from 'node:crypto';
import type { RecordedEvent } from './recorded-event.js';
import type { EventBeside } from './streams-beside.js';

/**
 * The RFC 6962 leaf hash of an event, in base64: SHA-256(0x00 || the event as canonical JSON in UTF-8).
 * A store keeps it beside the event to notice damage; the audit log builds its tree on the same bytes.
 */
export function leafHash(event: RecordedEvent): string {
  return hash('sha256', `\u0000${canonicalEvent(event)}`, 'base64');
}

/**
 * The event as canonical JSON (RFC 8785), recordedAt as an RFC 3339 instant with milliseconds. It is concatenated rather
 * than built and stringified: `data` is canonical already and must go in byte for byte, and this runs once for every
 * event written or read.
 */
export function canonicalEvent(event: RecordedEvent): string {
  return (
    `{"data":${event.data},"id":${JSON.stringify(event.id)},"position":${event.position},` +
    `"recordedAt":"${rfc3339(event.recordedAt)}","revision":${event.revision},` +
    `"stream":${JSON.stringify(event.stream)},"type":${JSON.stringify(event.type)}}`
  );
}

/** The same over an event of a stream beside the deals, which has no position. */
export function leafHashBeside({ data, id, recordedAt, revision, stream, type }: EventBeside): string {
  const canonical =
    `{"data":${data},"id":${JSON.stringify(id)},"recordedAt":"${rfc3339(recordedAt)}",` +
    `"revision":${revision},"stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)}}`;
  return hash('sha256', `\u0000${canonical}`, 'base64');
}

let lastInstant = 0;
let lastText = new Date(0).toISOString();

/** Neighbouring events mostly carry the same stamp, and formatting it costs a third as much as the hash. */
function rfc3339(instant: number): string {
  if (instant !== lastInstant) {
    lastText = new Date(instant).toISOString();
    lastInstant = instant;
  }
  return lastText;
}
