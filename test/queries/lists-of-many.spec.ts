import { SORTS, compareRows, type DealFilter, type DealRow } from '../../src/deal/deal-row.js';
import type { Clock } from '../../src/deal/clock.js';
import { instantOf } from '../../src/deal/instant.js';
import type { Asked } from '../../src/deal/question.js';
import { STATUSES } from '../../src/deal/status.js';
import { DealsAsKnown, DealsAsKnownHandler } from '../../src/queries/deals-as-known.js';
import { knownDeals } from '../../src/queries/known-deals.js';
import { Questions } from '../../src/queries/questions.js';
import { report, TemporaryRecord } from '../projections/record.js';

const DAY = 86_400_000;
const START = Date.UTC(2022, 0, 1);
const DEALS = 700;
const PAGE = 99;
/** Rumored two a day, each in talks some ten months later: few deals are one or the other at the ends of that time. */
const TALKS_AFTER_DAYS = 300;
const LAST = START + (DEALS / 2 + TALKS_AFTER_DAYS + 20) * DAY;
/** One more is rumored when the others are in talks, and not for as long. */
const LATE = report('late', 'rumored', { publishedAt: new Date(LAST + 30 * DAY).toISOString() });
const LATE_TALKS = report('late', 'in_talks', { publishedAt: new Date(LAST + 130 * DAY).toISOString() });

const record = new TemporaryRecord();
const clock: Clock = { now: () => instantOf(Date.now()) };
const questions = () => new Questions(record.readModels, clock);

beforeAll(async () => {
  await record.reopen();
  const numbers = Array.from({ length: DEALS }, (_, number) => number);
  await record.record(...numbers.map((number) => rumorOf(number)));
  await record.record(...numbers.map((number) => talksOf(number)));
  await record.record(LATE);
  await record.record(LATE_TALKS);
}, 120_000);

afterAll(() => record.remove());

describe.each(SORTS)('lists of hundreds of deals by %s', (sort) => {
  it.each([
    ['of one status', STATUSES.map((status): DealFilter => ({ statuses: [status] }))],
    ['of any status', [{}]],
    ['of an amount', [{ currency: 'USD' }, { currency: 'USD', statuses: ['rumored'] }]],
  ] as const)(
    '%s, have at every instant the deals that are found by looking at each',
    async (_, filters) => {
      for (const filter of filters) {
        for (const knownAt of instants()) {
          const asked: Asked = { audience: 'public', knownAt: instantOf(knownAt) };
          const [listed, looked] = [await allPages(asked, filter), await byLooking(asked, filter)];
          expect(listed.rows).toEqual(looked.toSorted(compareRows(sort)));
          expect(listed.total).toBe(looked.length);
        }
      }
    },
    60_000,
  );

  async function allPages(asked: Asked, filter: DealFilter) {
    const handler = new DealsAsKnownHandler(questions());
    const rows: DealRow[] = [];
    let cursor: string | null | undefined;
    let total = 0;
    for (let pages = 0; cursor !== null && pages <= DEALS / PAGE; pages++) {
      const page = await handler.execute(new DealsAsKnown(asked, filter, sort, PAGE, cursor));
      rows.push(...page.deals);
      total = page.total;
      cursor = page.next;
    }
    return { rows, total };
  }
});

function byLooking(asked: Asked, filter: DealFilter): Promise<DealRow[]> {
  return questions().put(asked, undefined, (readers, question) =>
    Array.fromAsync(knownDeals(readers, question, filter)),
  );
}

/** Close to both ends of each stretch, and between. */
function instants(): number[] {
  const ends = [START, START + (DEALS / 2) * DAY, START + TALKS_AFTER_DAYS * DAY, LAST];
  return [
    ...ends.flatMap((end) => [-9, -1, 3, 12].map((days) => end + days * DAY)),
    START + 100 * DAY,
    START + 500 * DAY,
    Date.now(),
  ];
}

/** Titles, and amounts of two currencies, in another order than the slugs. */
function rumorOf(number: number): object {
  const shuffled = (number * 389) % DEALS;
  const amount = {
    value: `${1 + shuffled}000000`,
    qualifier: 'approximately',
    currency: number % 3 === 0 ? 'EUR' : 'USD',
  };
  return report(slugOf(number), 'rumored', {
    title: `Purchase ${shuffled}`,
    publishedAt: new Date(START + (number * DAY) / 2).toISOString(),
    ...(number % 5 !== 0 && { terms: { amount } }),
  });
}

function talksOf(number: number): object {
  const days = TALKS_AFTER_DAYS + (number % 20);
  return report(slugOf(number), 'in_talks', {
    publishedAt: new Date(START + (number * DAY) / 2 + days * DAY).toISOString(),
  });
}

function slugOf(number: number): string {
  return `deal-${String(number).padStart(3, '0')}`;
}
