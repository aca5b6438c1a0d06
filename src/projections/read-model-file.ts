import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { leafHash } from '../event-store/event-leaf.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { PoisonEvent } from '../subscription/poison-event.js';
import type { Fold, ReadModel, Sibling } from './read-model.js';

/** Where a read model stands, and why it does not go on if it does not. */
export interface Outcome {
  /** Position of the last event taken in; -1 while there is none. */
  readonly position: number;
  /** Leaf hash of that event, by which the read model knows its record. */
  readonly leaf: string | null;
  /** Set when it stopped for good at an event that it cannot take in. */
  readonly poison?: string;
  /** Set when the last page was not taken in for a reason that may pass. */
  readonly trouble?: string;
  /** The share that is done, from 0 to 1, of what it is being built from. */
  readonly built?: number;
}

export function readModelPath(directory: string, name: string, generation: number): string {
  return join(directory, `${name}-${generation}.db`);
}

/** As SQLite keeps a file that is in use, and one that is thrown away unless it becomes whole. */
const IN_USE = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 16000';
const IN_THE_MAKING = 'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF';

/**
 * One read model's file, opened for writing: rows and checkpoint move in one transaction. A file in the making keeps no
 * journal until it is settled, so it is nothing worth after a crash; a read model that can be built takes in no pages until
 * it is.
 */
export class ReadModelFile {
  readonly model: ReadModel;
  private readonly path: string;
  private readonly db: DatabaseSync;
  private readonly fold: Fold;
  private readonly sibling: Sibling;
  private building: Iterator<number> | null = null;
  private readonly siblings: DatabaseSync[] = [];
  private readonly moveCheckpoint;
  private position: number;
  private leaf: string | null;
  private poison: string | undefined;
  private share = 0;

  constructor(model: ReadModel, directory: string, generation: number, inTheMaking = false) {
    this.model = model;
    this.path = readModelPath(directory, model.name, generation);
    this.db = new DatabaseSync(this.path, { timeout: 5_000 });
    this.db.exec(`${inTheMaking ? IN_THE_MAKING : IN_USE}; PRAGMA cache_size = -16000`);
    this.makeTables();
    this.sibling = (name) => this.openSibling(readModelPath(directory, name, generation));
    this.fold = model.prepare(this.db, this.sibling);
    this.building = inTheMaking ? (model.build?.(this.db, this.sibling)[Symbol.iterator]() ?? null) : null;
    this.moveCheckpoint = this.db.prepare('UPDATE checkpoint SET position = ?, leaf = ?');
    const checkpoint = this.db.prepare('SELECT position, leaf FROM checkpoint').get() as unknown as Outcome;
    this.position = checkpoint.position;
    this.leaf = checkpoint.leaf;
  }

  outcome(): Outcome {
    const { position, leaf, poison, share } = this;
    const built = this.building && { built: share };
    return { position, leaf, ...(poison !== undefined && { poison }), ...built };
  }

  /** Takes in the events of a page that are new to it; up to a poisonous one, where it stops for good. */
  apply(page: readonly RecordedEvent[]): Outcome {
    const events = page.filter(({ position }) => position > this.position);
    if (this.poison !== undefined || this.building || events.length === 0) {
      return this.outcome();
    }
    try {
      this.takeIn(events);
    } catch (error) {
      if (!(error instanceof PoisonEvent)) {
        return {
          ...this.outcome(),
          trouble: `${this.model.name}: ${error instanceof Error ? error.message : String(error)}`,
        };
      }
      this.poison = `${this.model.name} ${error.message}`;
      this.takeIn(events.filter(({ position }) => position < error.position));
    }
    return this.outcome();
  }

  /** Does the next part of what it is built from; with the last it stands where they do. */
  build({ position, leaf }: Outcome): Outcome {
    if (!this.building) {
      return this.outcome();
    }
    this.db.exec('BEGIN IMMEDIATE');
    const part = this.building.next();
    if (part.done) {
      this.moveCheckpoint.run(position, leaf);
      this.building = null;
      this.position = position;
      this.leaf = leaf;
    } else {
      this.share = part.value;
    }
    this.db.exec('COMMIT');
    return this.outcome();
  }

  /** Makes a file in the making one that lasts. */
  settle(): void {
    const file = openSync(this.path, 'r+');
    fsyncSync(file);
    closeSync(file);
    this.db.exec(IN_USE);
  }

  close(): void {
    this.siblings.forEach((sibling) => sibling.close());
    this.db.close();
  }

  private openSibling(path: string): DatabaseSync {
    const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    this.siblings.push(db);
    return db;
  }

  private takeIn(events: readonly RecordedEvent[]): void {
    const last = events.at(-1);
    if (!last) {
      return;
    }
    const leaf = leafHash(last);
    this.db.exec('BEGIN IMMEDIATE');
    try {
      this.fold(events);
      this.moveCheckpoint.run(last.position, leaf);
      this.db.exec('COMMIT');
    } catch (error) {
      if (this.db.isTransaction) {
        this.db.exec('ROLLBACK');
      }
      throw error;
    }
    this.position = last.position;
    this.leaf = leaf;
  }

  private makeTables(): void {
    const { user_version: version } = this.db.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (version === 0) {
      this.db.exec(`
        BEGIN;
        ${this.model.schema};
        CREATE TABLE checkpoint (position INTEGER NOT NULL, leaf TEXT) STRICT;
        INSERT INTO checkpoint VALUES (-1, NULL);
        PRAGMA user_version = ${this.model.version};
        COMMIT;
      `);
    } else if (version !== this.model.version) {
      throw new Error(`${this.model.name} is of version ${version}, not ${this.model.version}`);
    }
  }
}
