import { Webhook as Verifier } from 'standardwebhooks';
import { startService, type Service } from '../../src/service.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepts, answers, firstArrivals, Receiver } from '../feed/webhooks/receiver.js';
import { until } from '../event-store/eventstoredb-engine.js';
import { client, report } from './running-service.js';

jest.setTimeout(20_000);

let directory: string;
let service: Service;
let api: ReturnType<typeof client> & {
  send(method: string, path: string, body?: unknown): ReturnType<ReturnType<typeof client>['post']>;
};
let receiver: Receiver;

async function start(): Promise<void> {
  const webhooks = {
    allowedReceivers: ['127.0.0.1'],
    retriesMs: [50, 100, 100],
    timeoutMs: 400,
    leaseMs: 1_000,
  };
  service = await startService({ dataDirectory: directory, port: 0, host: '127.0.0.1', webhooks });
  const { url } = service;
  api = {
    ...client(url),
    async send(method, path, body) {
      const reply = await fetch(url + path, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      const text = await reply.text();
      return {
        status: reply.status,
        headers: reply.headers,
        text,
        body: text === '' ? null : JSON.parse(text),
      };
    },
  };
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knownwhen-webhooks-'));
  receiver = await Receiver.start();
  await start();
});

afterEach(async () => {
  await service.close();
  await receiver.close();
  await rm(directory, { recursive: true, force: true });
});

async function created(more: Record<string, unknown> = {}): Promise<{ id: string; secret: string }> {
  const reply = await api.post('/webhooks', { url: receiver.url, ...more });
  expect(reply.status).toBe(201);
  return reply.body as { id: string; secret: string };
}

async function record(...deals: string[]): Promise<void> {
  await api.upload(deals.map((deal) => JSON.stringify(report(deal))).join('\n'));
}

describe('a webhook', () => {
  it('is sent every event as a signed CloudEvent, in order', async () => {
    const { id, secret } = await created();
    await record('first', 'second', 'third');
    await until(() => receiver.got.length === 3);
    for (const { headers, body } of receiver.got) {
      expect(headers['content-type']).toBe('application/cloudevents+json');
      expect(() => new Verifier(secret).verify(body, headers)).not.toThrow();
    }
    expect(firstArrivals(receiver.got).map(({ deal }) => deal).toSorted()).toEqual(['first', 'second', 'third']);
    const standing = (await api.get(`/webhooks/${id}`)).body;
    expect(standing).toMatchObject({ id, status: 'active', progress: { head: 2 } });
    expect(JSON.stringify(standing)).not.toContain(secret.slice(6));
  });
});
void accepts;
void answers;
