import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { SORTS, type Sort } from '../dist/deal/deal-row.js';
import { instantOf } from '../dist/deal/instant.js';
import type { Question } from '../dist/deal/question.js';
import { STATUSES, type Status } from '../dist/deal/status.js';
import { dealClaims } from '../dist/projections/deal-claims/projection.js';
import { dealList } from '../dist/projections/deal-list/projection.js';
import { eventPlaces } from '../dist/projections/event-places/projection.js';
import { knowledgeMap } from '../dist/projections/knowledge-map/projection.js';
import { openReaders, type Readers } from '../dist/projections/readers.js';
import type { ReadModel } from '../dist/projections/read-model.js';
import { ReadModelFile, readModelPath } from '../dist/projections/read-model-file.js';
import { knownDeals } from '../dist/queries/known-deals.js';
import { DealsAsKnown, DealsAsKnownHandler } from '../dist/queries/deals-as-known.js';
import { Questions } from '../dist/queries/questions.js';
import type { ReadModels } from '../dist/projections/read-models.js';
import { event, manyDeals, SPAN } from './many-deals.js';
import { inTemporaryDirectory, line } from './measure.js';
import { benchOtherDatabases } from './other-databases.js';

const DEALS = Number(process.env.KNOWN_WHEN_DEALS ?? 100_000);
const EVENTS = Number(process.env.KNOWN_WHEN_EVENTS ?? 1_000_000);
const INSTANTS = 20;
const FIRST_ROWS = 100;
const RUNS = 25;
/** A day after the last that was learned. */
const NOW = SPAN.to + 86_400_000;

/** All deals at any past instant, beside the same list for now; a panel; one late claim; the same question elsewhere. */
export function benchKnownWhen(): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    const { models, head } = await mapDeals(directory);
    const path = readModelPath(directory, knowledgeMap.name, 1);
    const { readers, databases } = openReaders(directory, 1);
    const lists = listsOver(readers, head);
    await benchLists(lists);
    await benchGoingThrough(lists, head);
    const ours = await inTurn(instants(), (at) => runs(lists, at, 'deal', 'in_talks'));
    const map = new DatabaseSync(path, { readOnly: true });
    await benchOtherDatabases(map, instants(), FIRST_ROWS, ours.flat());
    await benchPanel(readers, head);
    [...databases, map].forEach((file) => file.close());
    benchLateClaim(models, head, path);
    models.forEach((model) => model.close());
  });
}

/** Makes the read models as a rebuild does. */
async function mapDeals(
  directory: string,
): Promise<{ readonly models: readonly ReadModelFile[]; readonly head: number }> {
  const make = (model: ReadModel) => new ReadModelFile(model, directory, 1, true);
  const claims = make(dealClaims);
  const models = [claims, make(dealList), make(eventPlaces), make(knowledgeMap)];
  let generating = 0;
  const start = performance.now();
  let last = start;
  for (const page of manyDeals(DEALS, EVENTS)) {
    generating += performance.now() - last;
    models.forEach((model) => model.apply(page));
    last = performance.now();
  }
  const stands = claims.outcome();
  while (models.some((model) => model.build(stands).built !== undefined)) {
    await setImmediate();
  }
  models.forEach((model) => model.settle());
  const events = stands.position + 1;
  const seconds = (performance.now() - start - generating) / 1_000;
  line(`every read model of ${DEALS} deals from ${events} events`, events / seconds);
  return { models, head: stands.position };
}

/** Every deal on 24 month ends, each knowing only what was known at it. */
async function benchPanel(readers: Readers, basis: number): Promise<void> {
  const start = performance.now();
  let rows = 0;
  for (let month = 0; month < 24; month++) {
    const question = asked(basis, Date.UTC(2023, month + 1, 1) - 1);
    for await (const _ of knownDeals(readers, question, {})) {
      rows++;
    }
  }
  line(
    `panel of 24 month ends: ${rows} rows in process`,
    rows / ((performance.now() - start) / 1_000),
    'rows',
  );
}

function instants(): number[] {
  const step = (SPAN.to - SPAN.from) / INSTANTS;
  return Array.from({ length: INSTANTS }, (_, place) => Math.floor(SPAN.from + step * (place + 0.5)));
}

/** Lists as the service asks for them, over read models that stand still. */
function listsOver(readers: Readers, head: number): DealsAsKnownHandler {
  const readModels: Pick<ReadModels, 'read' | 'position'> = {
    position: head,
    read: async (work) => work(readers, head),
  };
  const clock = { now: () => instantOf(NOW) };
  return new DealsAsKnownHandler(new Questions(readModels as ReadModels, clock));
}

