import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** As `npm start` and the image start it. */
const LEAN = ['--max-semi-space-size=8', '--heap-growing-percent=30'];

/** The built service as a user starts it: a process of its own, on a free port. */
export class BuiltService {
  readonly url: string;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 128 });
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  private constructor(child: ChildProcess, ended: Promise<unknown>, url: string) {
    this.child = child;
    this.ended = ended;
    this.url = url;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Resolves once it is ready. Rejects when it ends before. */
  static async start(
    directory: string,
    environment: NodeJS.ProcessEnv = {},
    port = '0',
  ): Promise<BuiltService> {
    const cli = resolve(import.meta.dirname, '../../dist/cli.js');
    const args = [...LEAN, cli, 'serve', '--data', directory, '--port', port, '--json'];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    const endWithUs = () => child.kill('SIGKILL');
    process.once('exit', endWithUs);
    const ended = once(child, 'exit').finally(() => process.off('exit', endWithUs));
    const lines = createInterface(child.stdout);
    const first = await Promise.race([once(lines, 'line'), ended.then(() => null)]);
    if (first === null) {
      throw new Error(`the service ended with ${String(child.exitCode)} before it was ready`);
    }
    return new BuiltService(child, ended, (JSON.parse(String(first[0])) as { url: string }).url);
  }

  /** One request over a kept connection. Rejects when the connection breaks. */
  async send(method: string, path: string, body?: string, type = 'application/json'): Promise<Reply> {
    const length =
      body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    const sent = request(new URL(path, this.url), { method, agent: this.agent, headers: length });
    sent.end(body);
    const [reply] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: reply.statusCode ?? 0, body: Buffer.concat(await reply.toArray()).toString('utf8') };
  }

  async get<T>(path: string): Promise<T> {
    return JSON.parse((await this.send('GET', path)).body) as T;
  }

  /** Ends it as an operator does; resolves to its exit code. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    await this.ended;
    this.agent.destroy();
    return this.child.exitCode;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
    this.agent.destroy();
  }
}
