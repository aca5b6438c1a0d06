/* Opens the record in the directory named, says whether it could, and holds it until it is killed. */
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';

try {
  await SqliteEventStore.open(process.argv[2]!);
  process.stdout.write('open\n');
} catch (error) {
  process.stdout.write(`refused ${(error as Error).name}: ${(error as Error).message}\n`);
}
