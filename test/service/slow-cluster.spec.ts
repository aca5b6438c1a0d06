import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CutConnection } from '../event-store/cut-connection.js';
import { events } from '../event-store/contract.js';
import { EmbeddedServer } from '../event-store/eventstoredb-engine.js';
import { resultLines } from '../http/client.js';
import { BuiltService } from './built-service.js';

jest.setTimeout(120_000);

const REPORTS = 3_000;
const SUMMARY = 'x'.repeat(3_900);
const TERMS = Array.from({ length: 25 }, (_, place) => ({
  kind: `part-${place}`,
  detail: SUMMARY.slice(0, 900),
}));
/** A third of what all of it would take up, in the few forms that each report has on its way; 256 of them are under way at once. */
const MOST_MORE_BYTES = 160 * 1024 * 1024;

let directory: string;
let server: EmbeddedServer;
let wire: CutConnection;
let service: BuiltService;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knownwhen-slow-'));
  server = await EmbeddedServer.start();
  wire = await CutConnection.to(server.url);
});

afterEach(async () => {
  wire.mend();
  await service.stop();
  await wire.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function ready(): Promise<void> {
  while ((await service.send('GET', '/health/ready')).status !== 200) {
    await pause(20);
  }
}

async function residentBytes(): Promise<number> {
  const { body } = await service.send('GET', '/metrics');
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(body)![1]);
}

it('holds up who sends reports while its cluster hangs, in bounded memory, and loses none', async () => {
  service = await BuiltService.start(directory, { EVENTSTORE_URL: wire.url });
  await ready();
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (sent === REPORTS) {
        controller.close();
        return;
      }
      controller.enqueue(Buffer.from(`${report(sent)}\n`));
      sent += 1;
    },
  });
  wire.stall();
  const before = await residentBytes();
  const upload = fetch(`${service.url}/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
    duplex: 'half',
  });
  for (let sentBefore = -1; sentBefore < 1 || sent > sentBefore;) {
    sentBefore = sent;
    await pause(500);
    expect((await service.send('GET', '/health/live')).status).toBe(200);
  }
  expect(sent).toBeLessThan(REPORTS / 2);
  expect((await residentBytes()) - before).toBeLessThan(MOST_MORE_BYTES);
  wire.mend();
  const results = resultLines(await (await upload).text());
  expect(results.filter(({ status }) => status === 201)).toHaveLength(REPORTS);
  expect(await server.store.head()).toBe(results.at(-1)!.position);
});

it('catches up in bounded memory, however fast its cluster sends', async () => {
  const text = 'x'.repeat(50_000);
  for (let place = 0; place < 60; place += 1) {
    const large = events(50).map((each) => ({ ...each, data: JSON.stringify({ text }) }));
    await server.store.append(`deal-${place}`, -1, large);
  }
  wire.stall();
  service = await BuiltService.start(directory, { EVENTSTORE_URL: wire.url });
  const before = await residentBytes();
  wire.mend();
  let most = 0;
  for (let head = -1; head < 2_999;) {
    most = Math.max(most, await residentBytes());
    head = (await service.get<{ head: number }>('/read-models')).head;
  }
  expect(most - before).toBeLessThan(MOST_MORE_BYTES);
});

function report(place: number): string {
  return JSON.stringify({
    deal: `deal-${place}`,
    title: `Deal ${place}`,
    reportId: `report-${place}`,
    source: { name: 'The Wire', kind: 'press' },
    summary: SUMMARY,
    status: 'rumored',
    terms: { components: TERMS },
  });
}
