import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { StoreUnavailable } from '../../store-errors.js';
import { RecordAppender } from './record-appender.js';
import { copyIn, openRecordForWriting } from './record-file.js';
import { storeFailure } from '../store-failure.js';
import { packOutcomes, unpackBatch } from './writer-messages.js';
import type { AppendBatch, AppendOutcome, WriterReply, WriterTask } from './writer-messages.js';

/** Bounds of one transaction: what a group may grow to before it is committed, whatever else is waiting. */
const GROUP_REQUESTS = 1024;
const GROUP_CHARACTERS = 4 * 1024 * 1024;

const port = parentPort!;
const reply = (message: WriterReply): void => port.postMessage(message);

try {
  const { path } = workerData as { path: string };
  const db = openRecordForWriting(path);
  if (copyIn(db) === null) {
    db.close();
    throw new StoreUnavailable(
      'it is a copy that was not finished: the same "knownwhen copy" goes on with it',
    );
  }
  const appender = new RecordAppender(db);
  port.on('message', (task: WriterTask) => perform(appender, task));
  reply({ kind: 'opened', newest: appender.newest });
} catch (error) {
  reply({ kind: 'refused', failure: storeFailure(error) });
}

function perform(appender: RecordAppender, task: WriterTask): void {
  let next: WriterTask | undefined = task;
  while (next?.kind === 'append') {
    next = commitGroup(appender, next);
  }
  if (next?.kind === 'close') {
    appender.close();
    port.close();
  }
}

/** Commits a batch and those waiting behind it in one transaction. Returns the task that does not belong, if it met one. */
function commitGroup(appender: RecordAppender, first: AppendBatch): WriterTask | undefined {
  const startedAt = performance.now();
  const outcomes: AppendOutcome[] = [];
  let requests = 0;
  let characters = 0;
  let next: WriterTask | undefined = first;
  try {
    appender.begin();
    while (next?.kind === 'append' && requests < GROUP_REQUESTS && characters < GROUP_CHARACTERS) {
      const batch: AppendBatch = next;
      next = undefined;
      requests += batch.streams.length;
      characters += batch.data.reduce((sum, data) => sum + data.length, 0);
      outcomes.push(...unpackBatch(batch).map((request) => appender.append(request, batch.now)));
      next = receiveMessageOnPort(port)?.message as WriterTask | undefined;
    }
    appender.commit();
    const durationMs = performance.now() - startedAt;
    reply({ kind: 'committed', newest: appender.newest, durationMs, outcomes: packOutcomes(outcomes) });
  } catch (error) {
    appender.rollBack();
    reply({ kind: 'failed', requests, failure: storeFailure(error) });
  }
  return next;
}
