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
  /**
   * Prepares the fold: what a page of events, in order, does to the tables. It throws a PoisonEvent for an event it cannot
   * take in, and leaves the tables the same wherever pages end.
   */
  prepare(db: DatabaseSync, sibling: Sibling): Fold;
  /**
   * Fills the tables, empty so far, with all that the siblings have taken in, where that is cheaper than following: they
   * hold then what following gives. Yields between the parts of the work the share that is done, from 0 to 1.
   */
  build?(db: DatabaseSync, sibling: Sibling): Iterable<number>;
}

export type Fold = (page: readonly RecordedEvent[]) => void;

/** Opens, for reading, the file of a read model that stands earlier in the list of all, which has taken in every page first. */
export type Sibling = (name: string) => DatabaseSync;
