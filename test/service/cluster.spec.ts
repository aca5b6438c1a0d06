import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startService, type Service } from '../../src/service.js';
import { CutConnection } from '../event-store/cut-connection.js';
import { EmbeddedServer } from '../event-store/eventstoredb-engine.js';
import { client } from '../http/client.js';
import { report } from '../http/running-service.js';

jest.setTimeout(30_000);

let server: EmbeddedServer;
let wire: CutConnection;
const services: Service[] = [];
const directories: string[] = [];

beforeEach(async () => {
  server = await EmbeddedServer.start();
  wire = await CutConnection.to(server.url);
});

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
  await wire.close();
  await server.stop();
  await Promise.all(directories.splice(0).map((each) => rm(each, { recursive: true, force: true })));
});

async function node(): Promise<ReturnType<typeof client>> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'knownwhen-node-'));
  directories.push(dataDirectory);
  const config = { dataDirectory, port: 0, host: '127.0.0.1', cluster: { url: wire.url } };
  const service = await startService(config);
  services.push(service);
  return client(service.url);
}

async function becomes(one: ReturnType<typeof client>, status: number): Promise<unknown> {
  for (;;) {
    const ready = await one.get('/health/ready');
    if (ready.status === status) {
      return ready.body;
    }
    await pause(20);
  }
}

describe('two nodes on one cluster', () => {
  it('give the same answers byte for byte at the same basis, whichever took the reports', async () => {
    const [one, other] = [await node(), await node()];
    await one.upload(await readFile('samples/twitter-musk.ndjson'));
    const taken = await other.post('/deals/shared/reports', report('shared'));
    expect(taken.status).toBe(201);
    const moved = await one.post(
      '/deals/shared/reports',
      report('shared', { reportId: 'shared/second', status: 'collapsed' }),
    );
    expect(moved.status).toBe(201);
    const { position } = moved.body as { position: number };
    for (const path of ['/deals/twitter-musk', '/deals/shared', '/deals', '/deals/twitter-musk/timeline']) {
      const asked = `${path}?minPosition=${position}&knownAt=2030-01-01T00:00:00Z`;
      const [first, second] = [await one.get(asked), await other.get(asked)];
      expect(first.status).toBe(200);
      expect(second.text).toBe(first.text);
    }
  });

  it('answer a report that comes again through the other node as recorded already', async () => {
    const [one, other] = [await node(), await node()];
    const sent = report('shared');
    const first = await one.post('/deals/shared/reports', sent);
    const second = await other.post('/deals/shared/reports', sent);
    expect(first.status).toBe(201);
    expect(second.status).toBe(200);
    expect(second.body.position).toBe(first.body.position);
  });
});

describe('a node without its cluster', () => {
  it('is alive, says why it is not ready, and becomes ready', async () => {
    wire.sever();
    const one = await node();
    expect((await one.get('/health/live')).status).toBe(200);
    expect(await becomes(one, 503)).toMatchObject({
      reasons: [expect.stringMatching(/cluster/)],
    });
    wire.mend();
    await becomes(one, 200);
    wire.sever();
    await becomes(one, 503);
    wire.mend();
    await becomes(one, 200);
  });
});
