import { Worker } from 'node:worker_threads';
import type { StoreFailure } from '../store-failure.js';
import type { Verification, Verified } from './verifier-thread.js';

/** Checks a stretch of the record in a thread of its own, slowly, while the store is in use. */
export class RecordVerifier {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;

  constructor(task: Verification, damaged: (failure: StoreFailure) => void) {
    this.#worker = new Worker(new URL('./verifier-thread.js', import.meta.url), { workerData: task });
    this.#worker.on('message', (verified: Verified) => {
      if (verified !== null) {
        damaged(verified);
      }
    });
    this.#worker.on('error', (error) => damaged({ damaged: false, position: -1, detail: error.message }));
    this.#ended = new Promise((resolve) => this.#worker.on('exit', () => resolve()));
  }

  /** Ends the check if it is still running. */
  async close(): Promise<void> {
    this.#worker.postMessage('stop');
    await this.#ended;
  }
}
