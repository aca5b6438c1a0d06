import { Worker } from 'node:worker_threads';
import type { Appended } from '../../recorded-event.js';
import { ClockBehind, StoreUnavailable, StreamMoved } from '../../store-errors.js';
import { errorFrom } from '../store-failure.js';
import type { StoreFailure } from '../store-failure.js';
import { packBatch, unpackOutcomes } from './writer-messages.js';
import type { AppendOutcome, AppendRequest, Newest, WriterReply, WriterTask } from './writer-messages.js';

const PROBE_DELAY_MS = 1000;

/** One commit that reached the disk. `events` are those of deals; `durationMs` is the transaction, from its beginning to its last fsync. */
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
 * The thread that writes the record, seen from the main one. The thread commits all that has been sent to it in one
 * transaction, so what arrives during one commit shares the next: a lone append waits for one fsync, and many share it.
 */
export class RecordWriter {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #now: () => number;
  readonly #observer: WriterObserver;
  #unsent: Pending[] = [];
  /** In the order in which the thread will answer. */
  #sent: Pending[] = [];
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

  append(request: AppendRequest): Promise<Appended> {
    if (this.#closed || !this.#alive) {
      return Promise.reject(new StoreUnavailable(this.#failure ?? 'it is closed'));
    }
    return new Promise((resolve, reject) => {
      this.#unsent.push({ ...request, resolve, reject });
      if (this.#unsent.length === 1) {
        // All requests that one turn of the event loop brings go together.
        setImmediate(() => this.#send());
      }
    });
  }

  /** Finishes what was accepted, then ends the thread. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#probe);
    this.#send();
    this.#tell({ kind: 'close' });
    await this.#ended;
  }

  #send(): void {
    if (this.#unsent.length > 0) {
      this.#tell(packBatch(this.#unsent, this.#clock()));
      this.#sent.push(...this.#unsent.splice(0));
    }
  }

  #tell(task: WriterTask): void {
    this.#worker.postMessage(task);
  }

  #clock(): number {
    return Math.floor(this.#now());
  }

  #answered(reply: WriterReply): void {
    if (reply.kind === 'committed') {
      const outcomes = unpackOutcomes(reply.outcomes);
      const group = this.#sent.splice(0, outcomes.length);
      this.#failure = undefined;
      this.#observer.committed(reply.newest, describe(group, outcomes, reply.durationMs));
      group.forEach((request, index) => settle(request, outcomes[index]!));
    } else if (reply.kind === 'failed') {
      this.#failed(reply.failure);
      for (const request of this.#sent.splice(0, reply.requests)) {
        request.reject(new StoreUnavailable(reply.failure.detail));
      }
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
    if (!this.#closed) {
      this.#probe = setTimeout(() => this.#tell(packBatch([], this.#clock())), PROBE_DELAY_MS).unref();
    }
  }

  /** The thread is gone, or going: nothing that is pending will be answered. */
  #end(reason: string): void {
    if (!this.#alive) {
      return;
    }
    this.#alive = false;
    this.#failure = reason;
    clearTimeout(this.#probe);
    for (const request of [...this.#sent.splice(0), ...this.#unsent.splice(0)]) {
      request.reject(new StoreUnavailable(reason));
    }
  }
}

function describe(
  group: readonly Pending[],
  outcomes: readonly AppendOutcome[],
  durationMs: number,
): GroupCommit {
  const added = group.filter(({ beside }, index) => !beside && isNew(outcomes[index]));
  return {
    requests: group.length,
    events: added.reduce((sum, request) => sum + request.events.length, 0),
    durationMs,
  };
}

function isNew(outcome: AppendOutcome | undefined): boolean {
  return outcome?.kind === 'appended' && !outcome.appended.repeated;
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
