import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a receiver got it. */
export interface Got {
  readonly headers: Record<string, string>;
  readonly body: string;
  /** The CloudEvent in it. */
  readonly event: Record<string, unknown>;
  readonly at: number;
}

export type Behaviour = (got: Got, response: ServerResponse, count: number) => void;

export const accepts: Behaviour = (_, response) => void response.writeHead(204).end();

export function answers(status: number, headers: Record<string, string> = {}): Behaviour {
  return (_, response) => void response.writeHead(status, headers).end();
}

/** A webhook receiver on a free port of this machine, which keeps what it got. */
export class Receiver {
  readonly got: Got[] = [];
  behaviour: Behaviour = accepts;
  private server: Server | undefined;
  private port = 0;

  static async start(behaviour: Behaviour = accepts): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.behaviour = behaviour;
    await receiver.up();
    return receiver;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `http://${this.host}/hook`;
  }

  /** Listens at the port that it had before, if it had one. */
  async up(): Promise<void> {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Cuts every connection and listens no more. */
  async down(): Promise<void> {
    const server = this.server!;
    this.server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async close(): Promise<void> {
    if (this.server !== undefined) {
      await this.down();
    }
  }

  ids(): string[] {
    return this.got.map(({ headers }) => headers['webhook-id']!);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks = await request.toArray().catch(() => undefined);
    if (chunks === undefined) {
      return;
    }
    const body = Buffer.concat(chunks as Buffer[]).toString('utf8');
    const headers = request.headers as Record<string, string>;
    const got = { headers, body, event: JSON.parse(body) as Record<string, unknown>, at: Date.now() };
    this.got.push(got);
    this.behaviour(got, response, this.got.length);
  }
}

/** The first event of each id, in the order of arrival; throws when a deal's events did not come in order. */
export function firstArrivals(got: readonly Got[]): { id: string; sequence: string; deal: string }[] {
  const seen = new Set<string>();
  const last = new Map<string, string>();
  return got.flatMap(({ event, headers }) => {
    const { id, sequence, subject } = event as unknown as Record<'id' | 'sequence' | 'subject', string>;
    if (headers['webhook-id'] !== id) {
      throw new Error(`the webhook-id is ${headers['webhook-id']}, and the event's id ${id}`);
    }
    if (seen.has(id)) {
      return [];
    }
    seen.add(id);
    if (sequence < (last.get(subject) ?? '')) {
      throw new Error(`${subject}: ${sequence} came behind ${last.get(subject)}`);
    }
    last.set(subject, sequence);
    return [{ id, sequence, deal: subject }];
  });
}
