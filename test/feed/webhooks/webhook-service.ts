import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterConfig, WebhookConfig } from '../../../src/config/config.js';
import { startService, type Service } from '../../../src/service.js';
import { client, type Client, type Reply } from '../../http/client.js';
import { report } from '../../http/running-service.js';
import { until } from '../../until.js';

/** Everything that takes hours in life takes milliseconds here. */
export const QUICK: WebhookConfig = {
  allowedReceivers: ['127.0.0.1'],
  retriesMs: [60, 60, 60],
  timeoutMs: 5_000,
  leaseMs: 1_500,
};

/** A webhook as the API shows it. */
export type Shown = Reply['body'];

/** A service with a data directory of its own, which may be stopped and started again. */
export class WebhookService {
  readonly directory: string;
  private readonly config: { webhooks: WebhookConfig; cluster?: ClusterConfig | undefined };
  private service: Service | undefined;
  api!: Client;

  private constructor(directory: string, config: WebhookService['config']) {
    this.directory = directory;
    this.config = config;
  }

  static async start(webhooks: WebhookConfig = {}, cluster?: ClusterConfig): Promise<WebhookService> {
    const directory = await mkdtemp(join(tmpdir(), 'knownwhen-webhooks-'));
    const service = new WebhookService(directory, { webhooks: { ...QUICK, ...webhooks }, cluster });
    await service.up();
    return service;
  }

  get url(): string {
    return this.service!.url;
  }

  async up(): Promise<void> {
    const place = { dataDirectory: this.directory, port: 0, host: '127.0.0.1' };
    this.service = await startService({ ...place, ...this.config });
    this.api = client(this.service.url);
  }

  async down(): Promise<void> {
    await this.service?.close();
    this.service = undefined;
  }

  async close(): Promise<void> {
    await this.down();
    await rm(this.directory, { recursive: true, force: true });
  }

  async send(method: string, path: string, body?: unknown): Promise<Reply> {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const reply = await fetch(this.url + path, { method, ...(body !== undefined && json) });
    const text = await reply.text();
    return {
      status: reply.status,
      headers: reply.headers,
      text,
      body: text === '' ? null : JSON.parse(text),
    };
  }

  /** Creates a webhook; what it was answered with. */
  async create(url: string, more: Record<string, unknown> = {}): Promise<Shown> {
    const reply = await this.send('POST', '/webhooks', { url, ...more });
    expect(reply.status).toBe(201);
    return reply.body;
  }

  async webhook(id: string): Promise<Shown> {
    return (await this.api.get(`/webhooks/${id}`)).body;
  }

  /** Resolves to the webhook once it is as the condition says. */
  async once(id: string, condition: (webhook: Shown) => boolean): Promise<Shown> {
    let webhook!: Shown;
    await until(async () => {
      webhook = await this.webhook(id);
      return condition(webhook);
    });
    return webhook;
  }

  /** Records one report, of one event, for each deal named; the number behind a name tells reports of one deal apart. */
  async record(...deals: string[]): Promise<void> {
    const lines = deals.map((name) => {
      const [deal = '', number = 'first'] = name.split(':');
      return JSON.stringify(report(deal, { reportId: `${deal}/${number}` }));
    });
    const results = await this.api.upload(lines.join('\n'));
    expect(results.map(({ status }) => status)).toEqual(deals.map(() => 201));
  }
}
