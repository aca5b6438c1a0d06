import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';
import { leafHash } from '../event-store/event-leaf.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { follow } from '../subscription/subscription.js';
import { Generation } from './generation.js';
import type { Readers } from './readers.js';

const POINTER = 'current.json';
const PAGE_SIZE = 1_000;
/** Larger, as nobody waits for the single event: fewer transactions. */
const REBUILD_PAGE_SIZE = 4_000;

/** Events from which on new read models are rather made by a rebuild than by following the record. */
const REBUILT_FROM = 20_000;

/** How far a rebuild has come. */
export type Progress = (position: number, head: number) => void;

/**
 * The read models: follows the record into them, lends their readers, rebuilds them beside themselves. Everything that is
 * asked is answered from here.
 */
export class ReadModels {
  private readonly logger = new Logger(ReadModels.name);
  private readonly stop = new AbortController();
  private readonly waiting = new Set<{ readonly position: number; readonly wake: () => void }>();
  private following: Promise<void> = Promise.resolve();
  /** Pages are taken in one after the other, and a switch of generations happens between two. */
  private turn: Promise<unknown> = Promise.resolve();
  private trouble: string | null = null;
  private caughtUp = false;
  private rebuilding: Promise<void> | null = null;
  /** Old generations that wait for their last reader. */
  private readonly retiring = new Set<Promise<void>>();
  private closing: Promise<void> | null = null;

  private constructor(
    private readonly directory: string,
    private readonly store: EventStore,
    private current: Generation,
  ) {}

  /** Opens the read models in a directory, makes anew those that are missing, foreign or outdated, and follows the record. */
  static async open(directory: string, store: EventStore): Promise<ReadModels> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const current = await openCurrent(directory, store);
    const readModels = new ReadModels(directory, store, current);
    readModels.following = readModels.followRecord();
    return readModels;
  }

  /** The position up to which answers know the record; -1 while it is empty. */
  get position(): number {
    return this.current.position;
  }

  /** Position of the record's newest event; -1 while it is empty. */
  head(): Promise<number> {
    return this.store.head();
  }

  /** Where each read model stands, and the generation of files in use. */
  status(): {
    readonly generation: number;
    readonly rebuilding: boolean;
    readonly positions: Record<string, number>;
  } {
    const standing = Object.entries(this.current.standing);
    return {
      generation: this.current.number,
      rebuilding: this.rebuilding !== null,
      positions: Object.fromEntries(standing.map(([name, { position }]) => [name, position])),
    };
  }

  /** Sentences for an operator, each one reason why answers may be behind; empty when all is well. */
  health(): { readonly reasons: readonly string[] } {
    const reasons = [...this.current.poisons];
    if (this.trouble !== null) {
      reasons.push(`the read models do not follow the record: ${this.trouble}`);
    } else if (!this.caughtUp && reasons.length === 0) {
      reasons.push(`the read models are catching up with the record (at position ${this.position})`);
    }
    return { reasons };
  }

  /** Lends the readers for one question; the files stay while it is answered. */
  read<T>(work: (readers: Readers, position: number) => T | Promise<T>): Promise<T> {
    const { position } = this;
    return this.current.read((readers) => work(readers, position));
  }

  /** Resolves to true once every read model has the event at `position`; to false after `timeoutMs`, or when one stopped. */
  async reached(position: number, timeoutMs: number): Promise<boolean> {
    if (this.position >= position) {
      return true;
    }
    if (this.current.poisons.length > 0) {
      return false;
    }
    return new Promise((resolve) => {
      const waiter = { position, wake: () => settle(true) };
      const timer = setTimeout(() => settle(false), timeoutMs);
      const settle = (reached: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(waiter);
        resolve(reached);
      };
      this.waiting.add(waiter);
    });
  }

  /** Makes all read models anew from the record, beside the live ones, and switches when they have caught up. */
  async rebuild(progress: Progress = () => {}): Promise<void> {
    if (!this.rebuilding) {
      this.rebuilding = this.makeNextGeneration(progress).finally(() => (this.rebuilding = null));
    }
    return this.rebuilding;
  }

  /** Stops following and closes the files. */
  close(): Promise<void> {
    this.closing ??= this.letGo();
    return this.closing;
  }

  private async letGo(): Promise<void> {
    this.stop.abort();
    await this.following;
    await this.rebuilding?.catch(() => {});
    await Promise.all(this.retiring);
    this.waiting.forEach(({ wake }) => wake());
    await this.current.close();
  }

  private async followRecord(): Promise<void> {
    const head = await this.store.head();
    this.caughtUp = this.position >= head;
    try {
      if (this.position < 0 && head >= REBUILT_FROM) {
        await this.rebuild().catch((error: unknown) =>
          this.logger.warn(`${String(error)}; followed instead`),
        );
        this.caughtUp = this.position >= head;
      }
      await follow(this.store, (page) => this.takeIn(page, head), {
        from: this.position + 1,
        pageSize: PAGE_SIZE,
        signal: this.stop.signal,
        onTrouble: (reason) => this.note(reason),
      });
    } catch (error) {
      this.note(error instanceof Error ? error.message : String(error));
    }
  }

  private note(trouble: string | null): void {
    if (trouble !== null && trouble !== this.trouble) {
      this.logger.error(`the read models do not follow the record: ${trouble}`);
    }
    this.trouble = trouble;
  }

  private async takeIn(page: readonly RecordedEvent[], headAtStart: number): Promise<void> {
    const poisonsBefore = this.current.poisons.length;
    await this.inTurn(() => this.current.apply(page));
    this.current.poisons.slice(poisonsBefore).forEach((poison) => this.logger.error(poison));
    this.caughtUp ||= this.position >= headAtStart;
    this.wakeWaiting();
  }

  private wakeWaiting(): void {
    for (const waiter of this.waiting) {
      if (waiter.position <= this.position) {
        waiter.wake();
      }
    }
  }

  private async makeNextGeneration(progress: Progress): Promise<void> {
    const number = this.current.number + 1;
    await Generation.delete(this.directory, number);
    const next = await Generation.make(this.directory, number);
    try {
      await this.catchUp(next, progress);
      refusePoison(next);
      const head = await this.store.head();
      await next.finish(() => progress(next.progress(head), head), this.stop.signal);
      await this.catchUp(next, progress);
      await this.inTurn(() => this.switchTo(next));
    } catch (error) {
      await next.closeAndDelete();
      throw error;
    }
  }

  /** Brings a new generation to the end of the record, or to an event that stops it; reads ahead by one page. */
  private async catchUp(next: Generation, progress: Progress): Promise<void> {
    let page = await this.store.readAll(next.position + 1, REBUILD_PAGE_SIZE);
    while (page.length > 0 && next.poisons.length === 0) {
      this.stop.signal.throwIfAborted();
      const applied = next.apply(page);
      const ahead = this.store.readAll(page.at(-1)!.position + 1, REBUILD_PAGE_SIZE);
      [page] = await Promise.all([ahead, applied]);
      const head = await this.store.head();
      progress(next.progress(head), head);
    }
  }

  private async switchTo(next: Generation): Promise<void> {
    await this.catchUp(next, () => {});
    refusePoison(next);
    await writePointer(this.directory, next.number);
    const gone = this.current.closeAndDelete().finally(() => this.retiring.delete(gone));
    this.retiring.add(gone);
    this.current = next;
    this.wakeWaiting();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(work, work);
    this.turn = turn.catch(() => {});
    return turn;
  }
}

