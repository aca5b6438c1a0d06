import { EventStore } from '../event-store/event-store.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { StoreUnavailable } from '../event-store/store-errors.js';
import { follow } from '../subscription/subscription.js';
import { Pace, type Bustle } from './pace.js';

/** Tells those who wait for events that the record has grown. It follows the record only while somebody does. */
export class FeedTail {
  private readonly waiting = new Set<() => void>();
  private following: AbortController | null = null;
  private attached = 0;
  private position = -1;
  private failure: unknown;
  private isClosed = false;
  private readonly pace = new Pace();

  /** `take` is handed the pages that are recorded while somebody is attached, but those of a flood, which are read later. */
  constructor(
    private readonly store: EventStore,
    private readonly take: (page: readonly RecordedEvent[]) => Promise<void>,
  ) {}

  /** The newest position that is known here; no more than that of the record. */
  get head(): number {
    return this.position;
  }

  /** Follows the record from now on, until the returned function is called. */
  attach(): () => void {
    this.attached++;
    if (this.following === null && !this.isClosed) {
      this.following = new AbortController();
      void this.followRecord(this.following.signal);
    }
    let isAttached = true;
    return () => {
      this.attached -= Number(isAttached);
      isAttached = false;
      if (this.attached === 0) {
        this.following?.abort();
        this.following = null;
      }
    };
  }

  /** Resolves once there is an event behind `position`, or `signal` aborts. Rejects where the record cannot be followed. */
  async grown(position: number, signal: AbortSignal): Promise<void> {
    while (this.position <= position && !signal.aborted) {
      this.assertWhole();
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    }
  }

  /** Calls back once, when the record has grown or can be followed no more. */
  onceGrown(callback: () => void): void {
    this.waiting.add(callback);
  }

  /** Whether the record can be followed. */
  get isWhole(): boolean {
    return !this.isClosed && this.failure === undefined;
  }

  /** How much is recorded just now: delivering gives way to it. */
  get bustle(): Bustle {
    return this.pace.bustle;
  }

  /** Throws what keeps the record from being followed. */
  assertWhole(): void {
    if (this.isClosed) {
      throw new StoreUnavailable('it is closed');
    }
    if (this.failure !== undefined) {
      throw this.failure;
    }
  }

  /** Ends following, for good. */
  close(): void {
    this.isClosed = true;
    this.following?.abort();
    this.wakeAll();
  }

  private async followRecord(signal: AbortSignal): Promise<void> {
    try {
      this.failure = undefined;
      const head = await this.store.head();
      this.reach(head);
      await follow(this.store, (page) => this.takeIn(page), {
        from: head + 1,
        signal,
        onTrouble: () => {}, // it is tried again; who asks the service for its health is told
      });
    } catch (error) {
      this.failure = error;
      this.wakeAll();
    }
  }

  private async takeIn(page: readonly RecordedEvent[]): Promise<void> {
    this.pace.add(page.length);
    if (this.bustle !== 'flood') {
      await this.take(page);
    }
    this.reach(page.at(-1)!.position);
  }

  private reach(position: number): void {
    this.position = Math.max(this.position, position);
    this.wakeAll();
  }

  private wakeAll(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    waiting.forEach((wake) => wake());
  }
}
