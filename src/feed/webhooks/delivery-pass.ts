import type { Feed, FeedPage } from '../feed.js';
import type { FeedEvent } from '../feed-event.js';
import type { FeedFilter } from '../feed-filter.js';
import { Bell } from './bell.js';
import type { PassProgress, WaitingDeal } from './delivery-progress.js';
import type { Sent } from './receiver-client.js';

/** What deliveries need of the feed. */
export type DeliveredFeed = Pick<Feed, 'page' | 'follow' | 'at'>;

/** What a pass needs of the delivery that it is part of. */
export interface PassWork {
  readonly feed: DeliveredFeed;
  readonly filter: () => FeedFilter;
  /** Sends an event; `attempt` counts from 1. Rejects when the delivery is to end. */
  send(event: FeedEvent, attempt: number, signal: AbortSignal): Promise<Sent>;
  /** How long to wait after so many attempts; undefined when that was the last. */
  retryMs(attempts: number, retryAfterMs: number | undefined): number | undefined;
  /** Resolves once it is recorded. */
  deadLetter(event: FeedEvent, attempts: number, reason: string): Promise<void>;
  /** There is progress to keep. */
  advanced(): void;
  now(): number;
}

export interface PassEnd {
  /** The last position to deliver. Undefined: it goes on for ever. */
  readonly to?: number;
}

/** Deals that may wait at once; when there are so many, none is begun with until one of them gets on. */
const MOST_WAITING_DEALS = 100;
/** Events of a deal that waits which are read at once. */
const READ_AHEAD = 16;
/** Deals of one page that are delivered side by side. */
const LANES = 8;

/** A deal that waits, and up to where its events are left to it. */
interface Waiting {
  at: WaitingDeal;
  behind: number;
  /** The deal's events behind that one, as far as they are known here. */
  ahead: FeedEvent[];
}

/**
 * Delivers the events behind a position, each deal's in order: when one is not accepted, those of its deal behind it wait
 * while other deals go on. In memory are one page and, of each deal that waits, where it stands.
 */
export class DeliveryPass {
  private readonly work: PassWork;
  private readonly to: number;
  private readonly waiting = new Map<string, Waiting>();
  private readonly tasks = new Set<Promise<void>>();
  private readonly gotOn = new Bell();
  /** Positions of the page under way that are not settled. */
  private readonly open = new Set<number>();
  private last: number;
  private delivered: number;
  private deadLettered: number;
  private readonly stop = new AbortController();

  constructor(work: PassWork, from: PassProgress, { to = Infinity }: PassEnd = {}) {
    this.work = work;
    this.to = to;
    this.last = from.upTo;
    this.delivered = from.delivered;
    this.deadLettered = from.deadLettered;
    for (const at of from.waiting) {
      this.waiting.set(at.deal, { at, behind: Math.max(from.upTo, at.position), ahead: [] });
    }
  }

  get progress(): PassProgress {
    return {
      upTo: this.open.size === 0 ? this.last : Math.min(...this.open) - 1,
      waiting: [...this.waiting.values()].map(({ at }) => at),
      delivered: this.delivered,
      deadLettered: this.deadLettered,
    };
  }

  /** Resolves when all up to its end is settled. Rejects with the reason of `outer`, or with what keeps it from going on. */
  async run(outer: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([outer, this.stop.signal]);
    try {
      this.waiting.forEach((deal) => this.retryLater(deal, signal));
      await this.goThrough(signal);
      while (this.waiting.size > 0 && !signal.aborted) {
        await this.gotOn.heard(signal);
      }
      signal.throwIfAborted();
    } finally {
      this.stop.abort();
      await Promise.allSettled(this.tasks);
    }
  }

  private async goThrough(signal: AbortSignal): Promise<void> {
    if (this.last >= this.to) {
      return;
    }
    for await (const page of this.work.feed.follow(this.last, this.work.filter(), { signal })) {
      await this.take(page, signal);
      if (page.last >= this.to) {
        return;
      }
    }
  }

  private async take(page: FeedPage, signal: AbortSignal): Promise<void> {
    const events = page.events.filter(({ position }) => position <= this.to);
    this.last = Math.min(page.last, this.to);
    events.forEach(({ position }) => this.open.add(position));
    const lanes = Map.groupBy(events, ({ deal }) => deal).values();
    const runLanes = async (): Promise<void> => {
      for (const lane of lanes) {
        await this.deliver(lane, signal);
      }
    };
    await Promise.all(Array.from({ length: LANES }, () => this.attend(runLanes())));
    signal.throwIfAborted();
  }

