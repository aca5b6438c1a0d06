import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { START, streamNameFilter } from '@eventstore/db-client';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { EventDamaged } from '../../store-errors.js';
import type { EventBeside } from '../../streams-beside.js';
import { connect, disconnect } from './cluster-client.js';
import { assertNotTruncated, assertStillThere } from './cluster-checks.js';
import { keepBytes } from './event-bytes.js';
import type { CopiedEvent, LocalRecord, LogPlace } from './local-record.js';
import { Numbering } from './numbering.js';
import type { ClusterEvent } from './numbering.js';
import type { StreamNames } from './stream-names.js';
import { EVENTS_AHEAD, SubscriptionPages } from './subscription-pages.js';

const RETRY_AFTER_MS = 500;
/** A node that was whole is not called behind for as long as it takes to subscribe anew. */
const GRACE_MS = 2_000;
/** The server speaks of its place about every 32 times as many events that do not match. */
const CHECKPOINT_INTERVAL = 32;

export interface FollowerEvents {
  /** Called with events that are copied and have their positions. */
  readonly copied: (events: readonly CopiedEvent[]) => void;
  /** Called with copied events of streams beside the deals. */
  readonly copiedBeside: (events: readonly EventBeside[]) => void;
  /** Called once, when it has stopped for good. */
  readonly stopped: (damage: EventDamaged) => void;
}

/**
 * Copies the deal events of `$all`, and the streams beside the deals, to this node for as long as it runs. Whatever cuts it off, it goes on from the kept
 * place with a new connection; only a record that is not whole stops it.
 */
export class ClusterFollower {
  readonly #url: string;
  readonly #names: StreamNames;
  readonly #local: LocalRecord;
  readonly #numbering: Numbering;
  readonly #events: FollowerEvents;
  readonly #stop = new AbortController();
  readonly #stopped = new Promise<void>((resolve) =>
    this.#stop.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  readonly #following: Promise<void>;
  #client: EventStoreDBClient | undefined;
  #trouble: string | undefined;
  readonly #firstCaughtUp = Promise.withResolvers<void>();
  /** Since when this node may lack something, on the clock of `performance.now`; undefined while it is whole. */
  #behindSince: number | undefined = -Infinity;
  #position: number;

  constructor(url: string, names: StreamNames, local: LocalRecord, events: FollowerEvents) {
    this.#url = url;
    this.#names = names;
    this.#local = local;
    this.#numbering = new Numbering(local, names);
    this.#events = events;
    this.#position = local.newest()?.position ?? -1;
    this.#following = this.#follow();
  }

  /** Resolves when this node has the whole record for the first time since it was started. */
  get caughtUp(): Promise<void> {
    return this.#firstCaughtUp.promise;
  }

  /** Position of the newest event that this node has; -1 while it has none. */
  get position(): number {
    return this.#position;
  }

  /** Why this node may be behind the cluster; undefined when it is not. */
  get trouble(): string | undefined {
    if (this.#behindSince === undefined || performance.now() - this.#behindSince < GRACE_MS) {
      return undefined;
    }
    return this.#trouble === undefined
      ? `this node is catching up with the cluster (at position ${this.#position})`
      : `the cluster cannot be followed: ${this.#trouble}`;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
    if (this.#client !== undefined) {
      await disconnect(this.#client);
    }
  }

  /**
   * Goes on at once after a subscription that brought something: some servers end one that does not keep up with a burst
   * of events.
   */
  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const before = this.#position;
      try {
        // A read that is cancelled from here never ends, so what is under way is left behind.
        await Promise.race([this.#followOnce(), this.#stopped]);
      } catch (error) {
        if (error instanceof EventDamaged) {
          this.#events.stopped(error);
          return;
        }
        this.#trouble = error instanceof Error ? error.message : String(error);
      }
      this.#behindSince ??= performance.now();
      if (this.#position === before) {
        await pause(RETRY_AFTER_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
      }
    }
  }

  async #followOnce(): Promise<void> {
    const client = connect(this.#url);
    this.#client = client;
    try {
      await assertStillThere(client, this.#names, this.#local.newest());
      await this.#takePages(client, this.#subscribe(client));
    } finally {
      await disconnect(client);
    }
  }

  #subscribe(client: EventStoreDBClient): SubscriptionPages {
    const filter = streamNameFilter({
      prefixes: this.#names.followed,
      checkpointInterval: CHECKPOINT_INTERVAL,
      checkpointReached: async (_, place): Promise<void> => pages.checkpointReached(place),
    });
    const fromPosition: LogPlace | typeof START = this.#local.place() ?? START;
    const options = { fromPosition, filter, requiresLeader: true };
    const subscription = client.subscribeToAll(options, { highWaterMark: EVENTS_AHEAD });
    keepBytes(subscription);
    const pages = new SubscriptionPages(subscription);
    return pages;
  }

  async #takePages(client: EventStoreDBClient, pages: SubscriptionPages): Promise<void> {
    for (;;) {
      const { events, checkpoint, caughtUp } = await pages.next();
      await this.#take(client, events);
      if (checkpoint !== undefined && !this.#stop.signal.aborted) {
        this.#local.keepPlace(checkpoint);
      }
      if (caughtUp) {
        this.#behindSince = undefined;
        this.#firstCaughtUp.resolve();
        this.#trouble = undefined;
      }
      // Copying does not wait for anything, so a long catch-up would keep the event loop to itself.
      await nextTurn();
    }
  }

  async #take(client: EventStoreDBClient, events: readonly ClusterEvent[]): Promise<void> {
    const ruled = events.flatMap(({ streamId }) => this.#names.ruledBy(streamId) ?? []);
    for (const stream of new Set(ruled)) {
      await assertNotTruncated(client, this.#names, stream);
    }
    if (this.#stop.signal.aborted) {
      return;
    }
    const told = events.filter(({ streamId }) => this.#names.ruledBy(streamId) === undefined);
    const { taken, beside, damage } = this.#numbering.take(told, events.at(-1)?.position);
    if (taken.length > 0) {
      this.#position = taken.at(-1)!.position;
      this.#events.copied(taken);
    }
    if (beside.length > 0) {
      this.#events.copiedBeside(beside);
    }
    if (damage !== undefined) {
      throw damage;
    }
  }
}
