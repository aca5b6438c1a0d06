/* Ends the thread that writes the record while 50 appends are on their way. Prints what became of them. */
import { randomUUID } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';

const threads: Worker[] = [];
process.on('worker', (thread) => threads.push(thread));
const store = await SqliteEventStore.open(process.argv[2]!);
const append = (deal: string) =>
  store.append(deal, -1, [{ id: randomUUID(), type: 'TermsReported', data: '{}' }]);
const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'appended',
    (error: Error) => error.name,
  );

const answers = Promise.all(Array.from({ length: 50 }, (_, deal) => outcome(append(`deal-${deal}`))));
await threads[0]!.terminate();
const outcomes = new Set(await answers);
const late = await outcome(append('deal-late'));
const { reasons } = store.health();
await store.close();
process.stdout.write(`saw ${JSON.stringify({ outcomes: [...outcomes], late, reasons })}\n`);
