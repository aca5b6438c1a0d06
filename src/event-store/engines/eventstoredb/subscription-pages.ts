import type { AllStreamSubscription } from '@eventstore/db-client';
import { appendMarkOf } from './event-bytes.js';
import type { LogPlace } from './local-record.js';
import type { ClusterEvent } from './numbering.js';

/** What has come since the last page. */
export interface SubscriptionPage {
  readonly events: readonly ClusterEvent[];
  /** All of `$all` up to here is known with these events; undefined if the server has not said. */
  readonly checkpoint: LogPlace | undefined;
  /** Whether the server had nothing more when it sent the last of these events. */
  readonly caughtUp: boolean;
}

/** Events of one page, which is one transaction and one turn of the event loop; more only where an append is longer. */
const PAGE_EVENTS = 500;
/** Events that the client reads ahead of the pages; the server sends no more while they wait. */
export const EVENTS_AHEAD = 1_000;

/**
 * Turns a subscription, which pushes, into pages, which are pulled. No page ends within an append, so that nobody who follows
 * sees a report by halves. What the server says between events counts only once every event ahead of it has been handed out.
 */
export class SubscriptionPages {
  readonly #subscription: AllStreamSubscription;
  #checkpoint: LogPlace | undefined;
  #caughtUp = false;
  #end: Error | undefined;
  #wake: () => void = () => {};
  /** The events of an append that has not come whole yet. */
  #begun: readonly ClusterEvent[] = [];

  constructor(subscription: AllStreamSubscription) {
    this.#subscription = subscription;
    subscription.on('readable', () => this.#wake());
    subscription.on('caughtUp' as 'readable', () => {
      this.#caughtUp = true;
      this.#wake();
    });
    subscription.on('error', (error: Error) => this.end(error));
    subscription.on('end', () => this.end(new Error('the server ended the subscription')));
    subscription.on('close', () => this.end(new Error('the subscription was closed')));
  }

  /** To be told of the places that the server sends while nothing matches. */
  checkpointReached(place: LogPlace): void {
    this.#checkpoint = place;
    this.#wake();
  }

  /** Makes `next` reject once it has handed out what is there. */
  end(reason: Error): void {
    this.#end ??= reason;
    this.#wake();
  }

  async next(): Promise<SubscriptionPage> {
    for (;;) {
      const page = this.#waiting();
      if (page.events.length > 0 || page.checkpoint !== undefined || page.caughtUp) {
        return page;
      }
      if (this.#end !== undefined) {
        throw this.#end;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #waiting(): SubscriptionPage {
    const read = this.#read();
    const whole = wholeAppends(read);
    this.#begun = read.slice(whole);
    const events = read.slice(0, whole);
    if (this.#begun.length > 0 || this.#subscription.readableLength > 0) {
      return { events, checkpoint: undefined, caughtUp: false };
    }
    const page = { events, checkpoint: this.#checkpoint, caughtUp: this.#caughtUp };
    this.#checkpoint = undefined;
    this.#caughtUp = false;
    return page;
  }

  /** What was begun before, and what has come of it and after it. */
  #read(): readonly ClusterEvent[] {
    const events = [...this.#begun];
    while (events.length < PAGE_EVENTS || lacksMore(events.at(-1))) {
      const resolved = this.#subscription.read() as { readonly event?: ClusterEvent } | null;
      if (resolved === null) {
        break;
      }
      if (resolved.event !== undefined) {
        events.push(resolved.event);
      }
    }
    return events;
  }
}

/** Whether an event is not the last of its append. */
function lacksMore(event: ClusterEvent | undefined): boolean {
  const last = event && appendMarkOf(event.metadata)?.last;
  return last !== undefined && event!.revision < BigInt(last);
}

/** How many of these events are ahead of an append of which they hold the beginning only. */
function wholeAppends(events: readonly ClusterEvent[]): number {
  const last = events.at(-1);
  if (!lacksMore(last)) {
    return events.length;
  }
  const { attempt } = appendMarkOf(last!.metadata)!;
  return events.findLastIndex(({ metadata }) => appendMarkOf(metadata)?.attempt !== attempt) + 1;
}
