import { randomUUID } from 'node:crypto';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import { allEvents } from './all-events.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import type { NewEvent, RecordedEvent } from '../../src/event-store/recorded-event.js';
import { ClockBehind, StoreUnavailable, StreamMoved } from '../../src/event-store/store-errors.js';

/** What an engine's spec brings along. Whatever it opens it also closes and removes after the test. */
export interface Engine {
  /** Whose clock stamps the events: this process's, which a test can set, or a server's. */
  readonly clock: 'ours' | 'server';
  /** A store over an empty record. `now` is the clock that it stamps by, where the engine stamps by ours. */
  open(now?: () => number): Promise<EventStore>;
  /** A further store over the record of the last one opened, which is closed by now. */
  reopen(now?: () => number): Promise<EventStore>;
  cleanUp(): Promise<void>;
}

export function event(data: unknown = {}, type = 'TermsReported'): NewEvent {
  return { id: randomUUID(), type, data: JSON.stringify(data) };
}

export function events(count: number): NewEvent[] {
  return Array.from({ length: count }, (_, index) => event({ index }));
}

/** Reads a following until it holds `count` events, then ends it. */
export async function firstFollowed(
  store: EventStore,
  count: number,
  from = 0,
  pageSize = 7,
): Promise<RecordedEvent[]> {
  const stop = new AbortController();
  const seen: RecordedEvent[] = [];
  for await (const page of store.follow(from, { signal: stop.signal, pageSize })) {
    expect(page.length).toBeGreaterThan(0);
    expect(page.length).toBeLessThanOrEqual(pageSize);
    seen.push(...page);
    if (seen.length >= count) {
      stop.abort();
    }
  }
  return seen;
}

