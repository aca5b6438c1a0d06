import type { DatabaseSync } from 'node:sqlite';
import type { EventBeside } from '../../streams-beside.js';
import { CopyRefused } from '../../store-errors.js';
import { TableBeside } from '../table-beside.js';
import { NO_POSITION } from './writer-messages.js';
import type { AppendOutcome, AppendRequest } from './writer-messages.js';

/** Appends to the streams beside the deals, within the transactions of the record's appender. */
export class BesideAppender {
  readonly #table: TableBeside;

  constructor(db: DatabaseSync) {
    this.#table = new TableBeside(db);
  }

  /** `now` is the clock when the request was sent. */
  append({ stream, expected, events }: AppendRequest, now: number): AppendOutcome {
    const newest = this.#table.newest(stream);
    const actual = newest?.revision ?? -1;
    if (actual !== expected) {
      const outcome = { kind: 'moved', actual } as const;
      return actual > expected ? (this.#original(stream, expected, events) ?? outcome) : outcome;
    }
    const recordedAt = Math.max(now, newest?.recordedAt ?? 0);
    for (const [index, { id, type, data }] of events.entries()) {
      this.#table.add({ id, type, data, stream, revision: expected + 1 + index, recordedAt });
    }
    return appended(expected + events.length, recordedAt, false);
  }

  /** Takes over an event of another record as it is. Throws CopyRefused if it does not follow what is there. */
  takeOver(event: EventBeside): void {
    const newest = this.#table.newest(event.stream);
    if (event.revision !== (newest?.revision ?? -1) + 1 || event.recordedAt < (newest?.recordedAt ?? 0)) {
      throw new CopyRefused(`${event.stream} at revision ${event.revision} does not follow`);
    }
    this.#table.add(event);
  }

  /** What an earlier append of exactly these events did, if there was one. */
  #original(stream: string, expected: number, events: AppendRequest['events']): AppendOutcome | undefined {
    const there = this.#table.stream(stream, expected + 1, events.length);
    const last = there.at(-1);
    if (last === undefined || events.some(({ id }, index) => id !== there[index]?.id)) {
      return undefined;
    }
    return appended(last.revision, last.recordedAt, true);
  }
}

function appended(revision: number, recordedAt: number, repeated: boolean): AppendOutcome {
  return { kind: 'appended', appended: { revision, position: NO_POSITION, recordedAt, repeated } };
}
