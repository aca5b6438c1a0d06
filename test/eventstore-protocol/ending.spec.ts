import { EventStoreDBClient, UnavailableError } from '@eventstore/db-client';
import { once } from 'node:events';
import { connect } from 'node:net';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import { EventStoreProtocol } from '../../src/eventstore-protocol/eventstore-protocol.js';
import { startService } from '../../src/service.js';
import { events } from '../event-store/contract.js';
import { Served, take } from './served.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const served = new Served();
afterEach(() => served.cleanUp());

it('ends subscriptions as unavailable when it closes', async () => {
  const client = await served.open();
  await served.store.append('deal-a', NO_STREAM, events(1));
  const subscription = client.subscribeToAll();
  const [ended] = await Promise.all([
    new Promise((resolve) => subscription.once('error', resolve)),
    new Promise<void>((resolve) => subscription.once('data', () => resolve())).then(() =>
      served.protocol.close(),
    ),
  ]);
  expect(ended).toBeInstanceOf(UnavailableError);
});

it('lets clients discover it by gossip', async () => {
  await served.open();
  await served.store.append('deal-a', NO_STREAM, events(1));
  const client = served.connect(`esdb+discover://127.0.0.1:${served.protocol.port}?tls=false`);
  expect(await take(1, client.readAll())).toHaveLength(1);
});

it('is part of the service when a port is named', async () => {
  await served.open();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'knownwhen-'));
  const service = await startService({ dataDirectory, port: 0, host: '127.0.0.1', eventstorePort: 0 });
  expect(service.eventstoreUrl).toMatch(/^esdb:\/\/127\.0\.0\.1:\d+\?tls=false$/);
  expect(await take(1, served.connect(service.eventstoreUrl!).readAll())).toEqual([]);
  await service.close();
  await rm(dataDirectory, { recursive: true });
});

it('listens elsewhere only when it is told to, and leads clients that discover it back to where they found it', async () => {
  await served.open();
  const everywhere = await EventStoreProtocol.listen(served.store, { port: 0, host: '0.0.0.0' });
  await served.store.append('deal-a', -1, events(1));
  try {
    for (const found of ['127.0.0.1', 'localhost']) {
      const url = `esdb+discover://${found}:${everywhere.port}?tls=false`;
      const client = EventStoreDBClient.connectionString(url);
      expect(await take(1, client.readAll())).toHaveLength(1);
      await client.dispose();
    }
    const elsewhere = connect(served.protocol.port, '127.0.0.2');
    await expect(once(elsewhere, 'connect')).rejects.toThrow(/127\.0\.0\.2/);
  } finally {
    await everywhere.close();
  }
});
