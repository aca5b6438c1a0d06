import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { linesOf } from '../../src/http/lines.js';
import { seededRandom } from '../seeded-random.js';
import { BuiltService } from '../service/built-service.js';

const EVENTS = 20_000;
const KILLS_OF_SUBSCRIBER = 50;
const KILLS_OF_SERVICE = 6;
const EVENTS_OF_REPORT = 10;
const REPORTS_OF_UPLOAD = 50;
const DEALS = 40;

/** The part of an event that a subscriber looks at. */
interface Told {
  readonly id: string;
  readonly sequence: string;
  readonly data: { readonly deal: string; readonly revision: number };
}

/** Under one name wherever it listens, so that events are the same to the byte. */
function start(directory: string): Promise<BuiltService> {
  return BuiltService.start(directory, { KNOWNWHEN_PUBLIC_URL: 'https://deals.example.com' });
}

/** The service, which is killed and comes back at another address. */
class MortalService {
  private current: Promise<BuiltService>;

  constructor(private readonly directory: string) {
    this.current = start(directory);
  }

  get now(): Promise<BuiltService> {
    return this.current;
  }

  async kill(): Promise<void> {
    const service = await this.current;
    this.current = service.kill().then(() => start(this.directory));
    await this.current;
  }
}

/**
 * A subscriber that deals with events and keeps its place now and then. Killed, it knows no more than the place it kept.
 */
class Subscriber {
  readonly seen: Told[] = [];
  kills = 0;
  private kept = -1;
  private reply: IncomingMessage | undefined;
  private life = 0;

  constructor(
    private readonly service: MortalService,
    private readonly form: 'sse' | 'ndjson',
    private readonly random: () => number,
  ) {}

  async followToTheEnd(): Promise<void> {
    while (this.kept < EVENTS - 1) {
      try {
        await this.live();
      } catch {
        await pause(20); // the service is away, or this was killed
      }
    }
  }

  kill(): void {
    this.kills++;
    this.life++;
    this.reply?.destroy();
  }

  /** Follows from the kept place until the connection ends. */
  private async live(): Promise<void> {
    const life = ++this.life;
    const { url } = await this.service.now;
    const [path, headers] =
      this.form === 'sse'
        ? ['/events/stream', this.kept < 0 ? {} : { 'last-event-id': String(this.kept).padStart(16, '0') }]
        : [`/events?after=${this.kept}&wait=5`, { accept: 'application/x-ndjson' }];
    const reply = await replyTo(url + path, headers);
    this.reply = reply;
    reply.on('error', () => {});
    for await (const { bytes } of linesOf(reply, 1_000_000)) {
      const line = String(bytes);
      const json = this.form === 'sse' ? /^data: (.*)/.exec(line)?.[1] : line;
      if (life !== this.life) {
        return;
      }
      if (json !== undefined) {
        this.dealWith(json);
      }
      if (this.kept === EVENTS - 1) {
        reply.destroy();
        return;
      }
    }
  }

  private dealWith(json: string): void {
    let told: Told;
    try {
      told = JSON.parse(json) as Told;
    } catch {
      return; // a last line that was cut off
    }
    this.seen.push(told);
    if (this.random() < 0.1 || Number(told.sequence) === EVENTS - 1) {
      this.kept = Number(told.sequence);
    }
  }
}

function replyTo(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (reply) =>
      reply.statusCode === 200 ? resolve(reply) : reject(new Error(`answered ${reply.statusCode}`)),
    ).once('error', reject);
  });
}

it(`subscribers killed ${KILLS_OF_SUBSCRIBER} times and a service killed ${KILLS_OF_SERVICE} times through ${EVENTS} events miss none, and keep the order of each deal`, async () => {
  const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1e9);
  process.stdout.write(`kill seed ${seed} (KILL_SEED=${seed} repeats the moments of the kills)\n`);
  const random = seededRandom(seed);
  const directory = mkdtempSync(join(tmpdir(), 'knownwhen-killed-'));
  const service = new MortalService(directory);
  const subscribers = (['sse', 'ndjson'] as const).map((form) => new Subscriber(service, form, random));
  try {
    let recorded = 0;
    const following = subscribers.map((subscriber) => subscriber.followToTheEnd());
    const recording = record(service, (events) => (recorded = events));
    const killing = killAt(subscribers, service, random, () => recorded);
    await Promise.all([recording, killing, ...following]);
    for (const { seen, kills } of subscribers) {
      expect(kills).toBe(KILLS_OF_SUBSCRIBER);
      expectWhole(seen);
    }
  } finally {
    await (await service.now).kill();
    rmSync(directory, { recursive: true, force: true });
  }
}, 120_000);

/** Uploads reports, each upload again until it is answered whole; reports have ids, so none is recorded twice. */
async function record(service: MortalService, tell: (events: number) => void): Promise<void> {
  const reports = EVENTS / EVENTS_OF_REPORT;
  for (let first = 0; first < reports; first += REPORTS_OF_UPLOAD) {
    const body = Array.from({ length: REPORTS_OF_UPLOAD }, (_, place) =>
      JSON.stringify(report(first + place)),
    ).join('\n');
    for (let answered = 0; answered < REPORTS_OF_UPLOAD;) {
      try {
        const reply = await (await service.now).send('POST', '/reports', body, 'application/x-ndjson');
        answered = reply.body.split('\n').filter((line) => /"status":20[01]/.test(line)).length;
      } catch {
        await pause(20); // it was killed
      }
    }
    tell((first + REPORTS_OF_UPLOAD) * EVENTS_OF_REPORT);
  }
}

function report(place: number): object {
  return {
    deal: `deal-${place % DEALS}`,
    reportId: `report-${place}`,
    title: 'A deal',
    source: { name: 'The Wire', kind: 'press' },
    parties: Array.from({ length: EVENTS_OF_REPORT }, (_, party) => ({
      name: `Party ${party}`,
      roles: ['target'],
    })),
  };
}

/** Kills at random places of the record, as they are reached. */
async function killAt(
  subscribers: readonly Subscriber[],
  service: MortalService,
  random: () => number,
  recorded: () => number,
): Promise<void> {
  const somewhere = (count: number, kill: () => void | Promise<void>) =>
    Array.from({ length: count }, () => ({ place: random() * EVENTS * 0.95, kill }));
  const kills = [
    ...subscribers.flatMap((subscriber) => somewhere(KILLS_OF_SUBSCRIBER, () => subscriber.kill())),
    ...somewhere(KILLS_OF_SERVICE, () => service.kill()),
  ].toSorted((a, b) => a.place - b.place);
  for (const { place, kill } of kills) {
    while (recorded() < place) {
      await pause(5);
    }
    await pause(random() * 30);
    await kill();
  }
}

/** None missed; the first sight of each in the order of its deal; what came twice is the same, by its id. */
function expectWhole(seen: readonly Told[]): void {
  const first = new Map<string, Told>();
  const ofDeal = new Map<string, number>();
  for (const told of seen) {
    const before = first.get(told.sequence);
    if (before) {
      expect(told).toEqual(before);
      continue;
    }
    first.set(told.sequence, told);
    const { deal, revision } = told.data;
    expect({ deal, revision }).toEqual({ deal, revision: (ofDeal.get(deal) ?? -1) + 1 });
    ofDeal.set(deal, revision);
  }
  expect(first.size).toBe(EVENTS);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(EVENTS);
  expect(seen.length).toBeGreaterThan(EVENTS); // the kills did make some come twice
}
