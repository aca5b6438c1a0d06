import { compareRows, rowOf, SORTS, type DealFilter, type DealRow } from '../../src/deal/deal-row.js';
import { instantOf } from '../../src/deal/instant.js';
import { answer } from '../../src/deal/knowledge.js';
import type { Asked } from '../../src/deal/question.js';
import type { SourceKind } from '../../src/deal/report.js';
import { DealsAsKnown, DealsAsKnownHandler } from '../../src/queries/deals-as-known.js';
import { Questions } from '../../src/queries/questions.js';
import { TemporaryRecord } from '../projections/record.js';

const record = new TemporaryRecord();
const clock = { now: () => instantOf(Date.now()) };
const questions = () => new Questions(record.readModels, clock);
const list = async (asked: Asked, filter: DealFilter = {}, sort: (typeof SORTS)[number] = 'deal') =>
  (await new DealsAsKnownHandler(questions()).execute(new DealsAsKnown(asked, filter, sort, 100))).deals;

const SLUGS = [
  'denied',
  'dated',
  'mended',
  'both-kinds',
  'company-only',
  'vague',
  'early',
  'settled',
  'twin',
  'other-twin',
];
/** Recorded before all that was learned later. */
let earlyBasis = -1;

beforeAll(async () => {
  await record.reopen();
  earlyBasis = await record.record(
    told('early', 'press', '2024-02-01', { status: 'rumored' }),
    told('early', 'press', '2024-02-03', { status: 'in_talks', reportId: 'typing-error' }),
    told('settled', 'press', '2024-02-01', { status: 'in_talks' }),
    told('twin', 'press', '2024-02-01', { status: 'rumored' }),
    told('other-twin', 'press', '2024-02-01', { status: 'in_talks' }),
  );
  await record.record(
    // Rumored on a day at noon of which the company denied it: for certain only before the rumor, possibly after it.
    told('denied', 'press', '2024-03-01', { status: 'rumored' }),
    told('denied', 'company', '2024-03-01T12:00:00Z', {
      statements: [{ party: 'Acme', position: 'denied', denies: 'rumored' }],
    }),
    told('dated', 'press', '2024-03', { status: 'in_talks', ...amount('5000000') }),
    told('dated', 'press', '2024-03-20', { status: 'rumored' }),
    told('mended', 'press', '2024-02-10', { status: 'in_talks', title: 'Old name', reportId: 'first' }),
    told('mended', 'press', '2024-02-20', { status: 'rumored', title: 'New name', corrects: 'first' }),
    told('both-kinds', 'press', '2024-02-01', { status: 'rumored' }),
    told('both-kinds', 'company', '2024-02-15', { status: 'confirmed', ...amount('7000000') }),
    told('company-only', 'company', '2024-02-01T09:00:00Z', { status: 'confirmed', ...amount('9000000') }),
    told('company-only', 'company', '2024-04', { status: 'collapsed' }),
    told('vague', 'press', '2024-05', { status: 'rumored' }),
    told('settled', 'press', '2024-04', { status: 'confirmed' }),
    told('early', 'press', '2024-06-20', { retracts: ['typing-error'], clerical: true }),
    told('twin', 'press', '2024-02-20', { related: [{ name: 'other-twin', relation: 'same_as' }] }),
  );
});
afterAll(() => record.remove());

function told(deal: string, kind: SourceKind, publishedAt: string, more: object): object {
  return { deal, title: `The ${deal} deal`, source: { name: `A ${kind}`, kind }, publishedAt, ...more };
}

function amount(value: string): object {
  return { terms: { amount: { value, qualifier: 'exact', currency: 'USD' } } };
}

const at = (day: string) => instantOf(Date.parse(`${day}T15:00:00Z`));
const DAYS = ['2024-02-05', '2024-03-01', '2024-03-10', '2024-04-10', '2024-05-15', '2024-07-01'];