  /** Events of one deal. */
  private async deliver(events: readonly FeedEvent[], signal: AbortSignal): Promise<void> {
    for (const event of events) {
      while (this.waiting.size >= MOST_WAITING_DEALS && !this.waiting.has(event.deal) && !signal.aborted) {
        await this.gotOn.heard(signal);
      }
      signal.throwIfAborted();
      const waiting = this.waiting.get(event.deal);
      if (waiting === undefined) {
        const sent = await this.work.send(event, 1, signal);
        await this.settleFirst(event, sent, signal);
      } else {
        waiting.behind = Math.max(waiting.behind, event.position);
      }
      this.open.delete(event.position);
      this.work.advanced();
    }
  }

  private async settleFirst(event: FeedEvent, sent: Sent, signal: AbortSignal): Promise<void> {
    if (sent.accepted) {
      this.delivered += 1;
      return;
    }
    const at = this.afterFailure(turnOf(event, this.work.now()), sent);
    if (at === undefined) {
      await this.giveUp(event, 1, sent);
      return;
    }
    const waiting = { at, behind: event.position, ahead: [] };
    this.waiting.set(event.deal, waiting);
    this.retryLater(waiting, signal);
  }

  /** Undefined after the last attempt. */
  private afterFailure(at: WaitingDeal, { reason = '', retryAfterMs }: Sent): WaitingDeal | undefined {
    const attempts = at.attempts + 1;
    const delay = this.work.retryMs(attempts, retryAfterMs);
    return delay === undefined ? undefined : { ...at, attempts, reason, nextAt: this.work.now() + delay };
  }

  private async giveUp(event: FeedEvent, attempts: number, { reason = '' }: Sent): Promise<void> {
    await this.work.deadLetter(event, attempts, reason);
    this.deadLettered += 1;
  }

  /** Goes on with a deal by itself, until it has caught up. */
  private retryLater(waiting: Waiting, signal: AbortSignal): void {
    void this.attend(this.catchUp(waiting, signal));
  }

  /** What goes wrong in one part ends the whole pass, which then waits for all parts. */
  private attend(part: Promise<void>): Promise<void> {
    const task = part.catch((error: unknown) => this.stop.abort(error));
    this.tasks.add(task);
    return task.finally(() => this.tasks.delete(task));
  }

  private async catchUp(waiting: Waiting, signal: AbortSignal): Promise<void> {
    for (let goesOn = true; goesOn;) {
      const { position, attempts, nextAt } = waiting.at;
      await new Bell().heard(signal, Math.max(0, nextAt - this.work.now()));
      signal.throwIfAborted();
      const { event } = (await this.work.feed.at(position))!;
      const sent = await this.work.send(event, attempts + 1, signal);
      const again = sent.accepted ? undefined : this.afterFailure(waiting.at, sent);
      if (again !== undefined) {
        waiting.at = again;
      } else {
        if (sent.accepted) {
          this.delivered += 1;
        } else {
          await this.giveUp(event, attempts + 1, sent);
        }
        goesOn = await this.advance(waiting);
      }
      this.work.advanced();
    }
    this.gotOn.ring();
  }

  /** Moves on to the deal's next event; false, and the deal waits no more, when the pass itself has not come past one. */
  private async advance(waiting: Waiting): Promise<boolean> {
    const { deal, position } = waiting.at;
    const filter = { ...this.work.filter(), deals: [deal] };
    for (let last = position; waiting.ahead.length === 0 && last < waiting.behind;) {
      const page = await this.work.feed.page(last, READ_AHEAD, filter);
      waiting.ahead = [...page.events];
      last = page.last;
    }
    // From here on nothing may come in between: the pass leaves events to a deal for as long as it waits.
    const next = waiting.ahead.shift();
    if (next === undefined || next.position > waiting.behind) {
      this.waiting.delete(deal);
      return false;
    }
    waiting.at = turnOf(next, this.work.now());
    return true;
  }
}

function turnOf({ deal, id, position }: FeedEvent, now: number): WaitingDeal {
  return { deal, event: id, position, attempts: 0, since: now, nextAt: now, reason: '' };
}
