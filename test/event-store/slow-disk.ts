/* Appends once, to a disk whose every fsync is slow, and reads and counts turns of the event loop until the append is answered. */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';

const store = await SqliteEventStore.open(process.argv[2]!);
const event = () => ({ id: randomUUID(), type: 'TermsReported', data: '{}' });
await store.append('deal-a', -1, [event()]);

const meanwhile = { timers: 0, reads: 0 };
const append = { answered: false };
void store.append('deal-a', 0, [event()]).then(() => (append.answered = true));
const timer = setInterval(() => (meanwhile.timers += 1), 5);
while (!append.answered) {
  meanwhile.reads += (await store.readAll(0, 10)).length;
  await nextTurn();
}
clearInterval(timer);
await store.close();
process.stdout.write(`meanwhile ${JSON.stringify(meanwhile)}\n`);
