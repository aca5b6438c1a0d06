import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { Clock } from '../../src/deal/clock.js';
import { HISTORY_FIELDS, type HistoryRectangle } from '../../src/deal/history.js';
import { SORTS, type DealFilter, type DealRow } from '../../src/deal/deal-row.js';
import { instantOf, type Instant } from '../../src/deal/instant.js';
import type { Question } from '../../src/deal/question.js';
import { STATUSES } from '../../src/deal/status.js';
import type { StoredEvent } from '../../src/deal/stored-event.js';
import { DealAsKnown, DealAsKnownHandler } from '../../src/queries/deal-as-known.js';
import { DealChanges, DealChangesHandler } from '../../src/queries/deal-changes.js';
import { DealDiff, DealDiffHandler } from '../../src/queries/deal-diff.js';
import { DealHistory, DealHistoryHandler } from '../../src/queries/deal-history.js';
import { DealTimeline, DealTimelineHandler } from '../../src/queries/deal-timeline.js';
import { DealsAsKnown, DealsAsKnownHandler } from '../../src/queries/deals-as-known.js';
import { DealNotRecorded } from '../../src/queries/query-errors.js';
import { PanelHandler, type AskedOfPanel } from '../../src/queries/panel.js';
import { readPanel } from '../../src/queries/read-panel.js';
import { Questions } from '../../src/queries/questions.js';
import { boundaries, questionFor, questionRecipe, world, type QuestionRecipe } from '../deal/history.js';
import { allEvents } from '../event-store/all-events.js';
import {
  oracleAnswer,
  oracleChange,
  oracleDiff,
  oracleField,
  oracleRows,
  oracleTimeline,
} from '../oracle/oracle.js';
import { TemporaryRecord } from '../projections/record.js';

/** Each world holds about three histories. */
const WORLDS = 900;
const QUESTIONS_PER_DEAL = 3;
const LISTS = 24;
const PANELS = 6;
const CHANGES = 12;

const seed = Number(process.env['ORACLE_SEED'] ?? Date.now() % 1e9);
let clock = 0;
const record = new TemporaryRecord(() => clock);
const histories = new Map<string, StoredEvent[]>();
/** For each deal those of its world, which links may join with it. */
const around = new Map<string, Map<string, StoredEvent[]>>();
let head = -1;
let questions: Questions;

class TestClock extends Clock {
  now(): Instant {
    return instantOf(clock);
  }
}

beforeAll(async () => {
  process.stdout.write(`oracle seed ${seed} (ORACLE_SEED=${seed} repeats the histories)\n`);
  await record.reopen();
  await fill();
  questions = new Questions(record.readModels, new TestClock());
}, 120_000);

afterAll(() => record.remove());

it('there are at least 2,000 histories to ask about', () => {
  expect(histories.size).toBeGreaterThanOrEqual(2_000);
});

it('what was known of each deal, its timeline and its differences are as the naive oracle says', async () => {
  const answers = new DealAsKnownHandler(questions);
  const timelines = new DealTimelineHandler(questions);
  const diffs = new DealDiffHandler(questions);
  for (const [deal, stored, question] of questionsPerDeal()) {
    const { knownAt, ...other } = question;
    const from = instantOf(knownAt - 86_400_000 * (stored.length % 9));
    const naiveFrom = { ...question, knownAt: from };

    await expectSame(
      answers.execute(new DealAsKnown(deal, question)),
      oracleAnswer(around.get(deal)!, deal, question),
    );
    await expectSame(
      timelines.execute(new DealTimeline(deal, question, 3_600_000)),
      oracleTimeline(around.get(deal)!, deal, question, 3_600_000),
    );
    await expectSame(
      diffs.execute(new DealDiff(deal, { from, to: knownAt }, other)),
      oracleDiff(around.get(deal)!, deal, naiveFrom, question),
    );
    const fromBasis = question.basis - (stored.length % 7);
    await expectSame(
      diffs.execute(new DealDiff(deal, { to: knownAt, fromBasis }, other)),
      oracleDiff(around.get(deal)!, deal, { ...question, basis: fromBasis }, question),
    );
  }
}, 240_000);

