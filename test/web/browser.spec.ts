import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Browser } from './browser.js';
import { describeInBrowser } from './chromium.js';

/** Pages that do what Knownwhen's must not, each under the policy that a script is the page's own. */
const PLANTED: Readonly<Record<string, string>> = {
  '/inline': `<script>document.title = 'run';</script>`,
  '/elsewhere': `<img alt="" src="http://127.0.0.1:9/mark.png">`,
  '/thrown': `<script src="/throws.js"></script>`,
  '/unnamed': `<main><h1>A</h1><button></button></main>`,
  '/good': `<main><h1>A</h1><button>B</button></main>`,
};

describeInBrowser('a look at a page', () => {
  let browser: Browser;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    browser = await Browser.start();
    server = createServer(({ url: path = '/' }, reply) => {
      if (path === '/throws.js') {
        reply.writeHead(200, { 'content-type': 'text/javascript' }).end(`throw new Error('planted');`);
        return;
      }
      const body = PLANTED[path] ?? '';
      reply
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'self'; img-src * data:",
        })
        .end(`<!doctype html><html lang="en"><title>A</title><link rel="icon" href="data:,">${body}</html>`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it.each([
    ['/inline', /Content Security Policy/],
    ['/elsewhere', /asked another host: http:\/\/127\.0\.0\.1:9\//],
    ['/thrown', /thrown: Error: planted/],
  ])('fails when the page does as %s does', async (path, fault) => {
    await browser.visit(url + path);
    await expect(browser.leave()).rejects.toThrow(fault);
  });

  it('finds barriers, under whatever policy', async () => {
    const unnamed = await browser.visit(`${url}/unnamed`);
    expect(await unnamed.barriers()).toEqual([expect.stringMatching(/^button-name: .*button/)]);
    const good = await browser.visit(`${url}/good`);
    expect(await good.barriers()).toEqual([]);
    await browser.leave();
  });
});
