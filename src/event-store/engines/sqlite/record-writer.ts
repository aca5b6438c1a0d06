import { Worker } from 'node:worker_threads';
import type { Appended, NewEvent } from '../../recorded-event.js';
import { ClockBehind, StoreUnavailable, StreamMoved } from '../../store-errors.js';
import type { AppendOutcome, AppendRequest, Newest } from './record-appender.js';
import { errorFrom } from './store-failure.js';
import type { StoreFailure } from './store-failure.js';
import type { WriterReply, WriterTask } from './writer-thread.js';

const GROUP_REQUESTS = 1024;
const GROUP_CHARACTERS = 4 * 1024 * 1024;
const PROBE_DELAY_MS = 1000;

/** One commit that reached the disk. `durationMs` is the transaction, from its beginning to its last fsync. */
export interface GroupCommit {
  readonly requests: number;
  readonly events: number;
  readonly durationMs: number;
}

export interface WriterObserver {
  /** Runs before the appends of the group resolve. */
  committed(newest: Newest, group: GroupCommit): void;
  damaged(failure: StoreFailure): void;
}

interface Pending extends AppendRequest {
  readonly resolve: (appended: Appended) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * The thread that writes the record, seen from the main one. It has one group of appends in hand at a time; those that
 * arrive meanwhile form the next group, so a lone append waits for one fsync and many share it.
 */
export class RecordWriter {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #now: () => number;
  readonly #observer: WriterObserver;
  #waiting: Pending[] = [];
  #committing: Pending[] | undefined;
  #sendScheduled = false;
  #failure: string | undefined;
  #probe: NodeJS.Timeout | undefined;
  #closed = false;
  #alive = true;

  private constructor(worker: Worker, now: () => number, observer: WriterObserver) {
    this.#worker = worker;
    this.#now = now;
    this.#observer = observer;
    this.#ended = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#end('the writer thread ended');
        resolve();
      });
    });
    worker.on('error', (error) => this.#end(`the writer thread failed: ${error.message}`));
  }

  /** Opens the record, creating it if it is not there. Rejects with EventDamaged or StoreUnavailable. */
  static async start(
    path: string,
    now: () => number,
    observer: WriterObserver,
  ): Promise<{ writer: RecordWriter; newest: Newest }> {
    const worker = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: { path } });
    const writer = new RecordWriter(worker, now, observer);
    const reply = await new Promise<WriterReply>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    if (reply.kind !== 'opened') {
      await writer.#ended;
      throw errorFrom(
        reply.kind === 'refused' ? reply.failure : { damaged: false, position: -1, detail: reply.kind },
      );
    }
    worker.on('message', (answer: WriterReply) => writer.#answered(answer));
    return { writer, newest: reply.newest };
  }

  /** Why nothing can be written now; undefined while it can. */
  get failure(): string | undefined {
    return this.#failure;
  }

  append(stream: string, expected: number, events: readonly NewEvent[]): Promise<Appended> {
    if (this.#closed || !this.#alive) {
      return Promise.reject(new StoreUnavailable(this.#failure ?? 'it is closed'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ stream, expected, events, resolve, reject });
      this.#scheduleSend();
    });
  }

  /** Finishes what was accepted, then ends the thread. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#probe);
    if (this.#committing === undefined && this.#waiting.length === 0) {
      this.#tell({ kind: 'close' });
    }
    await this.#ended;
  }

  /** Once per turn of the event loop, so that all requests that one turn brings share a commit. */
  #scheduleSend(): void {
    if (!this.#sendScheduled && this.#committing === undefined) {
      this.#sendScheduled = true;
      setImmediate(() => {
        this.#sendScheduled = false;
        this.#send(this.#nextGroup());
      });
    }
  }

  #send(group: Pending[]): void {
    this.#committing = group;
    const requests = group.map(({ stream, expected, events }) => ({ stream, expected, events }));
    this.#tell({ kind: 'commit', requests, now: Math.floor(this.#now()) });
  }

  #tell(task: WriterTask): void {
    this.#worker.postMessage(task);
  }

  #nextGroup(): Pending[] {
    let characters = 0;
    const overflow = this.#waiting.findIndex((request, index) => {
      characters += request.events.reduce((sum, event) => sum + event.data.length, 0);
      return index === GROUP_REQUESTS || (index > 0 && characters > GROUP_CHARACTERS);
    });
    return this.#waiting.splice(0, overflow < 0 ? this.#waiting.length : overflow);
  }

  #answered(reply: WriterReply): void {
    const group = this.#committing ?? [];
    this.#committing = undefined;
    if (reply.kind === 'committed') {
      const commit = describe(group, reply.outcomes, reply.durationMs);
      if (commit.events > 0 || commit.requests === 0) {
        this.#failure = undefined;
      }
      this.#observer.committed(reply.newest, commit);
      group.forEach((request, index) => settle(request, reply.outcomes[index]!));
    } else if (reply.kind === 'failed') {
      this.#failed(reply.failure);
      group.forEach((request) => request.reject(new StoreUnavailable(reply.failure.detail)));
    }
    if (this.#waiting.length > 0) {
      this.#scheduleSend();
    } else if (this.#closed) {
      this.#tell({ kind: 'close' });
    }
  }

  /**
   * A record that cannot be written makes readiness red, and a node that is not ready is sent no appends that could show
   * that its disk has room again. So it finds out by itself, with commits that store nothing.
   */
  #failed(failure: StoreFailure): void {
    this.#failure = failure.detail;
    if (failure.damaged) {
      this.#observer.damaged(failure);
    }
    clearTimeout(this.#probe);
    this.#probe = setTimeout(() => {
      if (this.#committing === undefined && !this.#sendScheduled && !this.#closed && this.#alive) {
        this.#send([]);
      }
    }, PROBE_DELAY_MS).unref();
  }

  /** The thread is gone, or going: nothing that is pending will be answered. */
  #end(reason: string): void {
    if (!this.#alive) {
      return;
    }
    this.#alive = false;
    this.#failure = reason;
    for (const request of [...(this.#committing ?? []), ...this.#waiting.splice(0)]) {
      request.reject(new StoreUnavailable(reason));
    }
    this.#committing = undefined;
  }
}

function describe(
  group: readonly Pending[],
  outcomes: readonly AppendOutcome[],
  durationMs: number,
): GroupCommit {
  const isNew = (outcome: AppendOutcome | undefined): boolean =>
    outcome?.kind === 'appended' && !outcome.appended.repeated;
  const events = group.reduce(
    (sum, request, index) => sum + (isNew(outcomes[index]) ? request.events.length : 0),
    0,
  );
  return { requests: group.length, events, durationMs };
}

function settle(request: Pending, outcome: AppendOutcome): void {
  switch (outcome.kind) {
    case 'appended':
      return request.resolve(outcome.appended);
    case 'moved':
      return request.reject(new StreamMoved(request.stream, request.expected, outcome.actual));
    case 'clock-behind':
      return request.reject(new ClockBehind(outcome.aheadMs));
  }
}
