import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { startService } from '../../src/service.js';
import { client, resultLines, type LineResult } from './client.js';
import { report } from './running-service.js';

/** The built program, as a process of its own. */
async function runProgram(
  dataDirectory: string,
): Promise<{ program: ChildProcessByStdio<null, Readable, null>; url: string }> {
  const program = spawn(process.execPath, ['dist/main.js'], {
    env: { PATH: process.env.PATH, KNOWNWHEN_DATA: dataDirectory, KNOWNWHEN_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [ready] = (await once(program.stdout, 'data')) as [Buffer];
  return { program, url: (JSON.parse(ready.toString()) as { url: string }).url };
}

/** Records on one deal after the other until the service is gone; gives the reports that were acknowledged. */
async function writeOn(url: string, writer: number): Promise<string[]> {
  const acknowledged: string[] = [];
  const { post } = client(url);
  for (let n = 0; ; n++) {
    const deal = `writer-${writer}-${n % 5}`;
    const reply = await post(`/deals/${deal}/reports`, report(deal, { reportId: `${deal}/${n}` })).catch(
      () => null,
    );
    if (reply?.status === 201) {
      acknowledged.push(`${deal}/${n}`);
    } else {
      expect(reply?.status ?? 503).toBe(503);
      return acknowledged;
    }
  }
}

/** An upload that goes on until it is cut off; gives its results. */
async function uploadOn(url: string): Promise<LineResult[]> {
  const upload = request(`${url}/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
  });
  upload.on('error', () => {});
  let text = '';
  const answered = new Promise<void>((resolve) => {
    upload.once('response', (answer) => {
      answer.on('data', (chunk) => (text += String(chunk)));
      answer.once('close', resolve).on('error', () => {});
    });
  });
  let n = 0;
  const sending = setInterval(() => {
    upload.write(`${JSON.stringify(report('slow', { reportId: `slow/${n++}` }))}\n`);
  }, 10);
  await answered;
  clearInterval(sending);
  upload.destroy();
  return resultLines(text);
}

it('on SIGTERM finishes what was accepted, answers the rest, and exits 0 within 5 s', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'knownwhen-shutdown-'));
  const { program, url } = await runProgram(dataDirectory);
  const exit = once(program, 'exit');
  const writers = Array.from({ length: 8 }, (_, writer) => writeOn(url, writer));
  const upload = uploadOn(url);
  const waiting = client(url)
    .get('/deals?minPosition=1000000')
    .catch(() => null);
  await pause(700);

  const began = performance.now();
  program.kill('SIGTERM');
  const [code] = (await exit) as [number];
  expect(code).toBe(0);
  expect(performance.now() - began).toBeLessThan(5_000);

  const results = await upload;
  const taken = results.filter(({ status }) => status === 201);
  const refused = results.slice(taken.length);
  expect(results.map(({ line }) => line)).toEqual(results.map((_, index) => index + 1));
  expect(taken.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map(({ type }) => type))).toEqual(new Set(['/problems/shutting-down']));
  await waiting;

  const acknowledged = [...(await Promise.all(writers)).flat(), ...taken.map(({ reportId }) => reportId!)];
  expect(acknowledged.length).toBeGreaterThan(50);
  const again = await startService({ dataDirectory, port: 0, host: '127.0.0.1' });
  const { get } = client(again.url);
  const { deals } = (await get('/deals?limit=1000')).body as { deals: { deal: string }[] };
  const recorded = new Set<string>();
  for (const { deal } of deals) {
    const { claims } = (await get(`/deals/${deal}/timeline`)).body as { claims: { reportId: string }[] };
    claims.forEach(({ reportId }) => recorded.add(reportId));
  }
  expect(acknowledged.filter((reportId) => !recorded.has(reportId))).toEqual([]);
  await again.close();
  await rm(dataDirectory, { recursive: true, force: true });
}, 30_000);

it('exits 0 at once when nothing is going on, though a connection is kept open', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'knownwhen-shutdown-'));
  const { program, url } = await runProgram(dataDirectory);
  await client(url).get('/health/ready');
  const exit = once(program, 'exit');
  program.kill('SIGINT');
  expect(((await exit) as [number])[0]).toBe(0);
  await rm(dataDirectory, { recursive: true, force: true });
}, 15_000);
