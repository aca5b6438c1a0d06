import { openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/*
 * A receiver that may be killed at any moment: node webhook-receiver.ts PORT FILE SECRET. What it takes, it writes down
 * before it says so. It prints its port.
 */

const [port, path, secret] = process.argv.slice(2) as [string, string, string];
/** All lines are as long, so that the length of the file tells how many there are. */
const LINE_BYTES = 64;

const verifier = new Webhook(secret);
const file = openSync(path, 'a');

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString('utf8');
    verifier.verify(body, request.headers as Record<string, string>);
    const { id, sequence, subject } = JSON.parse(body) as Record<string, string>;
    if (request.headers['webhook-id'] !== id) {
      throw new Error(`the webhook-id is not ${id}`);
    }
    writeSync(file, `${id} ${Number(sequence)} ${subject}`.padEnd(LINE_BYTES - 1) + '\n');
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
}

const server = createServer((request, response) => void take(request, response));
server.keepAliveTimeout = 60_000;
server.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
