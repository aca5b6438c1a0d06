import type { CopyTarget } from '../../src/event-store/copy-target.js';
import { copyRecord, type CopyOptions } from '../../src/event-store/copy-record.js';
import { leafHash } from '../../src/event-store/event-leaf.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import { RecordRoot } from '../../src/event-store/record-root.js';
import { CopyRefused, StoreUnavailable } from '../../src/event-store/store-errors.js';
import { allEvents } from './all-events.js';
import { event, events } from './contract.js';
import { SqliteEngine } from './sqlite-engine.js';

/** What an engine's spec brings along. Whatever it opens it also closes and removes after the test. */
export interface CopyEngine {
  /** A target in an empty place. */
  open(): Promise<CopyTarget>;
  /** A further target in the place of the last one opened, which is closed by now. */
  reopen(): Promise<CopyTarget>;
  /** The record in that place, as a service opens it; the target is closed by now. It need not be ready. */
  store(): Promise<EventStore>;
  /** A record of its own in an empty place, which is not a copy. */
  openEmpty(): Promise<EventStore>;
  cleanUp(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** What every engine of the CopyTarget port has to do. */
export function copyContract(name: string, engine: CopyEngine): void {
  describe(`copying a record into ${name}`, () => {
    const origin = new SqliteEngine();
    let now = Date.parse('2026-01-05T10:00:00Z');
    let source: EventStore;

    /** Appends of one to five events to five deals, an hour apart, with what is hard to carry. */
    beforeEach(async () => {
      source = await origin.open(() => now);
      for (let place = 0; place < 60; place += 1) {
        now += HOUR_MS;
        const stream = `deal-${place % 5}`;
        const expected = (await source.readStream(stream)).length - 1;
        await source.append(stream, expected, events((place % 5) + 1));
      }
      const odd = { ...event(), data: '{"b":1,"10":2,"9":{"1":0,"0":1},"text":"é€😀\\u0000","__proto__":3}' };
      await source.append('deal-ünïcode-😀', -1, [odd, event({ text: 'x'.repeat(300_000) })]);
    });

    afterEach(async () => {
      await engine.cleanUp();
      await origin.cleanUp();
    });

    it('keeps ids, bytes, order, positions and stamps, and says how much it holds and its hash', async () => {
      const target = await engine.open();
      const copied = await copyRecord(source, target, untilItEnds());
      const original = await allEvents(source);
      expect(copied).toEqual({ count: 182, root: rootOf(original), beside: 0, before: false });
      expect(target.finished()).toEqual({ count: 182, root: copied.root });
      await target.close();
      const store = await engine.store();
      await whole(store);
      expect(await allEvents(store)).toEqual(original);
    });

    it('takes what is kept beside the deals along, with ids, bytes, revisions and stamps', async () => {
      for (const [stream, count] of Object.entries({ 'webhook-1': 700, 'webhook-ü-😀': 1 })) {
        await source.beside.append(stream, -1, events(count));
        now += HOUR_MS;
      }
      const target = await engine.open();
      await target.takeOver(await source.readAll(0, 10));
      await target.takeOverBeside((await source.beside.read('webhook-1')).slice(0, 300));
      await expect(target.takeOverBeside(await source.beside.read('webhook-1'))).rejects.toThrow(CopyRefused);
      await target.close();
      const again = await engine.reopen();
      expect(await copyRecord(source, again, untilItEnds())).toMatchObject({ count: 182, beside: 401 });
      await again.close();
      const store = await engine.store();
      await whole(store);
      for (const stream of await source.beside.names('')) {
        expect(await store.beside.read(stream)).toEqual(await source.beside.read(stream));
      }
      const { revision, recordedAt } = await store.beside.append('webhook-1', 699, events(1));
      expect(revision).toBe(700);
      expect(recordedAt).toBeGreaterThan(Date.parse('2026-11-01'));
    });

    it('takes no writes until it is finished, and then goes on as any record', async () => {
      const target = await engine.open();
      await target.takeOver(await source.readAll(0, 10));
      await target.close();
      const writing = async (): Promise<void> => {
        const store = await engine.store();
        try {
          await expect(store.beside.append('webhook-1', -1, events(1))).rejects.toThrow(StoreUnavailable);
          await store.append('deal-new', -1, events(1));
        } finally {
          await store.close();
        }
      };
      const refused = writing();
      await expect(refused).rejects.toThrow(StoreUnavailable);
      await expect(refused).rejects.toThrow(/a copy that was not finished/);
      const again = await engine.reopen();
      await copyRecord(source, again, untilItEnds());
      await again.close();
      const store = await engine.store();
      await whole(store);
      const { position, recordedAt } = await store.append('deal-0', 11, events(1));
      expect(position).toBe(182);
      expect(recordedAt).toBeGreaterThanOrEqual(now);
      expect(recordedAt).toBeGreaterThan(Date.parse('2026-11-01'));
    });

    it('goes on where it was interrupted, as often as that happens', async () => {
      let interruptions = 0;
      for (let target = await engine.open(); ; target = await engine.reopen()) {
        const before = await target.head();
        const stop = new AbortController();
        const takeOver = target.takeOver.bind(target);
        target.takeOver = async (page) => {
          await takeOver(page.slice(0, 50));
          stop.abort(new Error('interrupted'));
          stop.signal.throwIfAborted();
        };
        const copying = copyRecord(source, target, { ...untilItEnds(), signal: stop.signal });
        if (before === 181) {
          expect(await copying).toMatchObject({ count: 182 });
          break;
        }
        await expect(copying).rejects.toThrow('interrupted');
        expect(await target.head()).toBe(Math.min(before + 50, 181));
        interruptions += 1;
        await target.close();
      }
      expect(interruptions).toBe(4);
    });

    it('copies what is appended to the source meanwhile', async () => {
      const target = await engine.open();
      const takeOver = target.takeOver.bind(target);
      target.takeOver = async (page) => {
        await takeOver(page);
        target.takeOver = takeOver;
        await source.append('deal-late', -1, events(3));
      };
      const copied = await copyRecord(source, target, untilItEnds());
      expect(copied).toMatchObject({ count: 185, root: rootOf(await allEvents(source)) });
    });

    it('says of a finished copy that it is one, and refuses to copy into it once either has moved on', async () => {
      const target = await engine.open();
      const copied = await copyRecord(source, target, untilItEnds());
      await target.close();
      const again = await engine.reopen();
      expect(await copyRecord(source, again, untilItEnds())).toEqual({ ...copied, before: true });
      await source.append('deal-new', -1, events(1));
      await expect(copyRecord(source, again, untilItEnds())).rejects.toThrow(/finished copy of 182 events/);
    });

    it('refuses to go on with the copy of another record', async () => {
      const target = await engine.open();
      await target.takeOver(await source.readAll(0, 10));
      const other = await origin.open(() => now);
      await other.append('deal-0', -1, events(20));
      await expect(copyRecord(other, target, untilItEnds())).rejects.toThrow(/copy of another record/);
      expect(await target.head()).toBe(9);
    });

    it('refuses events that do not follow what is there, and a wrong end', async () => {
      const target = await engine.open();
      const original = await source.readAll(0, 20);
      await target.takeOver(original.slice(0, 5));
      for (const wrong of [original.slice(6, 8), original.slice(4, 6)]) {
        await expect(target.takeOver(wrong)).rejects.toThrow(CopyRefused);
      }
      await expect(target.finish({ count: 182, root: '' })).rejects.toThrow(CopyRefused);
      expect(target.finished()).toBeUndefined();
      expect(await target.head()).toBe(4);
    });

    it('refuses a place that holds a record of its own, and leaves that as it was', async () => {
      const store = await engine.openEmpty();
      await whole(store);
      await store.append('deal-own', -1, events(2));
      await store.close();
      await expect(engine.reopen()).rejects.toThrow(CopyRefused);
      const again = await engine.store();
      await whole(again);
      expect(await again.append('deal-own', 1, events(1))).toMatchObject({ position: 2 });
    });

    it('copies no record that is empty', async () => {
      const empty = await origin.open(() => now);
      await expect(copyRecord(empty, await engine.open(), untilItEnds())).rejects.toThrow(/nothing to copy/);
    });
  });
}

function untilItEnds(): CopyOptions {
  return { signal: new AbortController().signal, onProgress: () => {} };
}

function rootOf(recorded: Awaited<ReturnType<typeof allEvents>>): string {
  const root = new RecordRoot();
  recorded.forEach((each) => root.add(leafHash(each)));
  return root.hash;
}

async function whole(store: EventStore): Promise<void> {
  while (store.health().reasons.length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
