import { parentPort, workerData } from 'node:worker_threads';
import { RecordAppender } from './record-appender.js';
import type { AppendRequest, GroupOutcome, Newest } from './record-appender.js';
import { openRecordForWriting } from './record-file.js';
import { storeFailure } from './store-failure.js';
import type { StoreFailure } from './store-failure.js';

/** What the writer is told. It answers each `commit`, in order, and ends after `close`. */
export type WriterTask =
  | { readonly kind: 'commit'; readonly requests: readonly AppendRequest[]; readonly now: number }
  | { readonly kind: 'close' };

/** What the writer says: one of the first two when it has started, then one of the last for each commit. */
export type WriterReply =
  | { readonly kind: 'opened'; readonly newest: Newest }
  | { readonly kind: 'refused'; readonly failure: StoreFailure }
  | (GroupOutcome & { readonly durationMs: number });

const port = parentPort!;
const reply = (message: WriterReply): void => port.postMessage(message);

try {
  const { path } = workerData as { path: string };
  const appender = new RecordAppender(openRecordForWriting(path));
  port.on('message', (task: WriterTask) => {
    if (task.kind === 'commit') {
      const startedAt = performance.now();
      const outcome = appender.commit(task.requests, task.now);
      reply({ ...outcome, durationMs: performance.now() - startedAt });
    } else {
      appender.close();
      port.close();
    }
  });
  reply({ kind: 'opened', newest: appender.newest });
} catch (error) {
  reply({ kind: 'refused', failure: storeFailure(error) });
}
