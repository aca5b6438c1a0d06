import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { copyRecord } from '../../src/event-store/copy-record.js';
import { copyStarted } from '../../src/event-store/engines/eventstoredb/copy-events.js';
import { EventStoreDbCopyTarget } from '../../src/event-store/engines/eventstoredb/eventstoredb-copy-target.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import { EventDamaged, StoreUnavailable } from '../../src/event-store/store-errors.js';
import { events, firstFollowed } from './contract.js';
import { copyContract, type CopyEngine } from './copy-contract.js';
import { EventStoreDbEngine, ready, red } from './eventstoredb-engine.js';
import { SqliteEngine } from './sqlite-engine.js';

jest.setTimeout(30_000);

/** Every target and every node that looks at the record has a data directory of its own, as they do in life. */
class EventStoreDbCopyEngine implements CopyEngine {
  readonly engine = new EventStoreDbEngine();
  #targets: EventStoreDbCopyTarget[] = [];

  async open(): Promise<EventStoreDbCopyTarget> {
    await this.engine.newRecord();
    return this.reopen();
  }

  async reopen(): Promise<EventStoreDbCopyTarget> {
    const { url, streamPrefix } = this.engine;
    const target = await EventStoreDbCopyTarget.open(await this.engine.newDirectory(), { url, streamPrefix });
    this.#targets.push(target);
    return target;
  }

  openEmpty = () => this.engine.open();

  async store() {
    await this.engine.newDirectory();
    return this.engine.openAtOnce();
  }

  async cleanUp(): Promise<void> {
    await Promise.all(this.#targets.splice(0).map((target) => target.close()));
    await this.engine.cleanUp();
  }
}

const copies = new EventStoreDbCopyEngine();
copyContract(process.env.EVENTSTORE_URL === undefined ? 'eventstoredb' : 'a real EventStoreDB', copies);

describe('a record that is being copied into a cluster', () => {
  const origin = new SqliteEngine();
  let source: EventStore;
  let client: EventStoreDBClient;

  beforeEach(async () => {
    source = await origin.open(() => Date.parse('2026-01-05T10:00:00Z'));
    await source.append('deal-a', -1, events(20));
  });

  afterEach(async () => {
    await client.dispose();
    await copies.cleanUp();
    await origin.cleanUp();
  });

  /** Appends past every rule, as a program that has no business there would. */
  const strayAppend = (metadata?: { copy: string; position: number; recordedAt: number }) => {
    client = EventStoreDBClient.connectionString(copies.engine.url);
    const stray = jsonEvent({ type: 'TalksReported', data: {}, metadata });
    return client.appendToStream(`${copies.engine.streamPrefix}stray`, stray);
  };

  it('is given up, loudly and by every node, when somebody writes into it meanwhile', async () => {
    const target = await copies.open();
    await target.takeOver(await source.readAll(0, 10));
    await strayAppend();
    await red(await copies.store(), /deal-stray was written to while a record was being copied/);
    await expect(target.takeOver(await source.readAll(10, 10))).rejects.toThrow(StoreUnavailable);
    await target.close();
    await expect(copies.reopen()).rejects.toThrow(EventDamaged);
  });

  it('takes no stamp from metadata once it is finished', async () => {
    const target = await copies.open();
    await copyRecord(source, target, { signal: new AbortController().signal, onProgress: () => {} });
    await target.close();
    const node = await ready(await copies.store());
    const copy = node.copying!.copy;
    const metadata = { copy, position: 20, recordedAt: Date.parse('2026-02-01T00:00:00Z') };
    await strayAppend(metadata);
    const [forged] = await firstFollowed(node, 1, 20);
    expect(forged!.recordedAt).toBeGreaterThan(Date.parse('2026-11-01T00:00:00Z'));
  });

  it('is not begun by a copying that comes behind the first event', async () => {
    const node = await copies.openEmpty();
    await node.append('deal-own', -1, events(1));
    await node.tellOfCopy(copyStarted('late'));
    await node.append('deal-own', 0, events(1));
    expect(node.copying).toBeUndefined();
    client = EventStoreDBClient.connectionString(copies.engine.url);
  });
});
