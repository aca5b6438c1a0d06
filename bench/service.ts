import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';

/** The built service in a process of its own, on a free port. */
export class Service {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 128 });
  private readonly child: ChildProcess;
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
  }

  static async start(directory: string): Promise<Service> {
    const args = ['dist/cli.js', 'serve', '--data', directory, '--port', '0', '--json'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [ready] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new Service(child, (JSON.parse(ready) as { url: string }).url);
  }

  /** One request over a kept connection; resolves to the status once the whole reply is there. */
  send(method: string, path: string, body?: string, contentType = 'application/json'): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers =
        body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
      const sent = request(new URL(path, this.url), { method, agent: this.agent, headers }, (reply) => {
        reply
          .resume()
          .on('end', () => resolve(reply.statusCode ?? 0))
          .on('error', reject);
      });
      sent.on('error', reject).end(body);
    });
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