describe('a list of what is possible, was told by some, or known by an older basis', () => {
  const kinds: (SourceKind[] | undefined)[] = [
    undefined,
    ['press'],
    ['company'],
    ['press', 'company'],
    ['court'],
  ];
  const everyQuestion = DAYS.map(at).flatMap((knownAt) =>
    (['certain', 'possible'] as const).flatMap((certainty) =>
      kinds.flatMap((sourceKinds) =>
        [undefined, 2, 4, 8, 12].map((basis): Asked => ({
          audience: 'public',
          knownAt,
          certainty,
          ...(sourceKinds && { sourceKinds }),
          ...(basis !== undefined && { basis }),
        })),
      ),
    ),
  );
  const filters: DealFilter[] = [
    {},
    { statuses: ['rumored'] },
    { statuses: ['in_talks', 'confirmed'] },
    { statuses: ['none'] },
    { disputed: true },
    { currency: 'USD' },
    { q: 'name' },
  ];

  it.each(SORTS)('has the answer about each deal that passes, by %s', async (sort) => {
    let listed = 0;
    for (const asked of everyQuestion) {
      const all = await answers(asked);
      for (const filter of filters) {
        const rows = await list(asked, filter, sort);
        const found = all.filter((row) => rows.some(({ deal }) => deal === row.deal));
        expect(rows).toEqual(found.toSorted(compareRows(sort)));
        expect(rows.map(({ deal }) => deal).toSorted()).toEqual(passing(all, filter));
        listed += rows.length;
      }
    }
    expect(listed).toBeGreaterThan(300);
  });

  it('is of another dispute where a denial possibly came after what it denies', async () => {
    const knownAt = at('2024-04-10');
    const disputed = (certainty: 'certain' | 'possible') =>
      list({ audience: 'public', knownAt, certainty }, { disputed: true });
    expect(await disputed('certain')).toEqual([]);
    expect(await disputed('possible')).toMatchObject([{ deal: 'denied', undetermined: false }]);
  });

  it('by an older basis knows of no link, no mended error and no vague date that was recorded later', async () => {
    const listed = async (day: string, basis?: number) => {
      const rows = await list({
        audience: 'public',
        knownAt: at(day),
        ...(basis !== undefined && { basis }),
      });
      return rows
        .filter(({ deal }) => ['early', 'settled', 'twin', 'other-twin'].includes(deal))
        .map(({ deal, status, undetermined }) => [deal, status, undetermined]);
    };
    const before = [
      ['early', 'in_talks', false],
      ['other-twin', 'in_talks', false],
      ['settled', 'in_talks', false],
      ['twin', 'rumored', false],
    ];
    expect(await listed('2024-04-10', earlyBasis)).toEqual(before);
    expect(await listed('2024-04-10')).toEqual([
      ['early', 'rumored', false],
      ['other-twin', 'in_talks', false],
      ['settled', 'in_talks', true],
    ]);
    expect(await listed('2024-02-05', earlyBasis)).toEqual(before);
    expect(await listed('2024-02-05')).toEqual([['early', 'rumored', false], ...before.slice(1)]);
  });

  it('leaves nothing open about what was told by others', async () => {
    const asked: Asked = { audience: 'public', knownAt: at('2024-04-10') };
    expect((await list(asked)).find(({ deal }) => deal === 'company-only')).toMatchObject({
      status: 'confirmed',
      undetermined: true,
    });
    const byPress = await list({ ...asked, sourceKinds: ['press'] });
    expect(byPress.find(({ deal }) => deal === 'company-only')).toMatchObject({
      title: 'The company-only deal',
      status: null,
      amount: null,
      sources: 0,
      undetermined: false,
    });
  });
});

/** How every deal is answered about, one by one. */
function answers(asked: Asked): Promise<DealRow[]> {
  return questions().put(asked, undefined, (readers, question) =>
    SLUGS.toSorted().flatMap((slug) => {
      const known = answer(readers.claims.recorded(slug), question);
      return known?.known && known.deal === slug ? [rowOf(known)] : [];
    }),
  );
}

/** By what the rows themselves show; words are in the titles only. */
function passing(rows: readonly DealRow[], filter: DealFilter): string[] {
  const passes = (row: DealRow) =>
    (filter.statuses?.includes(row.status ?? 'none') ?? true) &&
    (filter.disputed ?? row.disputed) === row.disputed &&
    (filter.currency === undefined || row.amount?.currency === filter.currency) &&
    (filter.q === undefined || row.title?.toLowerCase().includes(filter.q) === true);
  return rows
    .filter(passes)
    .map(({ deal }) => deal)
    .toSorted();
}
