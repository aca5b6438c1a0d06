import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ChildProgram } from '../event-store/child-program.js';
import { seededRandom } from '../seeded-random.js';
import { BuiltService } from './built-service.js';

const DEALS = 200;
const REPORTS = 5_000;
const EVENTS = 20_000;
const RECEIVER_KILLS = 50;
const SERVICE_KILLS = 5;

/** Of one line of the receiver's file. */
const LINE_BYTES = 64;

jest.setTimeout(240_000);

const environment = {
  KNOWNWHEN_WEBHOOK_ALLOW: '127.0.0.1',
  // As often as a test can need it, so that nothing is given up.
  KNOWNWHEN_WEBHOOK_RETRIES: Array.from({ length: 400 }, () => '60ms').join(','),
  KNOWNWHEN_WEBHOOK_TIMEOUT: '2s',
};

/** Reports of four events each, over the deals in turn. */
function reports(): string {
  const line = (report: number): string =>
    JSON.stringify({
      deal: `deal-${report % DEALS}`,
      title: 'A deal',
      reportId: `report-${report}`,
      source: { name: 'The Wire', kind: 'press' },
      status: 'in_talks',
      terms: { amount: { value: String(report), qualifier: 'exact', currency: 'USD' } },
      parties: [{ name: 'Target', roles: ['target'] }],
      milestone: { kind: 'report' },
    });
  return Array.from({ length: REPORTS }, (_, report) => line(report)).join('\n');
}

interface Taken {
  readonly id: string;
  readonly position: number;
  readonly deal: string;
}

function takenIn(text: string): Taken[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id, position, deal] = line.trim().split(' ') as [string, string, string];
      return { id, position: Number(position), deal };
    });
}

/** What came first of each id, which must be all events, each deal's in order. */
function expectAllInOrder(taken: readonly Taken[]): void {
  const first = [...new Map(taken.toReversed().map((each) => [each.id, each])).values()].toReversed();
  expect(first.length).toBe(EVENTS);
  expect(new Set(first.map(({ position }) => position)).size).toBe(EVENTS);
  for (const ofDeal of Map.groupBy(first, ({ deal }) => deal).values()) {
    const positions = ofDeal.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  }
}

describe('20,000 events over a webhook', () => {
  let directory: string;
  let service: BuiltService;
  let receiver: ChildProgram;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'knownwhen-webhook-kills-'));
  });

  afterEach(async () => {
    await receiver.kill();
    await service.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it(`all arrive, each deal's in order, while the receiver is killed ${RECEIVER_KILLS} times and the service ${SERVICE_KILLS} times`, async () => {
    const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1e9);
    process.stdout.write(`crash seed ${seed} (CRASH_SEED=${seed} repeats the moments of the kills)\n`);
    const random = seededRandom(seed);
    const [data, log] = [join(directory, 'data'), join(directory, 'taken')];
    await writeFile(log, '');
    service = await BuiltService.start(data, environment);
    // The secret is only known once the webhook is created, and its address once a receiver has a port.
    receiver = new ChildProgram('../service/webhook-receiver.ts', ['0', log, 'whsec_AAAA']);
    const port = await receiver.printed('');
    await receiver.kill();
    const asked = JSON.stringify({ url: `http://127.0.0.1:${port}/` });
    const created = await service.send('POST', '/webhooks', asked);
    const { id, secret } = JSON.parse(created.body) as { id: string; secret: string };
    const start = async (): Promise<void> => {
      receiver = new ChildProgram('../service/webhook-receiver.ts', [port, log, secret]);
      await receiver.printed('');
    };
    await start();
    await service.send('POST', '/reports', reports(), 'application/x-ndjson');
    for (let kill = 1; kill <= RECEIVER_KILLS; kill += 1) {
      const enough = Math.floor(((kill - random()) / RECEIVER_KILLS) * EVENTS);
      while ((await stat(log)).size / LINE_BYTES < enough) {
        await pause(2);
      }
      if (kill % (RECEIVER_KILLS / SERVICE_KILLS) === 0) {
        await service.kill();
        service = await BuiltService.start(data, environment);
      }
      await receiver.kill();
      await start();
    }
    const standing = async () =>
      (
        await service.get<{ progress: { lag: number; waiting: unknown[]; deadLettered: number } }>(
          `/webhooks/${id}`,
        )
      ).progress;
    for (let at = await standing(); at.lag > 0 || at.waiting.length > 0; at = await standing()) {
      await pause(50);
    }
    expect(await standing()).toMatchObject({ deadLettered: 0 });
    const taken = takenIn(await readFile(log, 'utf8'));
    process.stdout.write(`${taken.length - EVENTS} of ${EVENTS} came again\n`);
    expectAllInOrder(taken);
  });
});
