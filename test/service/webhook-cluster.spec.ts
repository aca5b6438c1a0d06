import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDbCopyTarget } from '../../src/event-store/engines/eventstoredb/eventstoredb-copy-target.js';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';
import { copyRecord } from '../../src/event-store/copy-record.js';
import { CutConnection } from '../event-store/cut-connection.js';
import { EmbeddedServer } from '../event-store/eventstoredb-engine.js';
import { until } from '../until.js';
import { firstArrivals, Receiver } from '../feed/webhooks/receiver.js';
import { WebhookService } from '../feed/webhooks/webhook-service.js';
import { report } from '../http/running-service.js';
import { BuiltService } from './built-service.js';

jest.setTimeout(120_000);

let server: EmbeddedServer;
let receiver: Receiver;
/** Enough to be under way whenever a node is killed. */
const EVENTS = 2_000;
const PATIENT = Array.from({ length: 50 }, () => 300);
const open: { close(): Promise<unknown> }[] = [];

beforeEach(async () => {
  [server, receiver] = await Promise.all([EmbeddedServer.start(), Receiver.start()]);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  await receiver.close();
  await server.stop();
});

/** A node that reaches the cluster by `url`; ready. */
async function node({ url = server.url, leaseMs = 20_000 } = {}): Promise<WebhookService> {
  const started = await WebhookService.start({ leaseMs, retriesMs: PATIENT }, { url });
  open.push(started);
  await until(async () => (await started.api.get('/health/ready')).status === 200);
  return started;
}

const deals = (count: number, round: string): string[] =>
  Array.from({ length: count }, (_, deal) => `deal-${deal}:${round}`);

describe('a webhook on two nodes of one cluster', () => {
  it('is served by one of them at a time, and by the other once that stops', async () => {
    const [one, other] = [await node(), await node()];
    const { id } = await one.create(receiver.url);
    await other.once(id, ({ status }) => status === 'active');
    await Promise.all([one.record(...deals(20, 'a')), other.record(...deals(20, 'b'))]);
    const { progress } = await one.once(id, ({ progress: at }) => at.delivered === 40);
    expect(receiver.got).toHaveLength(40);
    const shownByOther = await other.once(id, ({ progress: at }) => at.delivered === 40);
    expect(shownByOther.progress.node).toBe(progress.node);
    await one.down();
    await other.record(...deals(20, 'c'));
    const after = await other.once(id, ({ progress: at }) => at.delivered === 60);
    expect(firstArrivals(receiver.got)).toHaveLength(60);
    expect(after).toMatchObject({ deadLetters: 0, progress: { lag: 0 } });
  });

  it('obeys whichever node is asked', async () => {
    const [one, other] = [await node(), await node()];
    const { id } = await one.create(receiver.url);
    await one.record('first');
    await until(() => receiver.got.length === 1);
    await other.once(id, () => true);
    expect((await other.send('POST', `/webhooks/${id}/pause`)).status).toBe(200);
    await one.once(id, ({ status }) => status === 'paused');
    await one.record('second');
    await pause(300);
    expect(receiver.got).toHaveLength(1);
    await other.send('POST', `/webhooks/${id}/resume`);
    await until(() => receiver.got.length === 2);
    await other.send('POST', `/webhooks/${id}/replays`, { from: 0 });
    await until(() => receiver.got.filter(({ headers }) => headers['webhook-replay']).length === 2);
  });

  it('is taken over from a node that is cut off from the cluster; nothing is passed over', async () => {
    const wire = await CutConnection.to(server.url);
    open.push(wire);
    const lost = await node({ url: wire.url, leaseMs: 2_000 });
    const { id } = await lost.create(receiver.url);
    await lost.record(...deals(10, 'a'));
    const before = await lost.once(id, ({ progress: at }) => at.delivered === 10);
    const other = await node({ leaseMs: 2_000 });
    wire.sever();
    await other.record(...deals(10, 'b'), ...deals(10, 'c'));
    const { progress } = await other.once(id, ({ progress: at }) => at.upTo === 29);
    expect(progress.node).not.toBe(before.progress.node);
    wire.mend();
    await other.record(...deals(10, 'd'));
    await other.once(id, ({ progress: at }) => at.upTo === 39);
    expect(firstArrivals(receiver.got)).toHaveLength(40);
  });

  it('misses nothing while nodes are killed in turn', async () => {
    const environment = {
      EVENTSTORE_URL: server.url,
      KNOWNWHEN_WEBHOOK_ALLOW: '127.0.0.1',
      KNOWNWHEN_WEBHOOK_LEASE: '1s',
    };
    const directories = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'knownwhen-node-'))));
    const start = (place: number): Promise<BuiltService> =>
      BuiltService.start(directories[place]!, environment);
    const nodes = await Promise.all([start(0), start(1)]);
    open.push({ close: () => Promise.all(nodes.map((each) => each.kill())) });
    receiver.behaviour = (_, response) => void setTimeout(() => response.writeHead(204).end(), 5);
    const created = await nodes[0].send('POST', '/webhooks', JSON.stringify({ url: receiver.url }));
    expect(created.status).toBe(201);
    const lines = Array.from({ length: EVENTS }, (_, line) =>
      JSON.stringify(report(`deal-${line % 50}`, { reportId: `report-${line}` })),
    );
    await nodes[1].send('POST', '/reports', lines.join('\n'), 'application/x-ndjson');
    for (const place of [0, 1]) {
      const before = receiver.got.length;
      await until(() => receiver.got.length >= Math.min(before + 300, EVENTS));
      await nodes[place]!.kill();
      nodes[place] = await start(place);
    }
    await until(() => new Set(receiver.ids()).size === EVENTS);
    expect(firstArrivals(receiver.got)).toHaveLength(EVENTS);
    await Promise.all(directories.map((each) => rm(each, { recursive: true, force: true })));
  });
});

it('a webhook moves with the record into a cluster, and goes on there where it was', async () => {
  const here = await WebhookService.start({ retriesMs: PATIENT });
  open.push(here);
  const { id, secret } = await here.create(receiver.url);
  await here.record(...deals(5, 'a'));
  await here.once(id, ({ progress }) => progress.delivered === 5);
  await receiver.down();
  await here.record(...deals(5, 'b'));
  await here.once(id, ({ progress }) => progress.waiting.length === 5 && progress.lag === 0);
  await here.down();
  const scratch = await mkdtemp(join(tmpdir(), 'knownwhen-scratch-'));
  const source = await SqliteEventStore.open(here.directory);
  const target = await EventStoreDbCopyTarget.open(scratch, { url: server.url });
  const copied = await copyRecord(source, target, {
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  expect(copied.beside).toBeGreaterThan(1);
  await Promise.all([source.close(), target.close()]);
  await rm(scratch, { recursive: true, force: true });
  await receiver.up();
  const there = await node();
  await there.once(id, ({ progress }) => progress.delivered === 10);
  expect(firstArrivals(receiver.got)).toHaveLength(10);
  expect(receiver.got).toHaveLength(10);
  expect(secret).toMatch(/^whsec_/);
});
