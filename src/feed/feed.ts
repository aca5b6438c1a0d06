import { dealStream } from '../deal/deal-stream.js';
import { successorsOf } from '../deal/successors.js';
import { leafHash } from '../event-store/event-leaf.js';
import { EventStore } from '../event-store/event-store.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { FeedBlocks, type FeedBlock } from './feed-blocks.js';
import type { FeedEvent } from './feed-event.js';
import { decode, FeedEvents } from './feed-events.js';
import { matches, type FeedFilter } from './feed-filter.js';
import { FeedTail } from './feed-tail.js';
import type { PublicAddress } from './public-address.js';

/** Events in order, and how far the record was read for them. */
export interface FeedPage {
  readonly events: readonly FeedEvent[];
  /** The position up to which all events that pass the filter are told; what to go on `after`. */
  readonly last: number;
}

/** An event as it is told and as the record keeps it, with the hash that is kept beside it (RFC 6962, base64). */
export interface ToldEvent {
  readonly event: FeedEvent;
  readonly stored: RecordedEvent;
  readonly leafHash: string;
}

/** Events that are gone through for one page at most; a filter may let none of them pass. */
const MOST_SCANNED = 4_096;
/** Characters of the events of one page, but for its last. */
const MOST_PAGE_CHARACTERS = 4 * 1024 * 1024;
/** Events of one page of those who follow. */
const FOLLOWED_PAGE = 256;

/** What leaves the record: its events as CloudEvents, in order, from wherever a reader left off. */
export class Feed {
  private readonly feedEvents: FeedEvents;
  private readonly blocks: FeedBlocks;
  readonly tail: FeedTail;

  constructor(
    private readonly store: EventStore,
    address: PublicAddress,
  ) {
    this.feedEvents = new FeedEvents(store, address);
    this.blocks = new FeedBlocks(store, this.feedEvents);
    this.tail = new FeedTail(store, (page) => this.blocks.take(page));
  }

  /** Position of the record's newest event; -1 while it is empty. */
  head(): Promise<number> {
    return this.store.head();
  }

  /**
   * At most `limit` events behind the position `after` (-1: from the beginning). A page may hold fewer, or none, where it
   * had to go through many; `last` is ahead of `after` as long as there is more of the record.
   * Rejects with EventDamaged or StoreUnavailable.
   */
  async page(after: number, limit: number, filter: FeedFilter): Promise<FeedPage> {
    if (filter.deals !== undefined) {
      return this.pageOfDeals(after, limit, filter, filter.deals);
    }
    const events: FeedEvent[] = [];
    let last = after;
    let characters = 0;
    while (last - after < MOST_SCANNED) {
      const block = await this.blocks.from(last + 1);
      if (block.length === 0) {
        break;
      }
      for (const event of block) {
        last = event.position;
        if (matches(filter, event)) {
          events.push(event);
          characters += event.json.length;
        }
        if (events.length >= limit || characters >= MOST_PAGE_CHARACTERS) {
          return { events, last };
        }
      }
    }
    return { events, last };
  }

  /**
   * Every event behind a position, for ever: first what is recorded, then what is recorded from now on. It pulls: what is
   * not asked for is not read. Pages may be empty, so that whoever keeps `last` gets on. Ends when `signal` aborts.
   */
  async *follow(
    after: number,
    filter: FeedFilter,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<FeedPage> {
    const detach = this.tail.attach();
    try {
      for (let last = after; !signal.aborted;) {
        const page = await this.page(last, FOLLOWED_PAGE, filter);
        if (page.last > last) {
          last = page.last;
          yield page;
        } else {
          await this.tail.grown(last, signal);
        }
      }
    } finally {
      detach();
    }
  }

  /** The event at a position; undefined past the head. */
  async at(position: number): Promise<ToldEvent | undefined> {
    const [stored] = await this.store.readAll(position, 1);
    const [event] = await this.blocks.from(position);
    return stored && event && { stored, event, leafHash: leafHash(stored) };
  }

  /** The events that corrected or retracted the report of an event, in order. */
  async successorsOf({ stream, id }: RecordedEvent): Promise<readonly FeedEvent[]> {
    const stored = await this.store.readStream(stream);
    const events = stored.map(decode);
    const { reportId } = events.find((event) => event.id === id)!;
    const positions = new Set(successorsOf(reportId, events).map(({ position }) => position));
    return this.blocks.describe(stored.filter(({ position }) => positions.has(position)));
  }

  /** The block that holds a position, if it is at hand. */
  peek(position: number): FeedBlock | undefined {
    return this.blocks.peek(position);
  }

  /** Sees to it that the block that holds a position is at hand. */
  async fetch(position: number): Promise<void> {
    await this.blocks.from(position);
  }

  /** The position before the first event that was recorded at an instant or later (in milliseconds since 1970). */
  async before(instant: number): Promise<number> {
    let [low, high] = [-1, await this.store.head()];
    // All up to `low` were recorded earlier, all behind `high` were not.
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [event] = await this.store.readAll(middle, 1);
      [low, high] = event!.recordedAt < instant ? [middle, high] : [low, middle - 1];
    }
    return low;
  }

  /** Reads the streams of a few deals instead of the whole record. */
  private async pageOfDeals(
    after: number,
    limit: number,
    filter: FeedFilter,
    deals: readonly string[],
  ): Promise<FeedPage> {
    const head = await this.store.head();
    const streams = await Promise.all(
      [...new Set(deals)].map((deal) => this.store.readStream(dealStream(deal))),
    );
    const ahead = streams
      .flat()
      .filter(({ position }) => position > after && position <= head)
      .toSorted((a, b) => a.position - b.position);
    const events: FeedEvent[] = [];
    let characters = 0;
    for (let start = 0; start < ahead.length; start += FOLLOWED_PAGE) {
      for (const event of await this.blocks.describe(ahead.slice(start, start + FOLLOWED_PAGE))) {
        if (matches(filter, event)) {
          events.push(event);
          characters += event.json.length;
        }
        if (events.length >= limit || characters >= MOST_PAGE_CHARACTERS) {
          return { events, last: event.position };
        }
      }
    }
    return { events, last: Math.max(after, head) };
  }

  /** Ends following, for good. */
  close(): void {
    this.tail.close();
  }
}
