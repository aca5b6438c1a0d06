import type { Feed } from './feed.js';
import { matches, type FeedFilter } from './feed-filter.js';
import type { Bustle } from './pace.js';
import { SharedFrames } from './shared-frames.js';
import { HEARTBEAT, placeFrame } from './sse-frames.js';

/** Where the bytes of a stream go. */
export interface StreamSink {
  /** False when it is to be given nothing more until it has drained. */
  write(bytes: Uint8Array | string): boolean;
  /** Calls back once, when what was written has gone. */
  onceDrained(callback: () => void): void;
  /** Ends in good order. */
  end(): void;
  /** Ends at once; what was not sent is lost. */
  cut(): void;
}

export interface StreamRules {
  /** Of silence, until a comment shows that the stream is still there. */
  readonly heartbeatMs: number;
  /** In which a client takes nothing of what waits for it, until it is cut. */
  readonly stalledMs: number;
  /** Streams at once. */
  readonly mostStreams: number;
}

export const STREAM_RULES: StreamRules = { heartbeatMs: 15_000, stalledMs: 30_000, mostStreams: 10_000 };

/** Delivering takes turns with everything else: it goes on at most this long at a time. */
const SLICE_MS = 1;
/** The share of the time that delivering may have, by how much is recorded meanwhile. */
const DELIVERING_SHARE: Readonly<Record<Bustle, number>> = { idle: 1, some: 0.3, much: 0.03, flood: 0.03 };
/** The share that reading for those who are behind may have, and what one reading counts for at most. */
const READING_SHARE: Readonly<Record<Bustle, number>> = { idle: 1, some: 0.5, much: 0.15, flood: 0.05 };
const MOST_READING_MS = 3;
/** What the rest of the machine does for a byte that is sent counts too: the kernel, the network, clients beside us. */
const COST_OF_BYTE_MS = 4e-6;
const LOOK_AROUND_MS = 500;

type State = 'queued' | 'waiting' | 'fetching' | 'draining' | 'closed';

interface Stream {
  readonly sink: StreamSink;
  readonly filter: FeedFilter;
  /** The position up to which it was told everything that passes its filter. */
  last: number;
  /** The position that its client knows of. */
  told: number;
  state: State;
  /** When something was last written, on the clock of performance.now. */
  wroteAt: number;
}

/** What the streams add up to, for whoever watches over the service. */
export interface StreamFigures {
  readonly open: number;
  /** Since the start. */
  readonly cut: number;
}

/**
 * Tells many clients of the record as it grows. Each has a place of its own, and is told what is behind it, in turns: one
 * piece at a time, made once for all who are at the same place, and nothing more until the piece has gone. So no client
 * costs memory beyond that piece, one that is behind reads the record from where it is, and one that takes nothing is
 * cut, and comes back with the last id it got. While much is recorded, delivering leaves the event loop to that.
 */
export class LiveStreams {
  private readonly streams = new Set<Stream>();
  private queue: Stream[] = [];
  private readonly waiting = new Set<Stream>();
  private starved: Stream[] = [];
  private readonly frames = new SharedFrames();
  private isPumping = false;
  private isFetching = false;
  private restUntil = 0;
  private cuts = 0;
  private detach: (() => void) | null = null;
  private lookAround: NodeJS.Timeout | undefined;

  constructor(
    private readonly feed: Feed,
    private readonly rules: StreamRules = STREAM_RULES,
  ) {}

  get figures(): StreamFigures {
    return { open: this.streams.size, cut: this.cuts };
  }

  get isFull(): boolean {
    return this.streams.size >= this.rules.mostStreams;
  }

  /** Begins to tell of the events behind a position; the returned function forgets a client that has gone. */
  open(sink: StreamSink, after: number, filter: FeedFilter): () => void {
    const stream: Stream = {
      sink,
      filter,
      last: after,
      told: after,
      state: 'waiting',
      wroteAt: performance.now(),
    };
    this.streams.add(stream);
    this.detach ??= this.feed.tail.attach();
    this.lookAround ??= setInterval(() => this.look(), Math.min(LOOK_AROUND_MS, this.rules.heartbeatMs));
    this.enqueue(stream);
    return () => this.forget(stream);
  }

  /** Ends all streams. */
  close(): void {
    for (const stream of this.streams) {
      if (stream.state === 'draining') {
        stream.sink.cut();
      } else {
        stream.sink.end();
      }
      this.forget(stream);
    }
  }

  private forget(stream: Stream): void {
    stream.state = 'closed';
    this.streams.delete(stream);
    this.waiting.delete(stream);
    if (this.streams.size === 0) {
      this.detach?.();
      this.detach = null;
      clearInterval(this.lookAround);
      this.lookAround = undefined;
      this.frames.clear();
    }
  }

