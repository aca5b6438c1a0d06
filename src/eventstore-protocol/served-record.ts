import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { EventStore } from '../event-store/event-store.js';
import type { Appended, RecordedEvent } from '../event-store/recorded-event.js';
import { appendAsExpected, type Expected, type WrongExpectation } from './append-as-expected.js';
import { beginningOf, METADATA_STREAM, TOMBSTONE, TOMBSTONE_REVISION } from './kept-events.js';
import type { ProposedEvent } from './proposed-event.js';
import { eventMessage } from './read-messages.js';
import { StreamDeleted } from './refusal.js';

/**
 * The record as the wire shows it. A test harness may open it writable, and then streams can be truncated and tombstoned
 * as on the real server, and custom metadata, which the port does not keep, stays in memory.
 */
export class ServedRecord {
  readonly #customMetadata = new Map<string, Uint8Array>();

  constructor(
    readonly store: EventStore,
    readonly writable: boolean,
  ) {}

  /** The events of a stream that a client gets to see. Rejects with StreamDeleted if the stream has a tombstone. */
  async readStream(stream: string): Promise<readonly RecordedEvent[]> {
    const events = await this.store.readStream(stream);
    if (!this.writable) {
      return events;
    }
    if (events.at(-1)?.type === TOMBSTONE) {
      throw new StreamDeleted(stream);
    }
    const beginning = beginningOf(events, await this.store.readStream(METADATA_STREAM + stream));
    return events.slice(beginning);
  }

  message(event: RecordedEvent, structuredIds: boolean): streams.ReadResp {
    return eventMessage(event, structuredIds, {
      customMetadata: this.#customMetadata.get(event.id),
      revision: this.writable && event.type === TOMBSTONE ? TOMBSTONE_REVISION : undefined,
    });
  }

  /** Metadata is kept before the events can be read, under the ids that the client gave them. */
  async append(
    stream: string,
    expected: Expected,
    events: readonly ProposedEvent[],
  ): Promise<Appended | WrongExpectation> {
    if ((await this.store.readStream(stream)).at(-1)?.type === TOMBSTONE) {
      throw new StreamDeleted(stream);
    }
    for (const { id, customMetadata } of events) {
      if (customMetadata.length > 0) {
        this.#customMetadata.set(id, customMetadata);
      }
    }
    const plain = events.map(({ id, type, data }) => ({ id, type, data }));
    return appendAsExpected(this.store, stream, expected, plain);
  }
}
