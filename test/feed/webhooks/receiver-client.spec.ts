import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Resolve } from '../../../src/feed/webhooks/guarded-connector.js';
import { ReceiverClient } from '../../../src/feed/webhooks/receiver-client.js';
import {
  assertGlobal,
  ForbiddenReceiver,
  ReceiverPolicy,
} from '../../../src/feed/webhooks/receiver-policy.js';

/** Something that listens on this machine, and should never be reached. */
let server: Server;
let reached = 0;
let port = 0;

beforeAll(async () => {
  server = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
afterEach(() => expect(reached).toBe(0));

async function attempt(host: string, resolve?: Resolve, allowed: readonly string[] = []) {
  const client = new ReceiverClient(new ReceiverPolicy(allowed), {
    timeoutMs: 2_000,
    resolve,
    now: Date.now,
  });
  const message = { url: `https://${host}:${port}/`, headers: {}, body: '{}' };
  const sent = await client.send(message, new AbortController().signal);
  await client.close();
  return sent;
}

const to = (...addresses: string[]): Resolve => {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};

describe('an address of a receiver', () => {
  it.each([
    ['no URL', 'receiver.example.com', /absolute https/],
    ['another scheme', 'ftp://receiver.example.com/', /absolute https/],
    ['http', 'http://receiver.example.com/', /must be https/],
    ['a user', 'https://user@receiver.example.com/', /no user name/],
    ['a password', 'https://:secret@receiver.example.com/', /no user name/],
    ['a fragment', 'https://receiver.example.com/#here', /no fragment/],
    ['a dot at the end', 'https://receiver.example.com./', /without a dot/],
    ['localhost', 'https://localhost/', /internal network/],
    ['a name below localhost', 'https://a.localhost/', /internal network/],
    ['a name of one part', 'https://receiver/', /internal network/],
    ['a name of metadata', 'https://metadata.google.internal/', /internal network/],
    ['loopback', 'https://127.0.0.1/', /leads to 127.0.0.1/],
    ['loopback with a dot at the end', 'https://127.0.0.1./', /leads to 127.0.0.1/],
    ['loopback as a decimal', 'https://2130706433/', /leads to 127.0.0.1/],
    ['loopback in hexadecimal', 'https://0x7f000001/', /leads to 127.0.0.1/],
    ['loopback in octal', 'https://0177.0.0.1/', /leads to 127.0.0.1/],
    ['loopback cut short', 'https://127.1/', /leads to 127.0.0.1/],
    ['loopback in wide digits', 'https://１２７.0.0.1/', /leads to 127.0.0.1/],
    ['loopback of IPv6', 'https://[::1]/', /leads to ::1/],
    ['loopback mapped into IPv6', 'https://[::ffff:127.0.0.1]/', /not an address of the Internet/],
    ['metadata', 'https://169.254.169.254/latest/meta-data', /leads to 169.254.169.254/],
    ['nowhere', 'https://0/', /leads to 0.0.0.0/],
  ])('is refused with %s', (_, address, reason) => {
    expect(() => new ReceiverPolicy().assertAddress(address)).toThrow(ForbiddenReceiver);
    expect(() => new ReceiverPolicy().assertAddress(address)).toThrow(reason);
  });

  it('may be any https address on the Internet', () => {
    for (const address of [
      'https://receiver.example.com/a?b=c',
      'https://8.8.8.8:8443/',
      'https://[2606:4700::1111]/',
    ]) {
      expect(new ReceiverPolicy().assertAddress(address).href).toBe(address);
    }
  });

  it('may be what the operator allows, at that port if one is named', () => {
    const policy = new ReceiverPolicy(['10.0.0.7:8080', 'Receiver.Internal', '[::1]', '127.0.0.1']);
    for (const address of [
      'http://10.0.0.7:8080/',
      'http://receiver.internal/',
      'https://receiver.internal:9/',
      'http://[::1]:1234/',
      'http://2130706433/',
    ]) {
      expect(() => policy.assertAddress(address)).not.toThrow();
    }
    for (const address of ['http://10.0.0.7/', 'https://10.0.0.7:8081/', 'http://a.receiver.internal/']) {
      expect(() => policy.assertAddress(address)).toThrow(ForbiddenReceiver);
    }
  });
});

it.each([
  '0.1.2.3',
  '10.1.2.3',
  '100.64.0.1',
  '127.255.0.1',
  '169.254.169.254',
  '172.31.0.1',
  '192.0.0.1',
  '192.0.2.1',
  '192.168.1.1',
  '198.19.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  '100::1',
  '2001:db8::1',
  '2001::1',
  '2002:7f00:1::',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'nothing',
])('%s is no address of the Internet', (address) => {
  expect(() => assertGlobal(address)).toThrow(ForbiddenReceiver);
});

describe('a connection to a receiver', () => {
  it.each([
    ['the name leads to this machine', to('127.0.0.1')],
    ['the name leads there in IPv6', to('::1')],
    ['the name leads there mapped into IPv6', to('::ffff:127.0.0.1')],
    ['one of the name’s addresses is internal', to('93.184.216.34', '10.0.0.1')],
    ['the name has no address', to()],
  ])('is not made when %s', async (_, resolve) => {
    const sent = await attempt('receiver.example.com', resolve);
    expect(sent).toMatchObject({ accepted: false, gone: false });
    expect(sent.reason).toMatch(/^the address (leads to|has a host without)/);
  });

  it('is not made to a name that is harmless when it is looked at, and leads to this machine when it is used', async () => {
    const answers = ['93.184.216.34', '127.0.0.1', '::ffff:127.0.0.1', '127.0.0.1'];
    const resolve: Resolve = async (hostname) => to(answers.shift()!)(hostname);
    await resolve('receiver.example.com'); // as a check ahead of the connection would
    for (let tries = 0; tries < 3; tries += 1) {
      const { reason } = await attempt('receiver.example.com', resolve);
      expect(reason).toMatch(/not an address of the Internet/);
    }
    expect(answers).toEqual([]);
  });

  it('is checked at each attempt, though the definition was allowed when it was made', async () => {
    for (const host of ['127.0.0.1', '2130706433', '[::ffff:127.0.0.1]', '0x7f.1']) {
      expect((await attempt(host)).reason).toMatch(/not an address of the Internet/);
    }
  });

  it('tells when a name cannot be looked up', async () => {
    const resolve: Resolve = async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    expect((await attempt('receiver.example.com', resolve)).reason).toBe('its host name is not known');
  });
});
