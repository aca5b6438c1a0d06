import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent, START, streamNameFilter } from '@eventstore/db-client';
import { SqliteEventStore } from '../dist/event-store/engines/sqlite/sqlite-event-store.js';
import { BuiltService } from '../test/service/built-service.js';
import { inTemporaryDirectory, line, perSecond, ratio } from './measure.js';
import { generateReports } from './reports.js';

const CLIENTS = Number(process.env.KNOWNWHEN_BENCH_CLIENTS ?? 1_000);
const STALLED = CLIENTS / 20;
const REPORTS = 2_000;
const ROUNDS = 9;
const PACED_EVENTS = 400;
const CAUGHT_UP_REPORTS = 10_000;

/** Following the record: how soon an event is told, how fast it is caught up with, and what many clients cost recording. */
export async function benchFollow(): Promise<void> {
  await delivery();
  await catchingUp();
  await manyClients();
}

/** From handing in to being told, one event at a time, every few milliseconds. */
async function delivery(): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const store = await SqliteEventStore.open(directory);
    const stop = new AbortController();
    const pages = store.follow(0, { signal: stop.signal })[Symbol.asyncIterator]();
    const bare = await paced(async (place) => {
      const told = pages.next();
      const event = {
        id: randomUUID(),
        type: 'TalksReported',
        data: JSON.stringify({ filler: 'x'.repeat(400) }),
      };
      await Promise.all([store.append(`deal-${place}`, -1, [event]), told]);
    });
    stop.abort();
    await store.close();
    delays("append to delivery, the bare store's own follow", bare);
  });
  await inTemporaryDirectory(async (directory) => {
    const service = await BuiltService.start(directory);
    const messages = new Messages(await reply(`${service.url}/events/stream`));
    const told = await paced(async (place) => {
      const arrived = messages.next();
      await Promise.all([
        service.send('POST', `/deals/deal-${place}/reports`, JSON.stringify(rumor(place))),
        arrived,
      ]);
    }, messages);
    delays('POST of a report to delivery over SSE', told);
    messages.close();
    await service.stop();
  });
  if (process.env.EVENTSTORE_URL !== undefined) {
    delays(
      "append to delivery, EventStoreDB's own subscription",
      await deliveryOfServer(process.env.EVENTSTORE_URL),
    );
  }
}

/** Milliseconds that each took; where messages tell when they came, up to then. */
async function paced(work: (place: number) => Promise<unknown>, messages?: Messages): Promise<number[]> {
  const times: number[] = [];
  for (let place = 0; place < PACED_EVENTS; place++) {
    const start = performance.now();
    await work(place);
    times.push((messages?.arrivedAt ?? performance.now()) - start);
    await pause(3);
  }
  return times.toSorted((a, b) => a - b);
}

function delays(what: string, times: readonly number[]): void {
  const at = (share: number) => times[Math.floor(times.length * share)]?.toFixed(2);
  process.stdout.write(`${what.padEnd(58)}p50 ${at(0.5)} ms, p99 ${at(0.99)} ms\n`);
}

async function deliveryOfServer(url: string): Promise<number[]> {
  const client = EventStoreDBClient.connectionString(url);
  const prefix = `bench-${randomUUID()}-`;
  const filter = streamNameFilter({ prefixes: [prefix] });
  const subscription = client.subscribeToAll({ fromPosition: START, filter });
  const events = subscription[Symbol.asyncIterator]();
  const append = (place: number) =>
    client.appendToStream(
      `${prefix}${place}`,
      jsonEvent({ type: 'TalksReported', data: { filler: 'x'.repeat(400) } }),
    );
  await Promise.all([append(-1), events.next()]);
  const times = await paced((place) => Promise.all([append(place), events.next()]));
  await subscription.unsubscribe();
  await client.dispose();
  return times;
}

async function catchingUp(): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const service = await BuiltService.start(directory);
    const body = [...generateReports(CAUGHT_UP_REPORTS, 2_000)]
      .map((report) => `${JSON.stringify(report)}\n`)
      .join('');
    await service.send('POST', '/reports', body, 'application/x-ndjson');
    const { head } = await service.get<{ head: number }>('/read-models');
    // The read models are not to catch up at the same time.
    while ((await service.send('GET', `/deals?limit=1&minPosition=${head}`)).status !== 200) {
      await pause(20);
    }
    const first = await eventsPerSecond(head + 1, () => messagesTo(`${service.url}/events/stream`, head));
    const again = await eventsPerSecond(head + 1, () => messagesTo(`${service.url}/events/stream`, head));
    const lines = await eventsPerSecond(head + 1, () => linesOf(`${service.url}/events`));
    await service.stop();
    const store = await SqliteEventStore.open(directory);
    const bare = await eventsPerSecond(head + 1, () => followTo(store, head));
    await store.close();
    line("catch up: the bare store's own follow", bare);
    line('catch up over SSE', first, ratio(first, bare, 'the bare store'));
    line('catch up over SSE, another client behind it', again, ratio(again, bare, 'the bare store'));
    line('catch up as NDJSON', lines, ratio(lines, bare, 'the bare store'));
  });
}