/** `writers` streams, each with `appends` appends of two events, all at once. */
export async function appendFromMany(store: EventStore, writers: number, appends: number): Promise<void> {
  const write = async (writer: number): Promise<void> => {
    for (let expected = NO_STREAM, count = 0; count < appends; count += 1) {
      expected = (await store.append(`deal-${writer}`, expected, events(2))).revision;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
}

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** What every engine of the EventStore port has to do. */
export function eventStoreContract(name: string, engine: Engine): void {
  describe(`the record on ${name}`, () => {
    afterEach(() => engine.cleanUp());
    appending(engine);
    repeating(engine);
    stamping(engine);
    reading(engine);
    following(engine);
    besideTheDeals(engine);
    closing(engine);
  });
}

function appending(engine: Engine): void {
  it('numbers events densely, in their stream and across the record', async () => {
    const store = await engine.open();
    expect(await store.head()).toBe(-1);
    expect(await store.append('deal-a', NO_STREAM, events(2))).toMatchObject({
      revision: 1,
      position: 1,
      repeated: false,
    });
    expect(await store.append('deal-b', NO_STREAM, events(1))).toMatchObject({ revision: 0, position: 2 });
    expect(await store.append('deal-a', 1, events(3))).toMatchObject({ revision: 4, position: 5 });
    expect(await store.head()).toBe(5);
    const all = await store.readAll(0, 100);
    expect(all.map((recorded) => recorded.position)).toEqual(range(6));
    const ofA = await store.readStream('deal-a');
    expect(ofA.map((recorded) => recorded.revision)).toEqual(range(5));
    expect(ofA.map((recorded) => recorded.position)).toEqual([0, 1, 3, 4, 5]);
  });

  it('keeps every byte of an event', async () => {
    const store = await engine.open();
    const written = [
      event({ text: 'Größe “quoted” \u2028 \u0000 \\ 😀 日本語', empty: '' }, 'StatementMade'),
      event({ text: 'é€😀x'.repeat(512 * 103) }),
      event({}),
    ];
    expect(Buffer.byteLength(written[1]!.data)).toBeGreaterThan(512 * 1024);
    await store.append('deal-ünïcode-😀', NO_STREAM, written);
    const expected = written.map((each, index) =>
      expect.objectContaining({ ...each, stream: 'deal-ünïcode-😀', revision: index, position: index }),
    );
    expect(await store.readStream('deal-ünïcode-😀')).toEqual(expected);
    expect(await store.readAll(0, 3)).toEqual(expected);
  });

  it('gives a record of large events in pages that fit in memory, and all of it', async () => {
    const store = await engine.open();
    const text = 'x'.repeat(500_000);
    for (let place = 0; place < 40; place += 1) {
      await store.append('deal-large', place - 1, [event({ text })]);
    }
    const first = await store.readAll(0, 1_000);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(40);
    expect((await allEvents(store)).map(({ position }) => position)).toEqual(
      Array.from({ length: 40 }, (_, place) => place),
    );
  });

  it('refuses an append to a deal that another writer moved, and appends nothing of it', async () => {
    const store = await engine.open();
    await store.append('deal-a', NO_STREAM, events(2));
    for (const expected of [NO_STREAM, 0, 2, 7]) {
      const refused = store.append('deal-a', expected, events(2));
      await expect(refused).rejects.toThrow(StreamMoved);
      await expect(refused).rejects.toMatchObject({ stream: 'deal-a', expected, actual: 1 });
    }
    await expect(store.append('deal-b', 0, events(1))).rejects.toMatchObject({
      name: 'StreamMoved',
      actual: -1,
    });
    expect(await store.head()).toBe(1);
    expect(await store.readStream('deal-b')).toEqual([]);
  });

  it('lets exactly one of many writers who race for a revision win', async () => {
    const store = await engine.open();
    const attempts = await Promise.allSettled(
      range(20).map(() => store.append('deal-a', NO_STREAM, events(3))),
    );
    const lost = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(lost).toHaveLength(19);
    expect(
      lost.every((attempt) => attempt.reason instanceof StreamMoved && attempt.reason.actual === 2),
    ).toBe(true);
    expect(await store.readStream('deal-a')).toHaveLength(3);
    expect(await store.head()).toBe(2);
  });

  it('loses nothing when two writers who retry share a deal', async () => {
    const store = await engine.open();
    const write = async (writer: string): Promise<void> => {
      for (const count of range(25)) {
        const told = event({ writer, count });
        for (let appended = false; !appended;) {
          const revision = (await store.readStream('deal-a')).length - 1;
          appended = await store.append('deal-a', revision, [told]).then(
            () => true,
            (error: unknown) => {
              expect(error).toBeInstanceOf(StreamMoved);
              return false;
            },
          );
        }
      }
    };
    await Promise.all([write('first'), write('second')]);
    const recorded = (await store.readStream('deal-a')).map(
      ({ data }) => JSON.parse(data) as { writer: string; count: number },
    );
    for (const writer of ['first', 'second']) {
      expect(recorded.filter((each) => each.writer === writer).map((each) => each.count)).toEqual(range(25));
    }
  });

  it('keeps the events of one append together while others append', async () => {
    const store = await engine.open();
    await appendFromMany(store, 8, 10);
    const all = await store.readAll(0, 1000);
    expect(all.map((recorded) => recorded.position)).toEqual(range(160));
    for (const [index, recorded] of all.entries()) {
      if (index % 2 === 1) {
        expect(recorded).toMatchObject({
          stream: all[index - 1]!.stream,
          revision: all[index - 1]!.revision + 1,
        });
      }
    }
  });
}

function repeating(engine: Engine): void {
  it('answers a repeated append as it answered the first, and changes nothing', async () => {
    const store = await engine.open();
    await store.append('deal-a', NO_STREAM, events(1));
    const batch = events(3);
    const first = await store.append('deal-a', 0, batch);
    expect(await store.append('deal-a', 0, batch)).toEqual({ ...first, repeated: true });
    await store.append('deal-b', NO_STREAM, events(2));
    await store.append('deal-a', 3, events(2));
    expect(await store.append('deal-a', 0, batch)).toEqual({ ...first, repeated: true });
    expect(await store.head()).toBe(7);
  });

  it('answers an append that is sent twice at once with one append', async () => {
    const store = await engine.open();
    const batch = events(2);
    const [first, second] = await Promise.all([
      store.append('deal-a', NO_STREAM, batch),
      store.append('deal-a', NO_STREAM, batch),
    ]);
    expect(new Set([first.repeated, second.repeated])).toEqual(new Set([false, true]));
    expect(await store.head()).toBe(1);
  });

  it('does not take an append for repeated that only begins, ends or overlaps like one', async () => {
    const store = await engine.open();
    const [first, second, third] = events(3) as [NewEvent, NewEvent, NewEvent];
    await store.append('deal-a', NO_STREAM, [first, second, third]);
    const notRepeated: [number, NewEvent[]][] = [
      [NO_STREAM, [first, second, third, event()]],
      [NO_STREAM, [second, third]],
      [NO_STREAM, [first, third, second]],
      [0, [first, second]],
      [1, [third, event()]],
    ];
    for (const [expected, batch] of notRepeated) {
      await expect(store.append('deal-a', expected, batch)).rejects.toThrow(StreamMoved);
    }
    expect(await store.append('deal-a', NO_STREAM, [first, second])).toMatchObject({
      revision: 1,
      repeated: true,
    });
    expect(await store.head()).toBe(2);
  });

  it('has no other opinion on ids: the same one may come again', async () => {
    const store = await engine.open();
    const told = event();
    await store.append('deal-a', NO_STREAM, [told]);
    expect(await store.append('deal-a', 0, [told])).toMatchObject({ revision: 1, repeated: false });
    expect(await store.append('deal-b', NO_STREAM, [told])).toMatchObject({ position: 2, repeated: false });
  });
}

function stamping(engine: Engine): void {
  const itOnOurClock = engine.clock === 'ours' ? it : it.skip;

  it('never lets recordedAt go back, even when the clock does', async () => {
    let now = Date.parse('2026-03-01T12:00:00.000Z');
    const store = await engine.open(() => now);
    const stamps: number[] = [];
    for (const step of [0, 10, -3000, 1, 2999, 5000]) {
      now += step;
      stamps.push((await store.append('deal-a', stamps.length - 1, [event()])).recordedAt);
    }
    expect(stamps).toEqual(stamps.toSorted((one, other) => one - other));
    expect((await store.readAll(0, 10)).map((recorded) => recorded.recordedAt)).toEqual(stamps);
  });

  it('stamps the events of one append alike', async () => {
    const store = await engine.open();
    const { recordedAt } = await store.append('deal-a', NO_STREAM, events(20));
    expect(new Set((await store.readAll(0, 20)).map((recorded) => recorded.recordedAt))).toEqual(
      new Set([recordedAt]),
    );
  });

  itOnOurClock(
    'refuses to append while the newest event is stamped more than 5 s ahead of the clock',
    async () => {
      let now = Date.parse('2026-03-01T12:00:00.000Z');
      const store = await engine.open(() => now);
      const batch = [event()];
      await store.append('deal-a', NO_STREAM, batch);
      now -= 5000;
      await store.append('deal-a', 0, [event()]);
      now -= 1;
      await expect(store.append('deal-a', 1, [event()])).rejects.toThrow(ClockBehind);
      expect(store.health().reasons).toEqual([expect.stringContaining('5001 ms ahead')]);
      expect(await store.append('deal-a', NO_STREAM, batch)).toMatchObject({ repeated: true });
      now += 1;
      expect(store.health().reasons).toEqual([]);
      expect(await store.append('deal-a', 1, [event()])).toMatchObject({ position: 2 });
    },
  );
}

function reading(engine: Engine): void {
  it('reads nothing where there is nothing', async () => {
    const store = await engine.open();
    expect(await store.readAll(0, 10)).toEqual([]);
    expect(await store.readStream('deal-a')).toEqual([]);
    await store.append('deal-a', NO_STREAM, events(2));
    expect(await store.readAll(2, 10)).toEqual([]);
    expect(await store.readAll(0, 0)).toEqual([]);
    expect(await store.readStream('deal-a', 2)).toEqual([]);
    expect(await store.readStream('deal')).toEqual([]);
  });

  it('reads the record in pages, and a stream from any revision on', async () => {
    const store = await engine.open();
    await appendFromMany(store, 5, 4);
    const all = await store.readAll(0, 1000);
    const paged: RecordedEvent[] = [];
    for (let page = await store.readAll(0, 7); page.length > 0; page = await store.readAll(paged.length, 7)) {
      paged.push(...page);
    }
    expect(paged).toEqual(all);
    const ofOne = all.filter((recorded) => recorded.stream === 'deal-3');
    expect(await store.readStream('deal-3')).toEqual(ofOne);
    expect(await store.readStream('deal-3', 5)).toEqual(ofOne.slice(5));
  });

  it('finds everything again when it is opened anew, and goes on from there', async () => {
    const store = await engine.open();
    await appendFromMany(store, 4, 5);
    const all = await store.readAll(0, 1000);
    await store.close();
    const again = await engine.reopen();
    expect(await again.head()).toBe(39);
    expect(await again.readAll(0, 1000)).toEqual(all);
    expect(again.health().reasons).toEqual([]);
    expect(await again.append('deal-0', 9, events(1))).toMatchObject({ revision: 10, position: 40 });
  });
}

function following(engine: Engine): void {
  it('follows the record from what is there to what comes, with no gap and nothing twice, while 16 append', async () => {
    const store = await engine.open();
    await appendFromMany(store, 4, 10);
    const followers = [0, 13, 79, 80, 200].map((from) => firstFollowed(store, 720 - from, from));
    const write = async (writer: number): Promise<void> => {
      for (let expected = NO_STREAM, count = 0; count < 20; count += 1) {
        expected = (await store.append(`deal-live-${writer}`, expected, events(2))).revision;
      }
    };
    await Promise.all(range(16).map(write));
    const all = await store.readAll(0, 1000);
    expect(all).toHaveLength(720);
    for (const [index, from] of [0, 13, 79, 80, 200].entries()) {
      expect(await followers[index]).toEqual(all.slice(from));
    }
  });

  it('ends a following at once when it is told to, waiting or not', async () => {
    const store = await engine.open();
    await store.append('deal-a', NO_STREAM, events(3));
    const stop = new AbortController();
    const waiting = store.follow(3, { signal: stop.signal })[Symbol.asyncIterator]();
    const next = waiting.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    const late = store.follow(0, { signal: stop.signal })[Symbol.asyncIterator]();
    expect(await late.next()).toEqual({ done: true, value: undefined });
  });

  it('lets a reader stop in the middle', async () => {
    const store = await engine.open();
    await store.append('deal-a', NO_STREAM, events(30));
    for await (const page of store.follow(0, { signal: new AbortController().signal, pageSize: 10 })) {
      expect(page).toHaveLength(10);
      break;
    }
    expect(await store.append('deal-a', 29, events(1))).toMatchObject({ position: 30 });
  });

  it('does not keep anyone waiting for a slow reader', async () => {
    const store = await engine.open();
    const stop = new AbortController();
    const slow = store.follow(0, { signal: stop.signal, pageSize: 3 })[Symbol.asyncIterator]();
    const first = slow.next();
    await appendFromMany(store, 4, 10);
    expect((await first).value?.[0]).toMatchObject({ position: 0 });
    expect(await store.head()).toBe(79);
    expect((await firstFollowed(store, 80)).length).toBe(80);
    const second = await slow.next();
    expect(second.value?.[0]?.position).toBe((await first).value?.length);
    stop.abort();
    expect((await slow.next()).done).toBe(true);
  });

  it('holds 1,000 followers on one signal', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const store = await engine.open();
    const stop = new AbortController();
    const counts = range(1000).map(async () => {
      let seen = 0;
      for await (const page of store.follow(0, { signal: stop.signal })) {
        seen += page.length;
        if (seen === 3) {
          return seen;
        }
      }
      return seen;
    });
    await store.append('deal-a', NO_STREAM, events(2));
    await store.append('deal-a', 1, events(1));
    expect(new Set(await Promise.all(counts))).toEqual(new Set([3]));
    stop.abort();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
}

function besideTheDeals(engine: Engine): void {
  it('keeps streams beside the deals, which take no position and move no basis', async () => {
    const store = await engine.open();
    await store.append('deal-a', NO_STREAM, events(2));
    const kept = [event({ text: 'Größe 😀 \u0000', 10: 1, b: 2 }, 'WebhookCreated'), event({})];
    expect(await store.beside.append('webhook-1', NO_STREAM, kept)).toEqual({
      revision: 1,
      recordedAt: expect.any(Number),
      repeated: false,
    });
    await store.append('deal-a', 1, events(1));
    await store.beside.append('webhook-1', 1, events(1));
    expect(await store.head()).toBe(2);
    expect((await store.readAll(0, 100)).map(({ stream }) => stream)).toEqual(['deal-a', 'deal-a', 'deal-a']);
    expect(await store.readStream('webhook-1')).toEqual([]);
    const all = await store.beside.read('webhook-1');
    expect(all.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    expect(all.slice(0, 2)).toEqual(
      kept.map((each, revision) => ({
        ...each,
        stream: 'webhook-1',
        revision,
        recordedAt: expect.any(Number),
      })),
    );
    expect(await store.beside.read('webhook-1', 2)).toEqual(all.slice(2));
    expect(await store.beside.newest('webhook-1')).toEqual(all[2]);
  });

  it('reads nothing beside the deals where there is nothing, and lists what there is', async () => {
    const store = await engine.open();
    expect(await store.beside.read('webhook-1')).toEqual([]);
    expect(await store.beside.newest('webhook-1')).toBeUndefined();
    for (const stream of ['webhook-b', 'webhook-a-progress', 'webhook-a', 'other', 'webhook', 'x']) {
      await store.beside.append(stream, NO_STREAM, events(1));
    }
    expect(await store.beside.names('webhook-')).toEqual(['webhook-a', 'webhook-a-progress', 'webhook-b']);
    expect(await store.beside.names('webhook')).toHaveLength(4);
    expect(await store.beside.names('')).toHaveLength(6);
    expect(await store.beside.names('deal-')).toEqual([]);
  });

  it('settles races beside the deals by revision, and knows what is repeated', async () => {
    const store = await engine.open();
    const attempts = await Promise.allSettled(
      range(10).map(() => store.beside.append('webhook-1', NO_STREAM, events(2))),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const batch = events(2);
    const first = await store.beside.append('webhook-1', 1, batch);
    expect(await store.beside.append('webhook-1', 1, batch)).toEqual({ ...first, repeated: true });
    for (const expected of [NO_STREAM, 0, 1, 7]) {
      const refused = store.beside.append('webhook-1', expected, events(1));
      await expect(refused).rejects.toThrow(StreamMoved);
      await expect(refused).rejects.toMatchObject({ stream: 'webhook-1', expected, actual: 3 });
    }
    await expect(store.beside.append('', NO_STREAM, events(1))).rejects.toThrow(/an append names/);
    expect(await store.beside.read('webhook-1')).toHaveLength(4);
  });

  it('finds what is beside the deals again when it is opened anew', async () => {
    const store = await engine.open();
    await store.append('deal-a', NO_STREAM, events(2));
    await store.beside.append('webhook-1', NO_STREAM, events(3));
    const kept = await store.beside.read('webhook-1');
    await store.close();
    await expect(store.beside.append('webhook-1', 2, events(1))).rejects.toThrow(StoreUnavailable);
    await expect(store.beside.read('webhook-1')).rejects.toThrow(StoreUnavailable);
    const again = await engine.reopen();
    expect(await again.beside.read('webhook-1')).toEqual(kept);
    expect(await again.beside.append('webhook-1', 2, events(1))).toMatchObject({ revision: 3 });
    expect(await again.head()).toBe(1);
  });

  it('tells what changes beside the deals, each stream once however slow the follower, until it ends', async () => {
    const store = await engine.open();
    const stop = new AbortController();
    const changes = store.beside.changes(stop.signal)[Symbol.asyncIterator]();
    const first = changes.next();
    await store.append('deal-a', NO_STREAM, events(1));
    await store.beside.append('webhook-1', NO_STREAM, events(1));
    expect(await first).toEqual({ done: false, value: new Set(['webhook-1']) });
    for (const revision of range(5)) {
      await store.beside.append('webhook-1', revision, events(1));
      await store.beside.append('webhook-2', revision - 1, events(1));
    }
    expect((await changes.next()).value).toEqual(new Set(['webhook-1', 'webhook-2']));
    const last = changes.next();
    stop.abort();
    expect((await last).done).toBe(true);
    const other = store.beside.changes(new AbortController().signal)[Symbol.asyncIterator]();
    const ended = other.next();
    await store.close();
    expect((await ended).done).toBe(true);
  });
}

function closing(engine: Engine): void {
  it('finishes what it accepted before it closes, and accepts nothing after', async () => {
    const store = await engine.open();
    const accepted = range(20).map((deal) => store.append(`deal-${deal}`, NO_STREAM, events(2)));
    const closed = store.close();
    await expect(store.append('deal-late', NO_STREAM, events(1))).rejects.toThrow(StoreUnavailable);
    await closed;
    await expect(Promise.all(accepted)).resolves.toHaveLength(20);
    await expect(store.append('deal-late', NO_STREAM, events(1))).rejects.toThrow(StoreUnavailable);
    await expect(store.readAll(0, 1)).rejects.toThrow(StoreUnavailable);
    expect(store.health().reasons).not.toEqual([]);
    await store.close();
    const again = await engine.reopen();
    expect(await again.head()).toBe(39);
    expect(await again.readStream('deal-late')).toEqual([]);
  });

  it('ends its followers when it closes', async () => {
    const store = await engine.open();
    await store.append('deal-a', NO_STREAM, events(2));
    const follower = store.follow(0, { signal: new AbortController().signal })[Symbol.asyncIterator]();
    expect((await follower.next()).value).toHaveLength(2);
    const next = follower.next();
    await store.close();
    expect(await next).toEqual({ done: true, value: undefined });
  });
}
