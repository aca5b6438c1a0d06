import { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';

/**
 * A client of its own. Clients are thrown away when something fails: one whose first look at the server failed keeps that
 * failure for ever, and an append stream that was cut can leave appends unanswered.
 */
export function connect(url: string): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url);
  const create = client['GRPCStreamCreator'];
  client['GRPCStreamCreator'] = (service, name, open, cache) =>
    create(service, name, async (caller) => takingAll(await open(caller), name), cache);
  return client;
}

/**
 * While the connection is slow, the client queues appends until the stream drains; when the connection breaks then, it
 * rejects them where nobody can catch it, which ends the process. A stream that always takes more leaves it no queue; what
 * the stream holds is bounded by the appends under way.
 */
function takingAll<Stream>(stream: Stream, name: string): Stream {
  if (name === 'appendToStream' && stream instanceof Writable) {
    const write = stream.write.bind(stream) as (chunk: unknown) => boolean;
    stream.write = (chunk: unknown): boolean => {
      write(chunk);
      return true;
    };
  }
  return stream;
}

/**
 * Cancels what the client does and closes its connection, which its own `dispose` leaves open. Waits for its streams to
 * end, but no longer than told: one that nobody reads any more never does.
 */
export async function disconnect(client: EventStoreDBClient, patienceMs = 0): Promise<void> {
  await Promise.race([client.dispose(), pause(patienceMs, undefined, { ref: false })]);
  try {
    const channel = await client['getChannel']();
    channel.close();
  } catch {
    // It never had a connection.
  }
}
