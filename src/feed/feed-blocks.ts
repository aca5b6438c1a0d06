import { setImmediate as nextTurn } from 'node:timers/promises';
import { EventStore } from '../event-store/event-store.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import type { FeedEvent } from './feed-event.js';
import type { FeedEvents } from './feed-events.js';

/** Events of a block; a block begins at every multiple of it. */
const BLOCK_EVENTS = 128;
/** Characters of CloudEvents that are kept, over all blocks; the block in use stays whatever it has. */
const MOST_CHARACTERS = 24 * 1024 * 1024;

/** Consecutive feed events, from the block's first position on. The newest block grows. */
export interface FeedBlock {
  readonly start: number;
  readonly events: readonly FeedEvent[];
}

interface Block extends FeedBlock {
  readonly events: FeedEvent[];
  characters: number;
}

/**
 * Feed events in blocks, made once for all who read at about the same place, and kept while there is room. Blocks are made
 * one at a time, and other work comes between two.
 */
export class FeedBlocks {
  private readonly kept = new Map<number, Block>();
  private characters = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly feedEvents: FeedEvents,
  ) {}

  /** The block that holds a position, if it is kept and has come as far. */
  peek(position: number): FeedBlock | undefined {
    const block = this.kept.get(startOf(position));
    return block && position < block.start + block.events.length ? block : undefined;
  }

  /** The events from a position to the end of its block; none past the head only. */
  async from(position: number): Promise<readonly FeedEvent[]> {
    const block = this.peek(position) ?? (await this.inTurn(() => this.make(position)));
    return block?.events.slice(position - block.start) ?? [];
  }

  /** Takes in a page that was read for following the record, where it goes on from what is kept. */
  take(page: readonly RecordedEvent[]): Promise<void> {
    return this.inTurn(async () => {
      for (const [start, part] of Map.groupBy(page, ({ position }) => startOf(position))) {
        const block = this.kept.get(start);
        const next = start + (block?.events.length ?? 0);
        await this.extend(start, part.slice(Math.max(0, next - part[0]!.position)), next);
      }
    });
  }

  /** Feed events of recorded ones that are not consecutive; they are not kept. */
  describe(events: readonly RecordedEvent[]): Promise<readonly FeedEvent[]> {
    return this.inTurn(() => this.feedEvents.of(events));
  }

  private async make(position: number): Promise<FeedBlock | undefined> {
    const start = startOf(position);
    for (;;) {
      const next = start + (this.kept.get(start)?.events.length ?? 0);
      if (next > position) {
        return this.kept.get(start);
      }
      const events = await this.store.readAll(next, start + BLOCK_EVENTS - next);
      if (events.length === 0) {
        return undefined;
      }
      await this.extend(start, events, next);
      await nextTurn();
    }
  }

  /** Adds events to a block whose next position is `next`; nothing when they do not go on from it. */
  private async extend(start: number, events: readonly RecordedEvent[], next: number): Promise<void> {
    if (events[0]?.position !== next) {
      return;
    }
    const made = await this.feedEvents.of(events);
    const block: Block = this.kept.get(start) ?? { start, events: [], characters: 0 };
    const characters = made.reduce((sum, { json }) => sum + json.length, 0);
    block.events.push(...made);
    block.characters += characters;
    this.characters += characters;
    this.kept.delete(start);
    this.kept.set(start, block);
    this.makeRoom(block);
  }

  private makeRoom(inUse: Block): void {
    for (const [start, block] of this.kept) {
      if (this.characters <= MOST_CHARACTERS || block === inUse) {
        return;
      }
      this.kept.delete(start);
      this.characters -= block.characters;
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(work, work);
    this.turn = turn.catch(() => {});
    return turn;
  }
}

function startOf(position: number): number {
  return position - (position % BLOCK_EVENTS);
}
