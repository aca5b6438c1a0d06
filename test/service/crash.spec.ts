import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Timeline } from '../../src/deal/timeline.js';
import type { ReadModelStanding } from '../../src/queries/read-model-upkeep.js';
import { seededRandom } from '../seeded-random.js';
import { BuiltService } from './built-service.js';

const KILLS = 10;
const WRITERS = 16;

interface Acknowledged {
  readonly deal: string;
  readonly reportId: string;
  readonly events: readonly string[];
}

it(`the service, killed ${KILLS} times while ${WRITERS} writers record, keeps every acknowledged report whole and once`, async () => {
  const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1e9);
  process.stdout.write(`crash seed ${seed} (CRASH_SEED=${seed} repeats the moments of the kills)\n`);
  const random = seededRandom(seed);
  const directory = mkdtempSync(join(tmpdir(), 'knownwhen-crash-'));
  const acknowledged: Acknowledged[] = [];
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const service = await BuiltService.start(directory);
      const writing = Array.from({ length: WRITERS }, (_, writer) =>
        record(service, `${kill}-${writer}`, acknowledged),
      );
      await pause(50 + random() * 400);
      await service.kill();
      await Promise.all(writing);
    }
    await expectWhole(directory, acknowledged);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 120_000);

/** Records report after report until the service is gone; two writers share each deal. */
async function record(service: BuiltService, writer: string, acknowledged: Acknowledged[]): Promise<void> {
  for (let place = 0; ; place += 1) {
    const deal = `deal-${(writer.length + place) % 8}`;
    try {
      const { status, body } = await service.send(
        'POST',
        `/deals/${deal}/reports`,
        JSON.stringify(report(`${writer}-${place}`)),
      );
      expect(status).toBe(201);
      acknowledged.push(JSON.parse(body) as Acknowledged);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) {
        throw error;
      }
      return;
    }
  }
}

function report(reportId: string): object {
  return {
    reportId,
    title: 'A deal',
    source: { name: 'The Wire', kind: 'press' },
    status: 'in_talks',
    terms: { amount: { value: '10', qualifier: 'exact', currency: 'USD' } },
    milestone: { kind: 'report' },
  };
}

async function expectWhole(directory: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const service = await BuiltService.start(directory);
  while ((await service.send('GET', '/health/ready')).status !== 200) {
    await pause(20); // the read models take in what they had not when it was killed
  }
  const before = await timelines(service);
  expect((await service.send('POST', '/read-models/rebuild')).status).toBe(202);
  await rebuilt(service);
  expect(await timelines(service)).toEqual(before);
  expect(await service.stop()).toBe(0);

  const claims = before.flatMap((timeline) => timeline.claims);
  const positions = claims.map(({ position }) => position).toSorted((a, b) => a - b);
  expect(positions).toEqual(positions.map((_, place) => place));
  const events = Map.groupBy(claims, ({ reportId }) => reportId);
  expect([...events.values()].filter((of) => of.length !== 3)).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(KILLS);
  for (const { reportId, events: ids } of acknowledged) {
    expect(
      events
        .get(reportId)
        ?.map(({ event }) => event)
        .toSorted(),
    ).toEqual(ids.toSorted());
  }
}

async function timelines(service: BuiltService): Promise<Timeline[]> {
  const { deals, basis } = await service.get<{ deals: { deal: string }[]; basis: number }>('/deals');
  const question = `knownAt=2100-01-01&basis=${basis}`;
  return Promise.all(deals.map(({ deal }) => service.get<Timeline>(`/deals/${deal}/timeline?${question}`)));
}

async function rebuilt(service: BuiltService): Promise<void> {
  let standing = await service.get<ReadModelStanding>('/read-models');
  while (standing.rebuild) {
    await pause(20);
    standing = await service.get<ReadModelStanding>('/read-models');
  }
  expect(standing).toMatchObject({ generation: 2, lastFailure: null });
}
