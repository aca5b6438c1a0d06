import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';
import type { Engine } from './contract.js';

/** The sqlite engine in a temporary directory. */
export class SqliteEngine implements Engine {
  readonly clock = 'ours';
  directory = '';
  readonly #directories: string[] = [];
  #stores: SqliteEventStore[] = [];

  async newDirectory(): Promise<string> {
    this.directory = await mkdtemp(join(tmpdir(), 'knownwhen-'));
    this.#directories.push(this.directory);
    return this.directory;
  }

  async open(now?: () => number): Promise<SqliteEventStore> {
    await this.newDirectory();
    return this.reopen(now);
  }

  async reopen(now: () => number = Date.now): Promise<SqliteEventStore> {
    const store = await SqliteEventStore.open(this.directory, { now });
    this.#stores.push(store);
    return store;
  }

  async cleanUp(): Promise<void> {
    await Promise.all(this.#stores.splice(0).map((store) => store.close()));
    await Promise.all(this.#directories.splice(0).map((each) => rm(each, { recursive: true, force: true })));
  }
}
