import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteEventStore } from '../dist/event-store/engines/sqlite/sqlite-event-store.js';
import type { RecordedEvent } from '../dist/event-store/recorded-event.js';
import { BuiltService } from '../test/service/built-service.js';
import { manyDeals } from './many-deals.js';
import { inTemporaryDirectory, line } from './measure.js';

const DEALS = Number(process.env.KNOWN_WHEN_DEALS ?? 100_000);
const EVENTS = Number(process.env.KNOWN_WHEN_EVENTS ?? 1_000_000);
const MONTH_ENDS = 24;
const PANEL = '/panel?every=month&from=2023-01-01&to=2024-12-31&audience=public&format=csv';

/** A panel of all deals on 24 month ends over HTTP, from a record that the service makes its read models of first. */
export function benchPanel(): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    await fill(directory);
    const start = performance.now();
    const service = await BuiltService.start(directory);
    const memory = watchMemory(service.pid);
    await untilReady(service);
    line(
      `ready from ${EVENTS} events, read models made anew`,
      EVENTS / secondsSince(start),
      `memory ${memory.most()} MB at most`,
    );
    await whole(service, memory);
    await hungUp(service);
    memory.stop();
    await service.stop();
  });
}

async function fill(directory: string): Promise<void> {
  const store = await SqliteEventStore.open(directory);
  for (const page of manyDeals(DEALS, EVENTS)) {
    const streams = Map.groupBy(page, ({ stream }) => stream);
    await Promise.all([...streams].map(([stream, events]) => append(store, stream, events)));
  }
  await store.close();
}

function append(store: SqliteEventStore, stream: string, events: readonly RecordedEvent[]): Promise<unknown> {
  const drafts = events.map(({ id, type, data }) => ({ id, type, data }));
  return store.append(stream, (events.at(0)?.revision ?? 0) - 1, drafts);
}

async function untilReady(service: BuiltService): Promise<void> {
  while ((await service.send('GET', '/health/ready')).status !== 200) {
    await pause(100);
  }
}

async function whole(service: BuiltService, memory: Memory): Promise<void> {
  const before = memory.now();
  memory.restart();
  const start = performance.now();
  let rows = -1;
  for await (const part of (await fetch(service.url + PANEL)).body!) {
    const bytes = Buffer.from(part);
    for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', end + 1)) {
      rows += 1;
    }
  }
  line(
    `panel of ${MONTH_ENDS} month ends over HTTP, ${rows} rows as CSV`,
    rows / secondsSince(start),
    `rows; memory from ${before} to ${memory.most()} MB at most`,
  );
}

/** What a client that hangs up leaves to be done. */
async function hungUp(service: BuiltService): Promise<void> {
  const hangUp = new AbortController();
  const reader = (await fetch(service.url + PANEL, { signal: hangUp.signal })).body!.getReader();
  await reader.read();
  const before = await secondsWorked(service);
  hangUp.abort();
  await pause(2_000);
  const worked = (await secondsWorked(service)) - before;
  process.stdout.write(`in the 2 s after its client hung up the service worked for ${worked.toFixed(2)} s\n`);
}

async function secondsWorked(service: BuiltService): Promise<number> {
  const { body } = await service.send('GET', '/metrics');
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(body)![1]);
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1_000;
}

interface Memory {
  readonly now: () => number;
  readonly most: () => number;
  readonly restart: () => void;
  readonly stop: () => void;
}

/** The resident memory of a process, in MB, looked at ten times a second; Linux only. */
function watchMemory(pid: number): Memory {
  const now = () => {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
    return Math.round(Number(kilobytes) / 1_024);
  };
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, now())), 100);
  return { now, most: () => most, restart: () => (most = 0), stop: () => clearInterval(timer) };
}
