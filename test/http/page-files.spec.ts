import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { servePage } from '../../src/http/page-files.js';

const PAGE =
  '<!doctype html><title>Knownwhen</title><script type="module" src="/assets/page-4f2a.js"></script>';
const SCRIPT = 'document.title += "!";\n';

let directory: string;
let server: FastifyInstance;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knownwhen-page-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), PAGE);
  const script = join(directory, 'assets', 'page-4f2a.js');
  await writeFile(script, SCRIPT);
  await writeFile(`${script}.br`, brotliCompressSync(SCRIPT));
  await writeFile(`${script}.gz`, gzipSync(SCRIPT));
  await writeFile(`${script}.map`, '{}');
  await writeFile(join(directory, 'index.html.gz'), gzipSync(PAGE));
  await writeFile(join(directory, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  server = Fastify();
  servePage(server, directory);
  await server.ready();
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

describe('the page, as it is served', () => {
  it('is at / whatever state the address holds, and is looked for anew each time', async () => {
    const reply = await server.inject('/?deal=twitter-musk&knownAt=2022-04-03');
    expect([reply.statusCode, reply.body]).toEqual([200, PAGE]);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    const again = await server.inject({ url: '/', headers: { 'if-none-match': String(reply.headers.etag) } });
    expect(again.statusCode).toBe(304);
  });

  it('may run nothing but its own files and speak to nobody but this service', async () => {
    const { headers } = await server.inject('/');
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        `default-src 'none'`,
        `script-src 'self'`,
        `style-src 'self'`,
        `connect-src 'self'`,
        `base-uri 'none'`,
        `form-action 'self'`,
        `frame-ancestors 'none'`,
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });

  it('has assets that are kept for ever, since their names hold their hash', async () => {
    const reply = await server.inject('/assets/page-4f2a.js');
    expect(reply.body).toBe(SCRIPT);
    expect(reply.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(reply.headers['content-type']).toMatch(/javascript/);
    expect((await server.inject('/icon.svg')).headers['cache-control']).toBe('no-cache');
  });

  it('comes compressed to those who take it so', async () => {
    const url = '/assets/page-4f2a.js';
    const small = await server.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    expect(small.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(small.headers['cache-control']).toMatch(/immutable/);
    expect(small.headers['content-type']).toMatch(/javascript/);
    expect(brotliDecompressSync(small.rawPayload).toString()).toBe(SCRIPT);
    const gzipped = await server.inject({ url, headers: { 'accept-encoding': 'gzip' } });
    expect(gzipped.headers['content-encoding']).toBe('gzip');
    const page = await server.inject({ url: '/', headers: { 'accept-encoding': 'br' } });
    expect([page.headers['content-encoding'], page.body]).toEqual([undefined, PAGE]);
    const { headers } = await server.inject({ url: '/', headers: { 'accept-encoding': 'gzip' } });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'no-cache' });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
  });

  it('tells the head alone to those who ask for it', async () => {
    const reply = await server.inject({ method: 'HEAD', url: '/' });
    expect([reply.statusCode, reply.body]).toEqual([200, '']);
    expect(reply.headers['content-length']).toBe(String(PAGE.length));
  });

  it.each(['/assets/page-4f2a.js.br', '/assets/page-4f2a.js.map', '/assets/', '/../package.json', '/deals'])(
    'leaves %s to others',
    async (url) => {
      expect((await server.inject(url)).statusCode).toBe(404);
    },
  );

  it('is not there before it has been built', async () => {
    const bare = Fastify();
    servePage(bare, join(directory, 'assets'));
    expect((await bare.inject('/')).statusCode).toBe(404);
    await bare.close();
  });
});