  private enqueue(stream: Stream): void {
    if (stream.state !== 'closed') {
      stream.state = 'queued';
      this.queue.push(stream);
      this.schedule();
    }
  }

  private schedule(): void {
    if (!this.isPumping) {
      this.isPumping = true;
      const restMs = this.restUntil - performance.now();
      if (restMs > 0) {
        setTimeout(() => this.pump(), restMs);
      } else {
        setImmediate(() => this.pump());
      }
    }
  }

  /** Serves clients in turn for one slice of time. */
  private pump(): void {
    this.isPumping = false;
    const turn = this.queue;
    this.queue = [];
    const start = performance.now();
    let served = 0;
    let bytes = 0;
    while (served < turn.length && performance.now() - start < SLICE_MS) {
      bytes += this.serve(turn[served++]!);
    }
    this.queue = served < turn.length ? [...turn.slice(served), ...this.queue] : this.queue;
    this.rest(performance.now() - start + bytes * COST_OF_BYTE_MS, DELIVERING_SHARE);
    if (this.queue.length > 0) {
      this.schedule();
    }
  }

  /** After work that took so long, other work has its share first. */
  private rest(workedMs: number, shares: Readonly<Record<Bustle, number>>): void {
    const restMs = workedMs * (1 / shares[this.feed.tail.bustle] - 1);
    this.restUntil = Math.max(this.restUntil, performance.now() + restMs);
  }

  /** Returns how many bytes were given to a client. */
  private serve(stream: Stream): number {
    if (stream.state === 'closed') {
      return 0;
    }
    if (stream.last >= this.feed.tail.head) {
      this.wait(stream);
      return 0;
    }
    const block = this.feed.peek(stream.last + 1);
    if (block === undefined) {
      this.starve(stream);
      return 0;
    }
    const { bytes, last, told } = this.frames.of(block, stream.last + 1, stream.filter, matches);
    stream.last = last;
    if (bytes === null) {
      this.enqueue(stream);
      return 0;
    }
    stream.told = told;
    this.write(stream, bytes);
    this.readAhead(last + 1);
    return bytes.length;
  }

  /** Makes what comes next while this goes out. */
  private readAhead(position: number): void {
    const isAhead = position <= this.feed.tail.head && this.feed.peek(position) === undefined;
    if (isAhead && !this.isFetching && this.feed.tail.bustle === 'idle') {
      void this.fetch(position);
    }
  }

  private write(stream: Stream, bytes: Uint8Array | string): void {
    stream.wroteAt = performance.now();
    if (stream.sink.write(bytes)) {
      this.enqueue(stream);
    } else {
      stream.state = 'draining';
      stream.sink.onceDrained(() => this.enqueue(stream));
    }
  }

  private wait(stream: Stream): void {
    stream.state = 'waiting';
    this.waiting.add(stream);
    this.feed.tail.onceGrown(this.onGrown);
  }

  private readonly onGrown = () => {
    const woken = [...this.waiting];
    this.waiting.clear();
    if (this.feed.tail.isWhole) {
      woken.forEach((stream) => this.enqueue(stream));
    } else {
      this.close();
    }
  };

  /** What is not at hand is read for one client at a time; others that wait for the same find it then. */
  private starve(stream: Stream): void {
    stream.state = 'fetching';
    this.starved.push(stream);
    if (!this.isFetching) {
      void this.fetch(stream.last + 1);
    }
  }

  private async fetch(position: number): Promise<void> {
    this.isFetching = true;
    const start = performance.now();
    let hasFailed = false;
    try {
      await this.feed.fetch(position);
      // It may have waited for others most of the time.
      this.rest(Math.min(performance.now() - start, MOST_READING_MS), READING_SHARE);
    } catch {
      hasFailed = true;
    }
    this.isFetching = false;
    const starved = this.starved;
    this.starved = [];
    for (const stream of starved) {
      if (hasFailed && stream.last + 1 === position) {
        // The record cannot be read there: whoever comes back is told why, before a stream opens.
        stream.sink.end();
        this.forget(stream);
      } else {
        this.enqueue(stream);
      }
    }
  }

  /** Shows those to whom nothing was told for long that the stream is there, and cuts those who take nothing. */
  private look(): void {
    const now = performance.now();
    for (const stream of this.streams) {
      const silentMs = now - stream.wroteAt;
      if (stream.state === 'draining' && silentMs >= this.rules.stalledMs) {
        this.cuts++;
        stream.sink.cut();
        this.forget(stream);
      } else if (stream.state === 'waiting' && silentMs >= this.rules.heartbeatMs) {
        const beat = stream.last > stream.told ? placeFrame(stream.last) : HEARTBEAT;
        stream.told = stream.last;
        stream.wroteAt = now;
        // It is so little that its client is not asked whether it takes it; the next piece is.
        stream.sink.write(beat);
      }
    }
  }
}
