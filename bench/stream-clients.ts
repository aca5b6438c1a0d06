import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/*
 * Many clients of the stream of events, in a process of their own: `stream-clients.ts URL COUNT STALLED`. Prints a line when
 * all streams are open and, once its input ends, what they got, as JSON. Clients look at bytes only, to leave the machine to
 * the service.
 */
const [, , url = '', count = '0', stalled = '0'] = process.argv;
const { hostname, port } = new URL(url);

interface Client {
  readonly socket: Socket;
  bytes: number;
  lastId: number;
  isCut: boolean;
}

async function open(isStalled: boolean): Promise<Client> {
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`GET /events/stream?after=${process.argv[5] ?? '-1'} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!head.toString('latin1').startsWith('HTTP/1.1 200')) {
    throw new Error(head.toString('latin1').split('\r\n')[0]);
  }
  const client: Client = { socket, bytes: 0, lastId: -1, isCut: false };
  socket.on('data', (chunk: Buffer) => {
    client.bytes += chunk.length;
    const place = chunk.lastIndexOf('\nid: ');
    const id = place < 0 ? NaN : Number(chunk.toString('latin1', place + 5, place + 21));
    client.lastId = Number.isSafeInteger(id) ? Math.max(client.lastId, id) : client.lastId;
  });
  socket.on('error', () => {});
  socket.once('close', () => (client.isCut = true));
  if (isStalled) {
    socket.pause();
  }
  return client;
}

const clients: Client[] = [];
for (let place = 0; place < Number(count); place++) {
  clients.push(await open(place < Number(stalled)));
}
process.stdout.write('open\n');
for await (const _ of process.stdin) {
  // Until it ends.
}
const reading = clients.slice(Number(stalled));
const ids = reading.map(({ lastId }) => lastId);
const told = {
  bytes: reading.reduce((sum, client) => sum + client.bytes, 0),
  cut: reading.filter(({ isCut }) => isCut).length,
  firstId: Math.min(...ids),
  lastId: Math.max(...ids),
};
process.stdout.write(`${JSON.stringify(told)}\n`);
process.exit(0);
