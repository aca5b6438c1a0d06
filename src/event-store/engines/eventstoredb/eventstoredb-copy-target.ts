import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CopyTarget } from '../../copy-target.js';
import type { Copied } from '../../copy-target.js';
import type { RecordedEvent } from '../../recorded-event.js';
import type { EventBeside, StreamsBeside } from '../../streams-beside.js';
import { CopyRefused, StoreUnavailable, StreamMoved } from '../../store-errors.js';
import { copyFinished, copyStarted } from './copy-events.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';
import type { EventStoreDbOptions } from './eventstoredb-event-store.js';

/** Most of one append; a server takes 1 MiB unless told otherwise, and marks come on top. */
const MOST_RUN_CHARACTERS = 200_000;
const MOST_RUN_EVENTS = 500;
const COMES_BACK_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 10;

/**
 * A copy in a cluster. It appends one stretch of one stream after the other, each only once the one ahead of it has come
 * back with its positions, since nothing else keeps the order of streams in `$all`.
 */
export class EventStoreDbCopyTarget extends CopyTarget {
  readonly #node: EventStoreDbEventStore;
  #copy = '';

  private constructor(node: EventStoreDbEventStore) {
    super();
    this.#node = node;
  }

  /**
   * Begins a copy, or goes on with one, as a node with a data directory of its own, which may be deleted afterwards. Rejects
   * with CopyRefused, with StoreUnavailable when the cluster does not answer, and as EventStoreDbEventStore.open does.
   */
  static async open(directory: string, options: EventStoreDbOptions): Promise<EventStoreDbCopyTarget> {
    const node = await EventStoreDbEventStore.open(directory, options);
    const target = new EventStoreDbCopyTarget(node);
    try {
      await node.caughtUp();
      await target.#begin();
      return target;
    } catch (error) {
      await node.close();
      throw error;
    }
  }

  get beside(): StreamsBeside {
    return this.#node.beside;
  }

  finished(): Copied | undefined {
    return this.#node.copying?.finished;
  }

  head(): Promise<number> {
    return this.#node.head();
  }

  readAll(fromPosition: number, limit: number): Promise<readonly RecordedEvent[]> {
    return this.#node.readAll(fromPosition, limit);
  }

  async takeOver(events: readonly RecordedEvent[]): Promise<void> {
    const next = (await this.#node.head()) + 1;
    if (events.some(({ position }, index) => position !== next + index)) {
      throw new CopyRefused(`only events from position ${next} on can be taken over`);
    }
    for (const run of runsOf(events)) {
      await this.#node.takeOver(this.#copy, run).catch(refuse);
    }
  }

  async takeOverBeside(events: readonly EventBeside[]): Promise<void> {
    for (const run of runsOf(events)) {
      await this.#node.takeOverBeside(this.#copy, run).catch(refuse);
    }
  }

  async finish(copied: Copied): Promise<void> {
    if (copied.count !== (await this.#node.head()) + 1) {
      throw new CopyRefused(`the copy does not hold ${copied.count} events`);
    }
    await this.#node.tellOfCopy(copyFinished(this.#copy, copied));
    await this.#comesBack(() => this.finished() !== undefined);
  }

  close(): Promise<void> {
    return this.#node.close();
  }

  /** Of two who begin at once one is first, and both go on with the copying of that one. */
  async #begin(): Promise<void> {
    if (this.#node.copying === undefined && (await this.#node.head()) < 0) {
      await this.#node.tellOfCopy(copyStarted(randomUUID()));
      await this.#comesBack(async () => this.#node.copying !== undefined || (await this.#node.head()) >= 0);
    }
    const { copying } = this.#node;
    if (copying === undefined) {
      throw new CopyRefused('the cluster holds a record that is no copy; a copy needs an empty place');
    }
    this.#copy = copying.copy;
  }

  async #comesBack(isBack: () => boolean | Promise<boolean>): Promise<void> {
    const until = performance.now() + COMES_BACK_WITHIN_MS;
    while (!(await isBack())) {
      if (performance.now() > until) {
        throw new StoreUnavailable('the cluster does not say what became of the copy');
      }
      await pause(LOOK_EVERY_MS);
    }
  }
}

function refuse(error: unknown): never {
  throw error instanceof StreamMoved ? new CopyRefused(`the target differs: ${error.message}`) : error;
}

/** Stretches of consecutive events of one stream, each fit for one append. */
function* runsOf<Event extends EventBeside>(events: readonly Event[]): Generator<readonly Event[]> {
  let run: Event[] = [];
  let characters = 0;
  for (const event of events) {
    const full = run.length === MOST_RUN_EVENTS || characters + event.data.length > MOST_RUN_CHARACTERS;
    if (run.length > 0 && (full || event.stream !== run[0]!.stream)) {
      yield run;
      run = [];
      characters = 0;
    }
    run.push(event);
    characters += event.data.length;
  }
  if (run.length > 0) {
    yield run;
  }
}