/** Recording with and without clients, in turns, so that what else the machine does falls on both. */
async function manyClients(): Promise<void> {
  const [alone, followed] = [await Recorded.start(), await Recorded.start()];
  // The first round finds everything cold.
  await alone.round();
  await followed.round();
  const rates: { alone: number; followed: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Either goes first in turn.
    const first = round % 2 === 0 ? await alone.round() : undefined;
    const withClients = await followed.followedRound();
    rates.push({ alone: first ?? (await alone.round()), followed: withClients });
  }
  line('record over HTTP, 64 in flight, nobody attached: reports', middle(rates.map((rate) => rate.alone)));
  line(
    `the same with ${CLIENTS} SSE clients, ${STALLED} stalled: reports`,
    middle(rates.map((rate) => rate.followed)),
  );
  // Of two rounds that follow each other, so that a machine that slows down meanwhile falls on both.
  const ratios = rates.map((rate) => rate.followed / rate.alone).toSorted((a, b) => a - b);
  const [least, most] = [ratios[0]!, ratios.at(-1)!].map((one) => one.toFixed(2));
  process.stdout.write(
    `of ${ROUNDS} pairs of rounds: middle ${middle(ratios).toFixed(2)} x nobody attached, ${least} to ${most}\n`,
  );
  process.stdout.write(
    `most resident memory ${alone.most} MB with nobody attached, ${followed.most} MB with the clients\n`,
  );
  await alone.stop();
  await followed.stop();
}

/** A service into which reports are recorded, round by round. */
class Recorded {
  most = 0;
  readonly service: BuiltService;
  private readonly directory: string;
  private readonly reports = [...generateReports((ROUNDS + 1) * REPORTS, 2_000)];
  private next = 0;

  private constructor(service: BuiltService, directory: string) {
    this.service = service;
    this.directory = directory;
  }

  static async start(): Promise<Recorded> {
    const directory = await mkdtemp(join(tmpdir(), 'knownwhen-bench-'));
    return new Recorded(await BuiltService.start(directory), directory);
  }

  /** Reports a second. */
  async round(): Promise<number> {
    const first = this.next;
    this.next += REPORTS;
    const rate = await perSecond(REPORTS, 64, (place) => {
      const { deal, ...report } = this.reports[first + place] ?? {};
      return this.service.send('POST', `/deals/${String(deal)}/reports`, JSON.stringify(report));
    });
    this.most = Math.max(this.most, await residentMegabytes(this.service));
    return rate;
  }

  /** Reports a second with the clients attached, who begin at the end of the record. */
  async followedRound(): Promise<number> {
    const { head } = await this.service.get<{ head: number }>('/read-models');
    const clients = await Clients.attach(this.service.url, head);
    const rate = await this.round();
    const { bytes, cut } = await clients.leave();
    const got = (bytes / 1e6).toFixed(0);
    process.stdout.write(
      `  ${CLIENTS} clients, ${STALLED} of them stalled, got ${got} MB meanwhile; ${cut} that read were cut\n`,
    );
    return rate;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await rm(this.directory, { recursive: true });
  }
}

function middle(rates: readonly number[]): number {
  return rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)]!;
}

async function residentMegabytes(service: BuiltService): Promise<number> {
  const { body } = await service.send('GET', '/metrics');
  return Math.round(Number(/^process_resident_memory_bytes (\S+)$/m.exec(body)![1]) / 1e6);
}

/** Many clients in a process of their own. */
class Clients {
  private readonly child: ChildProcess;
  private readonly lines: Interface;

  private constructor(child: ChildProcess, lines: Interface) {
    this.child = child;
    this.lines = lines;
  }

  static async attach(url: string, after: number): Promise<Clients> {
    const preload = new URL('../test/typescript-workers.mjs', import.meta.url).href;
    const program = join(import.meta.dirname, 'stream-clients.ts');
    const args = [url, String(CLIENTS), String(STALLED), String(after)];
    const child = spawn(process.execPath, ['--import', preload, program, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout);
    await once(lines, 'line');
    return new Clients(child, lines);
  }

  async leave(): Promise<{ bytes: number; cut: number }> {
    const told = once(this.lines, 'line');
    this.child.stdin!.end();
    return JSON.parse(String((await told)[0])) as { bytes: number; cut: number };
  }
}

function rumor(place: number): object {
  return {
    title: `Deal ${place}`,
    reportId: 'first',
    source: { name: 'The Wire', kind: 'press' },
    status: 'rumored',
    summary: 'x'.repeat(200),
  };
}

function reply(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).once('error', reject);
  });
}

/** When messages of a stream come. */
class Messages {
  arrivedAt = 0;
  private arrived = () => {};
  private readonly stream: IncomingMessage;

  constructor(stream: IncomingMessage) {
    this.stream = stream;
    stream.on('data', (chunk: Buffer) => {
      if (chunk.includes('data: ')) {
        this.arrivedAt = performance.now();
        this.arrived();
      }
    });
  }

  next(): Promise<void> {
    return new Promise((resolve) => (this.arrived = resolve));
  }

  close(): void {
    this.stream.destroy();
  }
}

async function messagesTo(url: string, last: number): Promise<void> {
  const stream = await reply(url);
  const wanted = `id: ${String(last).padStart(16, '0')}`;
  let end = '';
  for await (const chunk of stream) {
    const text = end + (chunk as Buffer).toString('latin1');
    if (text.includes(wanted)) {
      break;
    }
    end = text.slice(-wanted.length);
  }
}

async function linesOf(url: string): Promise<void> {
  for await (const _ of await reply(url, { accept: 'application/x-ndjson' })) {
    // To its end.
  }
}

async function followTo(store: SqliteEventStore, last: number): Promise<void> {
  const stop = new AbortController();
  for await (const page of store.follow(0, { signal: stop.signal })) {
    if (page.at(-1)!.position >= last) {
      stop.abort();
    }
  }
}

async function eventsPerSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return count / ((performance.now() - start) / 1_000);
}
