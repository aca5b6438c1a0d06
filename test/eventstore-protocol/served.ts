import { EventStoreDBClient } from '@eventstore/db-client';
import { EventStoreProtocol } from '../../src/eventstore-protocol/eventstore-protocol.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import { SqliteEngine } from '../event-store/sqlite-engine.js';

/** A temporary record served over the protocol, with the official client connected to it. */
export class Served {
  store!: EventStore;
  protocol!: EventStoreProtocol;
  readonly #engine = new SqliteEngine();
  readonly #clients: EventStoreDBClient[] = [];

  async open(options: { writable?: boolean; now?: () => number } = {}): Promise<EventStoreDBClient> {
    this.store = await this.#engine.open(options.now);
    this.protocol = await EventStoreProtocol.listen(this.store, {
      port: 0,
      writable: options.writable ?? false,
    });
    return this.connect(this.protocol.url);
  }

  connect(url: string): EventStoreDBClient {
    const client = EventStoreDBClient.connectionString(url);
    this.#clients.push(client);
    return client;
  }

  async cleanUp(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.dispose()));
    await this.protocol.close();
    await this.#engine.cleanUp();
  }
}

/** Takes `count` items, then leaves. */
export async function take<Item>(count: number, items: AsyncIterable<Item>): Promise<Item[]> {
  const taken: Item[] = [];
  for await (const item of items) {
    if (taken.push(item) === count) {
      break;
    }
  }
  return taken;
}
