import { join } from 'node:path';
import { instantOf } from '../dist/deal/instant.js';
import { answer } from '../dist/deal/knowledge.js';
import type { Question } from '../dist/deal/question.js';
import { SqliteEventStore } from '../dist/event-store/engines/sqlite/sqlite-event-store.js';
import { ReadModels } from '../dist/projections/read-models.js';
import { inTemporaryDirectory, line, middleOfThree, perSecond, ratio } from './measure.js';
import { generateReports } from './reports.js';
import { BuiltService } from '../test/service/built-service.js';

const REPORTS = 30_000;
const DEALS = 10_000;
const CLAIMS_OF_ONE_DEAL = 50;

/** One deal at any instant, in process and over HTTP beside a trivial route; and a rebuild of every read model. */
export function benchAnswers(): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    const deal = await fill(directory);
    await inProcess(directory, deal);
    await overHttp(directory, deal);
  });
}

/** Records the generated reports through the service; returns the deal that has about 50 claims. */
async function fill(directory: string): Promise<string> {
  const service = await BuiltService.start(directory);
  const lines = [...generateReports(REPORTS, DEALS)].map((report) => `${JSON.stringify(report)}\n`);
  await service.send('POST', '/reports', lines.join(''), 'application/x-ndjson');
  await service.stop();
  const claims = new Map<string, number>();
  for (const { deal, parties } of generateReports(REPORTS, DEALS)) {
    claims.set(String(deal), (claims.get(String(deal)) ?? 0) + (parties ? 5 : 4));
  }
  const distance = ([, count]: [string, number]) => Math.abs(count - CLAIMS_OF_ONE_DEAL);
  return [...claims].reduce((best, one) => (distance(one) < distance(best) ? one : best))[0];
}

async function inProcess(directory: string, deal: string): Promise<void> {
  const store = await SqliteEventStore.open(directory);
  const readModels = await ReadModels.open(join(directory, 'read-models'), store);
  await readModels.reached(await store.head(), 60_000);
  const rate = await middleOfThree(() =>
    perSecond(5_000, 1, (place) =>
      readModels.read(({ claims }) => answer(claims.recorded(deal), questionAt(place))),
    ),
  );
  const count = await readModels.read(({ claims }) => claims.recorded(deal).events.length);
  line(
    `answer about one deal of ${count} claims at changing instants, in process`,
    rate,
    `${(1_000 / rate).toFixed(3)} ms each`,
  );
  const events = (await store.head()) + 1;
  const start = performance.now();
  await readModels.rebuild();
  line(`rebuild every read model from ${events} events`, events / ((performance.now() - start) / 1_000));
  await readModels.close();
  await store.close();
}

function questionAt(place: number): Question {
  const at = instantOf(Date.UTC(2020, 0, 1 + (place % 700)));
  return {
    audience: 'public',
    knownAt: at,
    effectiveAt: at,
    certainty: 'certain',
    basis: Number.MAX_SAFE_INTEGER,
  };
}

async function overHttp(directory: string, deal: string): Promise<void> {
  const service = await BuiltService.start(directory);
  const rate = (path: string) => middleOfThree(() => perSecond(4_000, 16, () => service.send('GET', path)));
  await rate('/health/live');
  const trivial = await rate('/health/live');
  const asked = await rate(`/deals/${deal}?audience=public&knownAt=2021-01-01`);
  line('a trivial route over HTTP, 16 in flight', trivial);
  line(
    'an answer about that deal over HTTP, 16 in flight',
    asked,
    ratio(asked, trivial, 'the trivial route'),
  );
  await service.stop();
}
