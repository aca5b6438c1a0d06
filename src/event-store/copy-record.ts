import type { Copied, CopyTarget } from './copy-target.js';
import { leafHash, leafHashBeside } from './event-leaf.js';
import type { EventStore } from './event-store.js';
import type { RecordedEvent } from './recorded-event.js';
import { RecordRoot } from './record-root.js';
import type { EventBeside } from './streams-beside.js';
import { CopyRefused } from './store-errors.js';

export interface CopyOptions {
  /** Ends the copying between two pages; it can be gone on with later. */
  readonly signal: AbortSignal;
  /** Told how many of the steps are done: each event is one when it is copied, and one when it was read again. */
  readonly onProgress: (done: number, steps: number) => void;
}

export interface CopyResult extends Copied {
  /** How many events of streams beside the deals it took over with them; they are in no count and no hash. */
  readonly beside: number;
  /** Whether the copy had been finished before, so that nothing was left to do. */
  readonly before: boolean;
}

const PAGE_EVENTS = 500;

/**
 * Copies a whole record in position order, reads both again and compares them, then the streams beside the deals, and
 * records in the target what was copied.
 * A target that holds the beginning of such a copy is gone on with. What is appended to the source meanwhile is copied too.
 *
 * Rejects with CopyRefused when there is nothing to copy, when the target is a copy of another record, or when what was read
 * again differs; with what the stores reject with; or with the signal's reason.
 */
export async function copyRecord(
  source: EventStore,
  target: CopyTarget,
  options: CopyOptions,
): Promise<CopyResult> {
  if ((await source.head()) < 0) {
    throw new CopyRefused('there is nothing to copy: the source holds no event');
  }
  const before = target.finished();
  if (before !== undefined) {
    return finishedBefore(source, target, before, options);
  }
  await assertSameRecord(source, target);
  const root = new RecordRoot();
  for (let head = await source.head(); root.count <= head; head = await source.head()) {
    const steps = 2 * (head + 1);
    const work = { signal: options.signal, tell: (done: number) => options.onProgress(done, steps) };
    await takeOver(source, target, head, work);
    await readAgain(source, target, head, root, work);
  }
  const beside = await takeOverBeside(source, target, options.signal);
  const copied = { count: root.count, root: root.hash };
  await target.finish(copied);
  return { ...copied, beside, before: false };
}

interface Work {
  readonly signal: AbortSignal;
  readonly tell: (done: number) => void;
}

async function finishedBefore(
  source: EventStore,
  target: CopyTarget,
  { count, root }: Copied,
  { signal, onProgress }: CopyOptions,
): Promise<CopyResult> {
  const [from, to] = [(await source.head()) + 1, (await target.head()) + 1];
  if (from !== count || to !== count) {
    throw new CopyRefused(
      `the target is a finished copy of ${count} events already; now it holds ${to}, and the source ${from}`,
    );
  }
  const there = new RecordRoot();
  await readAgain(source, target, count - 1, there, {
    signal,
    tell: (done) => onProgress(done, 2 * count),
  });
  if (there.hash !== root) {
    throw new CopyRefused('the target is not what was copied into it');
  }
  return { count, root, beside: 0, before: true };
}

/** The newest event in the target must stand in the source at the same place. All of them are compared in the end. */
async function assertSameRecord(source: EventStore, target: CopyTarget): Promise<void> {
  const head = await target.head();
  if (head < 0) {
    return;
  }
  const [[there], [here]] = await Promise.all([target.readAll(head, 1), source.readAll(head, 1)]);
  if (here === undefined || there === undefined || leafHash(here) !== leafHash(there)) {
    throw new CopyRefused(
      `the target holds an unfinished copy of another record: its event at position ${head} is not the source's`,
    );
  }
}

async function takeOver(source: EventStore, target: CopyTarget, head: number, work: Work): Promise<void> {
  const copied = (await target.head()) + 1;
  for await (const page of pagesOf(source, copied, head, work.signal)) {
    await target.takeOver(page);
    work.tell(page.at(-1)!.position + 1);
  }
}

/** Copies every stream beside the deals, from where the copy of it ends, and reads it again. Returns how many events it took. */
async function takeOverBeside(source: EventStore, target: CopyTarget, signal: AbortSignal): Promise<number> {
  let taken = 0;
  for (const stream of await source.beside.names('')) {
    signal.throwIfAborted();
    const copied = (await target.beside.newest(stream))?.revision ?? -1;
    const original = await source.beside.read(stream);
    const rest = original.slice(copied + 1);
    for (let from = 0; from < rest.length; from += PAGE_EVENTS) {
      await target.takeOverBeside(rest.slice(from, from + PAGE_EVENTS));
    }
    const copy = await target.beside.read(stream);
    const leaves = (events: readonly EventBeside[]): string => events.map(leafHashBeside).join();
    if (leaves(copy) !== leaves(original)) {
      throw new CopyRefused(`the copy of ${stream} differs from the source`);
    }
    taken += rest.length;
  }
  return taken;
}

/** Adds to `root` what stands in both up to `head`. */
async function readAgain(
  source: EventStore,
  target: CopyTarget,
  head: number,
  root: RecordRoot,
  { signal, tell }: Work,
): Promise<void> {
  const copies = eventsOf(target, root.count, head, signal);
  for await (const original of eventsOf(source, root.count, head, signal)) {
    const copy = await copies.next();
    const leaf = leafHash(original);
    if (copy.done || leafHash(copy.value) !== leaf) {
      throw new CopyRefused(`the copy differs from the source at position ${original.position}`);
    }
    root.add(leaf);
    tell(head + 1 + root.count);
  }
}

type Readable = Pick<EventStore, 'readAll'>;

async function* eventsOf(
  record: Readable,
  from: number,
  head: number,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent, undefined> {
  for await (const page of pagesOf(record, from, head, signal)) {
    yield* page;
  }
}

async function* pagesOf(
  record: Readable,
  from: number,
  head: number,
  signal: AbortSignal,
): AsyncGenerator<readonly RecordedEvent[], undefined> {
  for (let next = from; next <= head;) {
    signal.throwIfAborted();
    const page = await record.readAll(next, Math.min(PAGE_EVENTS, head + 1 - next));
    if (page.length === 0) {
      throw new CopyRefused(`the record ends at position ${next}, before its newest event`);
    }
    yield page;
    next += page.length;
  }
}
