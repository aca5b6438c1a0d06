import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { openRecordForReading } from './record-file.js';
import { RecordReader } from './record-reader.js';
import { storeFailure } from '../store-failure.js';
import type { StoreFailure } from '../store-failure.js';

export interface Verification {
  readonly path: string;
  /** The last position to check; everything from 0 on is. */
  readonly toPosition: number;
}

/** What the verifier says, once, before it ends: the first damage it met, or null. Any message to it ends it early. */
export type Verified = StoreFailure | null;

const CHUNK_EVENTS = 1000;
/** At most a quarter of one core, since nobody waits for this. */
const PAUSE_RATIO = 3;

const port = parentPort!;
const stop = new AbortController();
port.on('message', () => stop.abort());
await verify(workerData as Verification).then(
  () => port.postMessage(null satisfies Verified),
  (error: unknown) => port.postMessage(storeFailure(error) satisfies Verified),
);
port.close();

async function verify({ path, toPosition }: Verification): Promise<void> {
  const reader = new RecordReader(openRecordForReading(path));
  try {
    // Chunks overlap by one event, so that order is checked across their borders too.
    for (let from = 0; from < toPosition && !stop.signal.aborted; from += CHUNK_EVENTS) {
      const startedAt = performance.now();
      reader.verify(from, Math.min(from + CHUNK_EVENTS, toPosition));
      await pause((performance.now() - startedAt) * PAUSE_RATIO, undefined, { signal: stop.signal }).catch(
        () => {},
      );
    }
  } finally {
    reader.close();
  }
}