it('what was learned of all deals, page by page, is as the naive oracle says', async () => {
  const handler = new DealChangesHandler(questions);
  const recipes = fc.sample(questionRecipe, { numRuns: CHANGES, seed: seed + 2 });
  const instants = [...histories.values()].flatMap(boundaries).toSorted((a, b) => a - b);
  for (const [place, recipe] of recipes.entries()) {
    const to = questionFor(recipe, instants, head);
    const fixed = recipe.effectiveAt === null ? undefined : to.effectiveAt;
    const knownAt = instantOf(to.knownAt - 43_200_000 * (place % 5));
    const from = { ...to, knownAt, effectiveAt: fixed ?? knownAt };
    const until = { ...to, effectiveAt: fixed ?? to.knownAt };
    const { knownAt: _, effectiveAt: __, ...asked } = to;
    const found: unknown[] = [];
    let cursor: string | undefined;
    do {
      const span = { from: knownAt, to: to.knownAt };
      const given = fixed === undefined ? asked : { ...asked, effectiveAt: fixed };
      const page = await handler.execute(new DealChanges(span, given, 150, cursor));
      found.push(...page.changes);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    const naive = [...around].map(([deal, deals]) =>
      oracleChange(deal, oracleDiff(deals, deal, from, until)),
    );
    const listed = naive.filter((one) => one !== null).toSorted((a, b) => (a.deal < b.deal ? -1 : 1));
    await expectSame(Promise.resolve(found), listed);
  }
}, 240_000);

it('the history of each field holds, at every instant of knowing and of effect, what the naive oracle answers there', async () => {
  const handler = new DealHistoryHandler(questions);
  let place = 0;
  for (const [deal, stored, question] of questionsPerDeal()) {
    const field = HISTORY_FIELDS[place++ % HISTORY_FIELDS.length]!;
    const asked = handler.execute(new DealHistory(deal, field, question));
    const found = await asked.catch((error: unknown) => {
      expect(error).toBeInstanceOf(DealNotRecorded);
      return null;
    });
    for (const at of spots(aroundAll(deal, stored), question, place)) {
      const naive = oracleField(around.get(deal)!, deal, at, field);
      const there = found?.rectangles.filter((rectangle) => holds(rectangle, at)) ?? [];
      expect(found === null).toBe(naive === null);
      await expectSame(
        Promise.resolve(there.map(({ value, event }) => ({ value, event: event ?? null }))),
        naive === null || !naive.known ? [] : [{ value: naive.value, event: naive.event }],
      );
    }
  }
}, 240_000);

it('every list of deals, page by page, is as the naive oracle says', async () => {
  const filters: readonly DealFilter[] = [
    {},
    { statuses: ['none', ...STATUSES.slice(1, 3)] },
    { party: 'ACME' },
    { q: 'beta deal' },
    { currency: 'USD', amountMin: '2', amountMax: '10' },
    { currency: 'EUR', amountMin: '2.5', statuses: ['in_talks', 'none'] },
    { episode: 1, disputed: true },
    { disputed: false, party: 'bag' },
    { q: 'ä' },
  ];
  const recipes = fc.sample(questionRecipe, { numRuns: LISTS, seed });
  const instants = [...histories.values()].flatMap(boundaries).toSorted((a, b) => a - b);
  for (const [place, recipe] of recipes.entries()) {
    const question = questionFor(inManyWays(recipe, place), instants, head);
    const [filter, sort] = [filters[place % filters.length]!, SORTS[place % SORTS.length]!];
    const known = [...around].map(([deal, deals]) => oracleAnswer(deals, deal, question));
    expect(await allPages(question, filter, sort)).toEqual(asJson(oracleRows(known, filter, sort)));
  }
}, 240_000);

it('every panel is on each of its dates as the naive oracle says, and knows nothing that came later', async () => {
  const panels = new PanelHandler(questions);
  const recipes = fc.sample(questionRecipe, { numRuns: PANELS, seed: seed + 2 });
  const filters = ['', 'none,rumored', 'confirmed,in_talks'];
  for (const [place, recipe] of recipes.entries()) {
    const { audience, certainty, basis, sourceKinds } = questionFor(recipe, [0], head);
    const status = filters[place % filters.length]!;
    const read = readPanel({
      audience,
      certainty,
      basis: String(basis),
      zone: 'Australia/Lord_Howe',
      dates: '2021-04-04,2021-03-14,2021-03',
      ...(sourceKinds && { sourceKind: sourceKinds.join(',') }),
      ...(status !== '' && { status, q: 'DEAL' }),
    });
    const panel = await panels.execute((read as Extract<typeof read, { query: unknown }>).query);
    const rows = await Array.fromAsync(panel.rows);
    expect(asJson(rows)).toEqual(asJson(naivePanel(panel.asked, status)));
  }
}, 240_000);

/** A list for each date, one after the other. */
function naivePanel({ dates, sourceKind, ...asked }: AskedOfPanel, status: string): unknown[] {
  return dates.flatMap((date) => {
    const at = Date.parse(date);
    const question = {
      ...asked,
      knownAt: at,
      effectiveAt: at,
      ...(sourceKind && { sourceKinds: sourceKind }),
    };
    const known = [...around].map(([deal, deals]) => {
      const told = oracleAnswer(deals, deal, question);
      const later = [...deals.values()]
        .flat()
        .filter(({ recordedAt }) => recordedAt > at)
        .map(({ id }) => id);
      const leak = asked.audience === 'desk' && later.some((id) => JSON.stringify(told ?? '').includes(id));
      expect(leak).toBe(false);
      return told;
    });
    const filter = status === '' ? {} : { statuses: status.split(','), q: 'DEAL' };
    return oracleRows(known, filter, 'deal').map((row) => ({
      ...row,
      knownAt: at,
      effectiveAt: at,
      basis: asked.basis,
    }));
  });
}

/** Edges of rectangles, and instants just before them. */
function* spots(stored: readonly StoredEvent[], question: Question, place: number): Generator<Question> {
  const instants = boundaries(stored);
  for (let step = 0; step < 6; step++) {
    const knownAt = instantOf(instants[(place * 7 + step * 5) % instants.length]! - (step % 2));
    const effectiveAt = instantOf(
      instants[(place * 3 + step * 11) % instants.length]! - (step % 3 === 0 ? 1 : 0),
    );
    yield { ...question, knownAt, effectiveAt };
  }
}

function holds(rectangle: HistoryRectangle, { knownAt, effectiveAt }: Question): boolean {
  const within = (at: number, from: string | null, to: string | null) =>
    (from === null || Date.parse(from) <= at) && (to === null || at < Date.parse(to));
  const { knownFrom, knownTo, effectiveFrom, effectiveTo } = rectangle;
  return within(knownAt, knownFrom, knownTo) && within(effectiveAt, effectiveFrom, effectiveTo);
}

/** Most lists are asked for one instant of both, certain, of all sources, by a basis not far behind. */
function inManyWays(recipe: QuestionRecipe, place: number): QuestionRecipe {
  if (place % 3 === 0) {
    return recipe;
  }
  return {
    ...recipe,
    audience: place % 2 === 0 ? 'public' : 'desk',
    certainty: 'certain',
    sourceKinds: null,
    effectiveAt: null,
    basis: place % 3 === 1 ? null : head - (place % 40),
  };
}

async function allPages(
  question: Question,
  filter: DealFilter,
  sort: (typeof SORTS)[number],
): Promise<unknown> {
  const lists = new DealsAsKnownHandler(questions);
  const rows: DealRow[] = [];
  let cursor: string | undefined;
  let total = 0;
  do {
    const page = await lists.execute(new DealsAsKnown(question, filter, sort, 177, cursor));
    rows.push(...page.deals);
    total = page.total;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(total).toBe(rows.length);
  return asJson(rows);
}

/** Records the events of all worlds side by side, in the order of their stamps. */
async function fill(): Promise<void> {
  const worlds = fc.sample(world, { numRuns: WORLDS, seed });
  const events = worlds.flatMap(({ deals }, place) =>
    [...deals].flatMap(([deal, stored]) => stored.map((event) => renamed(event, deal, place))),
  );
  const byStamp = Map.groupBy(events, ({ recordedAt }) => recordedAt);
  const revisions = new Map<string, number>();
  for (const recordedAt of [...byStamp.keys()].toSorted((a, b) => a - b)) {
    clock = recordedAt;
    await Promise.all(
      byStamp.get(recordedAt)!.map(({ deal, type, data }) => {
        const expected = revisions.get(deal) ?? -1;
        revisions.set(deal, expected + 1);
        return record.store.append(`deal-${deal}`, expected, [{ id: randomUUID(), type, data }]);
      }),
    );
  }
  head = await record.store.head();
  await record.readModels.reached(head, 60_000);
  for (const stored of await allEvents(record.store)) {
    const deal = stored.stream.slice('deal-'.length);
    histories.set(deal, [...(histories.get(deal) ?? []), stored]);
  }
  const worldsOfDeals = Map.groupBy(histories, ([deal]) => deal.slice(deal.indexOf('-')));
  for (const deals of worldsOfDeals.values()) {
    deals.forEach(([deal]) => around.set(deal, new Map(deals)));
  }
}

function renamed(event: StoredEvent, deal: string, place: number) {
  const name = `${deal}-${place}`;
  return {
    deal: name,
    type: event.type,
    data: event.data
      .replace(`"deal":"${deal}"`, `"deal":"${name}"`)
      .replace(/"name":"(\w+)","relation":"same_as"/, `"name":"$1-${place}","relation":"same_as"`),
    recordedAt: event.recordedAt,
  };
}

function* questionsPerDeal(): Generator<[string, StoredEvent[], Question]> {
  const recipes = fc.sample(questionRecipe, { numRuns: QUESTIONS_PER_DEAL * histories.size, seed: seed + 1 });
  for (const [deal, stored] of histories) {
    const instants = boundaries(aroundAll(deal, stored));
    for (const recipe of recipes.splice(0, QUESTIONS_PER_DEAL)) {
      yield [deal, stored, questionFor(onBasisOf(stored, recipe), instants, head)];
    }
  }
}

/** What is recorded of a deal, and now and then of those around it too. */
function aroundAll(deal: string, stored: readonly StoredEvent[]): readonly StoredEvent[] {
  return stored.length % 2 === 0 ? stored : [...around.get(deal)!.values()].flat();
}

/** Bases around the deal's own events tell more than those anywhere in the record. */
function onBasisOf(stored: readonly StoredEvent[], recipe: QuestionRecipe): QuestionRecipe {
  const own = recipe.basis === null ? undefined : stored[recipe.basis % stored.length];
  return own ? { ...recipe, basis: own.position + 1 } : recipe;
}

/** What the query says (null: the record does not hold the deal) is what the oracle says. */
async function expectSame(asked: Promise<unknown>, naive: unknown): Promise<void> {
  const found = await asked.catch((error: unknown) => {
    if (error instanceof DealNotRecorded) {
      return null;
    }
    throw error;
  });
  const [a, b] = [asJson(found), asJson(naive)];
  const same = isDeepStrictEqual(a, b);
  expect(same ? null : a).toEqual(same ? null : b);
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
