import { binaryEvent, jsonEvent } from '@eventstore/db-client';
import type { EventData } from '@eventstore/db-client';
import type { NewEvent } from '../../recorded-event.js';

/** What travels with each event of an append. */
export interface AppendMark {
  /** Names one call of `append`, so that two nodes which append the same can tell whose it was. */
  readonly attempt: string;
  /** Revision of the first event of the append: all carry the stamp of that one. */
  readonly first: number;
  /** Revision of its last event: until that has come, the append has not come whole. Older events do not tell. */
  readonly last?: number | undefined;
}

/** What travels with each event that is copied from another record. */
export interface CopyMark {
  /** Names the copy. */
  readonly copy: string;
  /** Where the event stands in both records, and when the first one took it. */
  readonly position: number;
  readonly recordedAt: number;
}

/** What travels with each event that is copied from another record, in a stream beside the deals. */
export type CopyMarkBeside = Omit<CopyMark, 'position'>;

/**
 * The event for the cluster. The client parses and re-serialises JSON, which moves integer-like keys to the front; data
 * that does not come out of that byte for byte goes as bytes, which the client leaves alone.
 */
export function clusterEvent(
  { id, type, data }: NewEvent,
  mark: AppendMark | CopyMark | CopyMarkBeside,
): EventData {
  const metadata = { ...mark };
  const parsed = parsedWhole(data);
  return parsed === undefined
    ? binaryEvent({ id, type, data: Buffer.from(data, 'utf8'), metadata })
    : jsonEvent({ id, type, data: parsed.value as never, metadata });
}

function parsedWhole(data: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return JSON.stringify(value) === data ? { value } : undefined;
  } catch {
    return undefined;
  }
}

/** The data as text again. A foreign event's may be anything; whoever decodes it will say so. */
export function dataText(data: unknown): string {
  return data instanceof Uint8Array ? Buffer.from(data).toString('utf8') : JSON.stringify(data);
}

/** What the generated message has; see {@link keepBytes}. */
interface ReadEvent {
  getEvent(): { getData_asU8(): Uint8Array } | undefined;
}
type Convert = (message: ReadEvent) => { event?: { data: unknown } };

/** Makes a subscription hand out every event's data as the bytes that the server sent; the client parses JSON in reading too. */
export function keepBytes(subscription: unknown): void {
  const converter = subscription as { convertGrpcEvent: Convert };
  const convert = converter.convertGrpcEvent;
  if (typeof convert !== 'function') {
    throw new TypeError('this version of @eventstore/db-client does not let events be read as they are');
  }
  converter.convertGrpcEvent = (message): ReturnType<Convert> => {
    const resolved = convert.call(subscription, message);
    const bytes = message.getEvent()?.getData_asU8();
    if (resolved.event !== undefined && bytes !== undefined) {
      resolved.event.data = bytes;
    }
    return resolved;
  };
}

/** The mark of one of our appends; undefined on a foreign event, or where a server keeps no metadata. */
export function appendMarkOf(metadata: unknown): AppendMark | undefined {
  const { attempt, first, last } = (metadata ?? {}) as Partial<AppendMark>;
  return typeof attempt === 'string' && Number.isSafeInteger(first)
    ? { attempt, first: first!, last: Number.isSafeInteger(last) ? last : undefined }
    : undefined;
}

/** The mark of an event that was copied; undefined on any other. */
export function copyMarkOf(metadata: unknown): CopyMark | undefined {
  const mark = copyMarkBesideOf(metadata);
  const { position } = (metadata ?? {}) as Partial<CopyMark>;
  return mark !== undefined && Number.isSafeInteger(position) ? { ...mark, position: position! } : undefined;
}

/** The same of an event in a stream beside the deals. */
export function copyMarkBesideOf(metadata: unknown): CopyMarkBeside | undefined {
  const { copy, recordedAt } = (metadata ?? {}) as Partial<CopyMarkBeside>;
  return typeof copy === 'string' && Number.isSafeInteger(recordedAt)
    ? { copy, recordedAt: recordedAt! }
    : undefined;
}
