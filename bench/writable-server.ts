import { EventStoreProtocol } from '../dist/eventstore-protocol/eventstore-protocol.js';
import { SqliteEventStore } from '../dist/event-store/engines/sqlite/sqlite-event-store.js';

/* A server that speaks EventStoreDB's protocol over an embedded record and takes appends, in a process of its own. */
const [, , directory = ''] = process.argv;
const store = await SqliteEventStore.open(directory);
const protocol = await EventStoreProtocol.listen(store, { port: 0, writable: true });
process.stdout.write(`${protocol.url}\n`);
process.on('SIGTERM', () => {
  void protocol
    .close()
    .then(() => store.close())
    .then(() => process.exit(0));
});