async function benchLists(lists: DealsAsKnownHandler): Promise<void> {
  say(
    'first 100 as publicly known, and how many: ms now, and in turn 20 past instants: middle, worst | ratio of middles',
  );
  for (const status of [...STATUSES, undefined]) {
    for (const sort of SORTS) {
      const times = await inTurn(instants(), async (at) => {
        const ofNow = middleOf(await runs(lists, NOW, sort, status));
        return { ofNow, ofPast: middleOf(await runs(lists, at, sort, status)) };
      });
      const now = middleOf(times.map(({ ofNow }) => ofNow));
      const past = times.map(({ ofPast }) => ofPast);
      const middle = middleOf(past);
      say(
        `${(status ?? 'any status').padEnd(15)}${sort.padEnd(7)} ${ms(now)} | ${ms(middle)} ${ms(Math.max(...past))} | ${(middle / now).toFixed(2)}`,
      );
    }
  }
}

/** Lists that the map's order does not have, half way through: once each, as they take long. */
async function benchGoingThrough(lists: DealsAsKnownHandler, head: number): Promise<void> {
  const knownAt = instantOf((SPAN.from + SPAN.to) / 2);
  for (const [what, more] of [
    ['what is possible', { certainty: 'possible' }],
    ['what the press told', { sourceKinds: ['press'] }],
    ['by the record as it was half way', { basis: Math.floor(head / 2) }],
    ['what was so a year before', { effectiveAt: instantOf(knownAt - 365 * 86_400_000) }],
  ] as const) {
    const query = new DealsAsKnown(
      { audience: 'public', knownAt, ...more },
      { statuses: ['in_talks'] },
      'deal',
      FIRST_ROWS,
    );
    const start = performance.now();
    await lists.execute(query);
    say(`in_talks by deal, ${what}: ${ms(performance.now() - start)} ms, going through the deals`);
  }
}

/** Some runs, in ms: the first page, and how many deals the list has. */
function runs(lists: DealsAsKnownHandler, at: number, sort: Sort, status?: Status): Promise<number[]> {
  const statuses = status === undefined ? {} : { statuses: [status] };
  const query = new DealsAsKnown({ audience: 'public', knownAt: instantOf(at) }, statuses, sort, FIRST_ROWS);
  return inTurn(Array.from({ length: RUNS }), async () => {
    const start = performance.now();
    await lists.execute(query);
    return performance.now() - start;
  });
}

async function inTurn<T, R>(all: readonly T[], one: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const value of all) {
    results.push(await one(value));
  }
  return results;
}

function asked(basis: number, at: number): Question {
  const knownAt = instantOf(at);
  return { audience: 'public', knownAt, effectiveAt: knownAt, certainty: 'certain', basis };
}

const DEALS_TOLD_LATE = 20;

/** Claims published and recorded late, about deals of a thousand claims: what the map takes to have them. */
function benchLateClaim(models: readonly ReadModelFile[], head: number, path: string): void {
  const db = new DatabaseSync(path, { readOnly: true });
  const deals = db
    .prepare('SELECT deal, revision FROM deal ORDER BY abs(revision - 1000) LIMIT ?')
    .all(DEALS_TOLD_LATE) as unknown as { readonly deal: string; readonly revision: number }[];
  db.close();
  const late = [
    ['about now', SPAN.to - 60_000],
    ['of half way through', (SPAN.from + SPAN.to) / 2],
    ['of the beginning', SPAN.from + 86_400_000],
  ] as const;
  let recorded = 0;
  for (const [round, [when, publishedAt]] of late.entries()) {
    const times = deals.map(({ deal, revision }) => {
      recorded += 1;
      const claim = { type: 'TalksReported', contested: false } as const;
      const number = Number(deal.slice('deal-'.length));
      const [report, position] = [9_000_000 + recorded, head + recorded];
      const recordedAt = SPAN.to + 7_200_000 + recorded;
      const one = event(number, report, claim, 0, publishedAt, position, revision + 1 + round, recordedAt);
      const took = models.map((model) => {
        const start = performance.now();
        model.apply([one]);
        return performance.now() - start;
      });
      return took.at(-1)!;
    });
    say(
      `a claim published ${when}, recorded late, into deals of about ${deals.at(0)?.revision} claims: middle ${ms(middleOf(times))} ms, worst ${ms(Math.max(...times))} ms`,
    );
  }
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function ms(value: number): string {
  return value.toFixed(2).padStart(7);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
