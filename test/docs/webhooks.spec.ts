import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../until.js';
import { WebhookService } from '../feed/webhooks/webhook-service.js';

jest.setTimeout(30_000);

const page = readFileSync('docs/webhooks.md', 'utf8');
const hasPython = spawnSync('python3', ['--version']).status === 0;
const programs: [language: string, program: string, file: string][] = [
  ['ts', process.execPath, 'receiver.ts'],
  ...(hasPython ? [['python', 'python3', 'receiver.py'] satisfies [string, string, string]] : []),
];

function codeIn(language: string): string {
  return new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)![1]!;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listens(port: number): Promise<void> {
  const tried = await new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
  if (!tried) {
    await pause(50);
    await listens(port);
  }
}

describe('the receiver on the page about webhooks', () => {
  let service: WebhookService;
  let directory: string;
  let child: ChildProcess;

  beforeEach(async () => {
    service = await WebhookService.start();
    directory = await mkdtemp(join(tmpdir(), 'knownwhen-receiver-'));
  });

  afterEach(async () => {
    child.kill('SIGKILL');
    await service.close();
    await rm(directory, { recursive: true, force: true });
  });

  it.each(programs)('takes every event once, and nothing that is not signed (%s)', async (language, program, file) => {
    const port = await freePort();
    const { id, secret } = await service.create(`http://127.0.0.1:${port}/`);
    await writeFile(join(directory, file), codeIn(language));
    child = spawn(program, [join(directory, file)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PORT: String(port), WEBHOOK_SECRET: String(secret) },
    });
    const printed: string[] = [];
    createInterface(child.stdout!).on('line', (line) => printed.push(line));
    await listens(port);
    await service.record('first', 'second', 'first:2');
    await service.once(id, ({ progress }) => progress.delivered === 3);
    await service.send('POST', `/webhooks/${id}/replays`, { from: 0 });
    await service.once(id, ({ replays }) => replays[0].delivered === 3);
    await until(() => printed.length >= 3);
    const { events } = (await service.api.get('/events')).body;
    expect(new Set(printed)).toEqual(
      new Set((events as Record<string, string>[]).map((event) => `${event['subject']} ${event['type']} ${event['id']}`)),
    );
    expect(printed).toHaveLength(3);
    const forged = { 'webhook-id': 'x', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) };
    for (const signature of ['v1,AAAA', 'v2,AAAA', '']) {
      const headers = { ...forged, 'webhook-signature': signature };
      expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}', headers })).status).toBe(401);
    }
  });
});
