import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { events } from './contract.js';
import { EmbeddedServer, EventStoreDbEngine, ready, red } from './eventstoredb-engine.js';

const engine = new EventStoreDbEngine();
const directory = mkdtempSync(join(tmpdir(), 'knownwhen-tls-'));
const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
let server: EmbeddedServer;
let front: Server;

beforeAll(async () => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    certificate,
  ];
  execFileSync('openssl', [...made, ...subject], { stdio: 'ignore' });
  server = await EmbeddedServer.start();
  const port = Number(new URL(server.url).port);
  const settings = { key: readFileSync(key), cert: readFileSync(certificate), ALPNProtocols: ['h2'] };
  front = createServer(settings, (socket) => {
    const behind = connect(port, '127.0.0.1');
    socket.pipe(behind).pipe(socket);
    socket.on('error', () => behind.destroy());
    behind.on('error', () => socket.destroy());
  });
  front.listen(0, 'localhost');
  await once(front, 'listening');
});

afterAll(async () => {
  await engine.cleanUp();
  front.close();
  await server.stop();
  rmSync(directory, { recursive: true });
});

function urlWith(settings: string): string {
  return `esdb://auditor:secret@localhost:${(front.address() as AddressInfo).port}?tls=true${settings}`;
}

it('reaches a cluster over TLS, with the authority and the credentials of the connection string', async () => {
  await engine.newDirectory();
  engine.url = urlWith(`&tlsCAFile=${encodeURIComponent(certificate)}`);
  const store = await engine.reopen();
  expect(await store.append('deal-a', -1, events(3))).toMatchObject({ revision: 2, position: 2 });
  expect(await store.readStream('deal-a')).toEqual(await server.store.readStream('deal-a'));
});

it('does not trust a cluster whose authority it was not told of, and says so', async () => {
  await engine.newDirectory();
  engine.url = urlWith('');
  const store = await engine.openAtOnce();
  await red(store, /cannot be followed: .*certificate/);
  expect(store.health().reasons.join()).not.toContain('secret');
  engine.url = urlWith(`&tlsCAFile=${encodeURIComponent(certificate)}`);
  await engine.newDirectory();
  await ready(await engine.openAtOnce());
});
