import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { resultLines } from '../http/client.js';
import { report } from '../http/running-service.js';
import { BuiltService } from './built-service.js';

jest.setTimeout(240_000);

const DEALS = 250;
const DATES = 2_192;
/** About 200 MB in all. */
const PANEL = '/panel?every=day&from=2024-03-02&to=2030-03-02&format=ndjson&audience=public';
const MOST_MORE_BYTES = 96 * 1024 * 1024;

let directory: string;
let service: BuiltService;
let address: string;
let secondsForAll: number;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knownwhen-panel-'));
  service = await BuiltService.start(directory);
  const lines = Array.from({ length: DEALS }, (_, place) => `${JSON.stringify(report(`deal-${place}`))}\n`);
  const sent = await service.send('POST', '/reports', lines.join(''), 'application/x-ndjson');
  address = `${service.url}${PANEL}&minPosition=${resultLines(sent.body).at(-1)!.position}`;
});
afterAll(async () => {
  await service.stop();
  await rm(directory, { recursive: true, force: true });
});

async function metric(name: string): Promise<number> {
  const { body } = await service.send('GET', '/metrics');
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(body)![1]);
}

const residentBytes = () => metric('process_resident_memory_bytes');
const secondsWorked = () => metric('process_cpu_seconds_total');

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', end + 1)) {
    lines += 1;
  }
  return lines;
}

/** Resolves once the service does nothing any more. */
async function idle(): Promise<void> {
  for (let before = -1, now = await secondsWorked(); now - before > 0.05;) {
    await pause(300);
    [before, now] = [now, await secondsWorked()];
  }
}

it('a large panel comes whole through bounded memory, at the pace of whoever reads it', async () => {
  await (await fetch(address.replace('2030-03-02', '2024-06-01'))).text(); // what the first panel takes is not counted
  const before = await residentBytes();
  const workedBefore = await secondsWorked();
  const reader = (await fetch(address)).body!.getReader();
  let most = 0;
  let [bytes, rows] = [0, 0];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (bytes === 0) {
      await idle(); // it waits for its reader, far from the end
    }
    if (Math.floor((bytes + part.value.length) / 2 ** 23) > Math.floor(bytes / 2 ** 23)) {
      most = Math.max(most, await residentBytes());
    }
    bytes += part.value.length;
    rows += linesIn(Buffer.from(part.value));
  }
  secondsForAll = (await secondsWorked()) - workedBefore;
  expect(rows).toBe(DEALS * DATES);
  expect(bytes).toBeGreaterThan(1.5 * MOST_MORE_BYTES);
  expect(most - before).toBeLessThan(MOST_MORE_BYTES);
});

it('a large panel is no longer worked at once its reader has hung up', async () => {
  const workedBefore = await secondsWorked();
  const hangUp = new AbortController();
  const reader = (await fetch(address, { signal: hangUp.signal })).body!.getReader();
  await reader.read();
  hangUp.abort();
  await idle();
  expect((await secondsWorked()) - workedBefore).toBeLessThan(secondsForAll / 3);
  expect((await service.send('GET', '/health/ready')).status).toBe(200);
});
