/*
 * A subscriber as an integrator writes it, with nothing but the client whose package is named: it prints each event's
 * position and keeps it in a file, where it goes on after it was killed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const [clientPackage, url, file] = process.argv.slice(2);
const module = await import(clientPackage);
const Client = module.EventStoreDBClient ?? module.KurrentDBClient;
const client = Client.connectionString(url);
const checkpoint = existsSync(file) ? BigInt(readFileSync(file, 'utf8')) : undefined;
const fromPosition = checkpoint === undefined ? module.START : { commit: checkpoint, prepare: checkpoint };
const filter = module.streamNameFilter({ prefixes: ['deal-'] });

for await (const { event } of client.subscribeToAll({ fromPosition, filter })) {
  process.stdout.write(`${event.position.commit}\n`);
  writeFileSync(file, String(event.position.commit));
}
