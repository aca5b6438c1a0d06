import { SqliteEventStore } from '../dist/event-store/engines/sqlite/sqlite-event-store.js';
import { inTemporaryDirectory, line, perSecond } from './measure.js';
import { generateReports } from './reports.js';
import { BuiltService } from '../test/service/built-service.js';

const REPORTS_ONE_BY_ONE = 6_000;
const REPORTS_IMPORTED = 20_000;

/** Reports over HTTP (durable, validated, decided, projected), one by one and as a stream. */
export async function benchRecording(): Promise<void> {
  await oneByOne();
  await imported();
}

function oneByOne(): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    const service = await BuiltService.start(directory);
    const reports = [...generateReports(REPORTS_ONE_BY_ONE, 2_000)];
    const rate = await perSecond(reports.length, 64, async (place) => {
      const { deal, ...report } = reports[place] ?? {};
      const { status } = await service.send('POST', `/deals/${String(deal)}/reports`, JSON.stringify(report));
      expectStatus(status, 201);
    });
    await service.stop();
    const events = await eventsIn(directory);
    line('record a report over HTTP, 64 in flight: reports', rate);
    line('record a report over HTTP, 64 in flight: events', (rate * events) / reports.length);
  });
}

function imported(): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    const service = await BuiltService.start(directory);
    const body = [...generateReports(REPORTS_IMPORTED, 5_000)]
      .map((report) => `${JSON.stringify(report)}\n`)
      .join('');
    const start = performance.now();
    const { status } = await service.send('POST', '/reports', body, 'application/x-ndjson');
    expectStatus(status, 200);
    const seconds = (performance.now() - start) / 1_000;
    await service.stop();
    const events = await eventsIn(directory);
    line('import reports over HTTP: reports', REPORTS_IMPORTED / seconds);
    line('import reports over HTTP: events', events / seconds);
  });
}

async function eventsIn(directory: string): Promise<number> {
  const store = await SqliteEventStore.open(directory);
  const events = (await store.head()) + 1;
  await store.close();
  return events;
}

function expectStatus(status: number, expected: number): void {
  if (status !== expected) {
    throw new Error(`answered ${status}, not ${expected}`);
  }
}