function refusePoison({ poisons }: Generation): void {
  if (poisons.length > 0) {
    throw new Error(`the rebuild stopped: ${poisons.join('; ')}`);
  }
}

/** The generation that the pointer names, if it is whole, of this version and of this record; a new one otherwise. */
async function openCurrent(directory: string, store: EventStore): Promise<Generation> {
  const number = await readPointer(directory);
  await Generation.deleteAllBut(directory, number);
  const current = await Generation.open(directory, number).catch(() => null);
  if (current && (await isOfRecord(current, store))) {
    return current;
  }
  await current?.close();
  await Generation.delete(directory, number);
  await writePointer(directory, number + 1);
  await Generation.delete(directory, number + 1);
  return Generation.open(directory, number + 1);
}

/** Whether the last event that each read model took in stands in this record at the same place. */
async function isOfRecord(generation: Generation, store: EventStore): Promise<boolean> {
  for (const { position, leaf } of Object.values(generation.standing)) {
    const [event] = position < 0 ? [] : await store.readAll(position, 1);
    if (position >= 0 && (!event || leaf !== leafHash(event))) {
      return false;
    }
  }
  return true;
}

async function readPointer(directory: string): Promise<number> {
  try {
    const { generation } = JSON.parse(await readFile(join(directory, POINTER), 'utf8')) as {
      generation: number;
    };
    return Number.isSafeInteger(generation) ? generation : 1;
  } catch {
    return 1;
  }
}

async function writePointer(directory: string, generation: number): Promise<void> {
  const path = join(directory, POINTER);
  await writeFile(`${path}.new`, JSON.stringify({ generation }));
  await rename(`${path}.new`, path);
}
