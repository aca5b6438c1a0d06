/* Appends while the disk is full and after; FULL_WHILE names the file that makes it full. Prints what it saw. */
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';

const full = process.env['FULL_WHILE']!;
const store = await SqliteEventStore.open(process.argv[2]!);
const batch = (count: number) =>
  Array.from({ length: count }, () => ({ id: randomUUID(), type: 'TermsReported', data: '{}' }));
const named = (error: Error): string => `${error.name}: ${error.message}`;
const refused = batch(3);

await store.append('deal-a', -1, batch(2));
writeFileSync(full, '');
const attempts = [
  store.append('deal-a', 1, refused),
  store.append('deal-b', -1, batch(2)),
  store.append('deal-c', -1, batch(2)),
];
const refusals = (await Promise.allSettled(attempts)).map((each) =>
  each.status === 'rejected' ? named(each.reason) : 'appended',
);
const whileFull = { health: store.health().reasons, events: (await store.readAll(0, 100)).length };
const again = await store.append('deal-a', 1, refused).catch(named);
rmSync(full);
while (store.health().reasons.length > 0) {
  await pause(20);
}
const repeated = await store.append('deal-a', 1, refused);
const other = await store.append('deal-b', -1, batch(2));
await store.close();
process.stdout.write(`saw ${JSON.stringify({ refusals, whileFull, again, repeated, other })}\n`);
