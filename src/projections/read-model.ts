import type { DatabaseSync } from 'node:sqlite';
import type { RecordedEvent } from '../event-store/recorded-event.js';

/**
 * What a read model is made of. It lives in a file of its own, can be deleted at any time, and is rebuilt from the record
 * when its version changes.
 */
export interface ReadModel {
  /** Stem of its file's name. */
  readonly name: string;
  /** Raised with every change of the table or the fold. */
  readonly version: number;
  /** SQL that makes its tables in an empty file. */
  readonly schema: string;
  /** Prepares the fold: what one event does to the tables. It throws a PoisonEvent for an event it cannot take in. */
  prepare(db: DatabaseSync): (event: RecordedEvent) => void;
}
