import * as fc from 'fast-check';
import type { DealEvent } from '../../src/deal/claim.js';
import { decide, type RejectionRule } from '../../src/deal/decide.js';
import { instantOf } from '../../src/deal/instant.js';
import { RecordedDeal } from '../../src/deal/recorded-deal.js';
import type { Question } from '../../src/deal/question.js';
import { readReport, SOURCE_KINDS } from '../../src/deal/report.js';
import { STATUSES } from '../../src/deal/status.js';
import { decodeEvent, type ProposedEvent, type StoredEvent } from '../../src/deal/stored-event.js';

/** A report as sent, in the words of JSON. */
export type RawReport = Record<string, unknown>;

/** What a small record holds after everybody had their say: several deals on one time line. */
export interface World {
  readonly deals: ReadonlyMap<string, readonly StoredEvent[]>;
  readonly head: number;
  readonly sent: readonly RawReport[];
  readonly tally: Tally;
}

export interface Tally {
  readonly appended: number;
  readonly repeated: number;
  readonly malformed: number;
  readonly refused: Partial<Record<RejectionRule, number>>;
}

/** A slug of a small record, with all its deals as what links may join with it. */
export function recordedDeal(deals: World['deals'], slug: string): RecordedDeal {
  return new RecordedDeal(slug, new Map([...deals].map(([one, stored]) => [one, decoded(stored)])));
}

/** Reads stored events back; what we wrote can always be read. */
export function decoded(stored: readonly StoredEvent[]): DealEvent[] {
  return stored.map((event) => {
    const read = decodeEvent(event);
    if (!read.ok) {
      throw new Error(read.detail);
    }
    return read.value;
  });
}

const DEALS = ['alpha', 'omega', 'sigma'];
const ZONES = [
  'UTC',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'Europe/Paris',
];

/** Few, close together, and around changes of the clocks in New York, Apia and Lord Howe, so that they tie and overlap. */
const DAYS = [
  '2021-03-13',
  '2021-03-14',
  '2021-03-14',
  '2021-03-15',
  '2021-04-03',
  '2021-04-04',
  '2021-04-05',
];
const LONG = ['2021-03', '2021-04', '2021', '2020'];
const INSTANTS = [
  '2021-03-14T00:00:00Z',
  '2021-03-14T01:59:59.999-05:00',
  '2021-03-14T03:00:00-04:00',
  '2021-03-14T23:59:59.999Z',
  '2021-04-03T15:00:00Z',
  '2021-04-03T20:30:00+05:30',
  '2021-04-04T12:00:00.5Z',
];
const CLOCK_STARTS = [
  '2021-03-13T12:00:00Z',
  '2021-03-14T07:00:00Z',
  '2021-03-16T00:00:00Z',
  '2021-04-06T00:00:00Z',
];
const STEPS_MS = [0, 0, 1, 3_600_000, 43_200_000, 86_400_000, 10 * 86_400_000, -3_600_000];

const PARTIES = ['Acme', 'Beta AG', 'Gamma'];
const ALIASES = ['acme', 'BAG', 'Gamma'];
const NAMES = [...PARTIES, ...ALIASES, 'Nobody'];

/** A place in the list of the deal's reports so far, from its end: mostly the last ones. */
const back = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 1 }) },
  fc.integer({ min: 0, max: 7 }),
);

const time = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...DAYS) },
  { weight: 1, arbitrary: fc.constantFrom(...LONG) },
  { weight: 3, arbitrary: fc.constantFrom(...INSTANTS) },
  {
    weight: 2,
    arbitrary: fc.record({ value: fc.constantFrom(...DAYS, ...LONG), zone: fc.constantFrom(...ZONES) }),
  },
);

/** There `often` times out of ten. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, often = 5): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 10 - often, arbitrary: fc.constant(undefined) }, { weight: often, arbitrary });

const figure = fc.oneof(
  fc.constantFrom('1', '2', '10', '10.5', '9.75', '0', '1000000000000'),
  fc.integer({ min: 0, max: 20 }),
);
const money = fc.oneof(
  fc.record({
    value: figure,
    qualifier: fc.constantFrom('exact', 'up_to', 'at_least', 'approximately'),
    currency: fc.constantFrom('USD', 'EUR'),
  }),
  fc.constantFrom(
    { min: '1', max: '10', qualifier: 'range', currency: 'USD' },
    { min: 2, max: 9, qualifier: 'range', currency: 'EUR', basis: 'equity' },
  ),
);
const quantity = fc.record({
  value: fc.constantFrom('9.2', '-1', 0.5, 3),
  qualifier: fc.constantFrom('exact', 'at_least'),
});
const terms = fc.record(
  {
    amount: money,
    breakFee: money,
    stakePct: quantity,
    expectedClosing: time,
    consideration: fc.constantFrom('cash', 'stock'),
    components: fc.constant([{ kind: 'chips', durationYears: 5 }, { kind: 'computing' }]),
    tranches: fc.record({ amount: money, due: time }).map((tranche) => [tranche]),
  },
  { requiredKeys: [] },
);
const party = fc
  .record({
    place: fc.nat(2),
    roles: fc.subarray(['investor', 'target', 'adviser'], { minLength: 1 }),
    alias: fc.boolean(),
    ticker: maybe(fc.constantFrom('ACM', 'BAG')),
    lei: maybe(fc.constant('506700GE1G29325QX363')),
  })
  .map(({ place, alias, ...rest }) => ({
    name: PARTIES[place],
    ...rest,
    ...(alias && { aliases: [ALIASES[place]] }),
  }));

/** Statements name a status, or a report by its place from the end; {@link reportFrom} puts the id in. */
const target = fc.oneof(fc.constantFrom(...STATUSES), back);
const statement = fc.oneof(
  fc.record({
    party: fc.constantFrom(...NAMES),
    position: fc.constantFrom('declined_to_comment', 'no_comment_obtained'),
  }),
  fc.record({
    party: fc.constantFrom(...NAMES),
    position: fc.constant('confirmed'),
    confirms: maybe(target, 8),
  }),
  fc.record({ party: fc.constantFrom(...NAMES), position: fc.constant('denied'), denies: maybe(target, 8) }),
);

/** A correction or retraction, its targets as places from the end. */
const removal = fc.oneof(
  fc.record({ corrects: fc.constantFrom(0, 0, 1), clerical: fc.constant(true) }),
  fc.record({ corrects: back, clerical: maybe(fc.boolean(), 8) }),
  fc.record({
    retracts: fc.uniqueArray(back, { minLength: 1, maxLength: 3 }),
    clerical: maybe(fc.boolean(), 8),
  }),
  fc.record({
    corrects: back,
    retracts: fc.uniqueArray(back, { minLength: 1, maxLength: 2 }),
    clerical: maybe(fc.boolean()),
  }),
);

interface Recipe {
  readonly deal: number;
  readonly stepMs: number;
  readonly repeats: boolean;
  readonly removal: { corrects?: number; retracts?: number[]; clerical?: boolean | undefined } | undefined;
  readonly statements: readonly Record<string, unknown>[];
  readonly report: RawReport;
}

const recipe: fc.Arbitrary<Recipe> = fc.record({
  deal: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 1, 2),
  stepMs: fc.constantFrom(...STEPS_MS),
  repeats: fc.nat(19).map((n) => n === 0),
  removal: maybe(removal, 6),
  statements: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(statement, { maxLength: 3 })),
  report: fc.record(
    {
      title: maybe(fc.constantFrom('Acme and Beta', 'beta deal', 'Ärger', 'Acme und Beta')),
      source: fc.record({
        name: fc.constantFrom('The Wire', 'Acme', 'Court'),
        kind: fc.constantFrom(...SOURCE_KINDS, 'press', 'company'),
      }),
      publishedAt: maybe(time, 8),
      effectiveAt: maybe(time, 6),
      receivedAt: maybe(fc.constantFrom(...INSTANTS), 1),
      zone: maybe(fc.constantFrom(...ZONES)),
      status: maybe(fc.constantFrom(...STATUSES), 7),
      contested: maybe(fc.boolean()),
      terms: maybe(terms),
      parties: maybe(fc.array(party, { maxLength: 2 })),
      milestone: maybe(fc.constantFrom({ kind: 'signed' }, { kind: 'vote_held', detail: 'carried' })),
      reviews: maybe(
        fc.constant([
          { authority: 'FTC', step: 'opened' },
          { authority: 'CMA', step: 'phase_2', stage: '2' },
        ]),
        2,
      ),
      related: maybe(
        fc.array(
          fc.oneof(
            fc.record({
              name: fc.constantFrom('omega', 'old talks'),
              relation: fc.constantFrom('rival', 'earlier'),
            }),
            {
              weight: 4,
              arbitrary: fc.record({
                name: fc.constantFrom(...DEALS, ...DEALS, 'nowhere'),
                relation: fc.constant('same_as'),
              }),
            },
          ),
          { minLength: 1, maxLength: 2 },
        ),
        3,
      ),
    },
    { requiredKeys: ['source'] },
  ),
});

/** Puts reportIds in the place of counts from the end, and drops what cannot go together. Two deals may use one id. */
function reportFrom(
  { deal, removal: removes, statements, report }: Recipe,
  known: readonly string[],
): RawReport {
  const at = (place: number) => known[Math.max(0, known.length - 1 - place)];
  const raw: RawReport = { deal: DEALS[deal], reportId: `r${known.length}`, ...report };
  if (known.length === 0) {
    raw.title ??= `The ${DEALS[deal]} deal`;
  }
  if (raw.status === undefined) {
    delete raw.contested;
  }
  if (raw.terms !== undefined && Object.keys(raw.terms as object).length === 0) {
    delete raw.terms;
  }
  if (removes && known.length > 0) {
    const { corrects, retracts, clerical } = removes;
    const corrected = corrects === undefined ? undefined : at(corrects);
    const retracted = [...new Set(retracts?.map(at))].filter((one) => one !== corrected);
    Object.assign(raw, {
      corrects: corrected,
      clerical,
      ...(retracted.length > 0 && { retracts: retracted }),
    });
  }
  raw.statements = statements.map((one) => {
    const named = Object.entries(one).map(([member, value]) => [
      member,
      typeof value === 'number' ? at(value) : value,
    ]);
    return Object.fromEntries(named);
  });
  const says = ['status', 'terms', 'milestone', 'corrects', 'retracts'].some(
    (claim) => raw[claim] !== undefined,
  );
  const lists = ['parties', 'statements', 'reviews', 'related'] as const;
  if (!says && !lists.some((claim) => ((raw[claim] as unknown[] | undefined) ?? []).length > 0)) {
    raw.milestone = { kind: 'mentioned' };
  }
  return JSON.parse(JSON.stringify(raw)) as RawReport;
}

/** Lets each report through `readReport` and `decide`, as the record would, with a clock that may also go back. */
export function record(recipes: readonly Recipe[], clockStart: string): World {
  const book = new Book();
  const sent: RawReport[] = [];
  let clock = Date.parse(clockStart);
  for (const one of recipes) {
    clock += one.stepMs;
    const deal = DEALS[one.deal]!;
    const repeated = one.repeats ? sent.findLast((earlier) => earlier.deal === deal) : undefined;
    const raw = repeated ?? reportFrom(one, book.reportIds(deal));
    sent.push(raw);
    const attempts = [raw, without(raw, 'effectiveAt'), without(raw, 'effectiveAt', 'publishedAt')];
    attempts.some((attempt) => book.enter(deal, attempt, clock) !== 'not-yet-so');
  }
  return { deals: book.deals, head: book.position - 1, sent, tally: book.tally };
}

/** What has been recorded so far, of every deal on one time line. */
class Book {
  readonly deals = new Map<string, StoredEvent[]>();
  readonly tally = {
    appended: 0,
    repeated: 0,
    malformed: 0,
    refused: {} as Partial<Record<RejectionRule, number>>,
  };
  position = 0;
  readonly #histories = new Map<string, readonly DealEvent[]>();
  #recordedAt = -Infinity;

  reportIds(deal: string): string[] {
    return [...new Set(this.#history(deal).map(({ reportId }) => reportId))];
  }

  /** Enters a report if it is accepted, and returns the rule that refused it if it is not. */
  enter(deal: string, raw: RawReport, clock: number): RejectionRule | null {
    const read = readReport(raw);
    if (!('report' in read)) {
      this.tally.malformed++;
      return null;
    }
    const identified = { ...read.report, reportId: raw.reportId as string };
    const recordedBy = { type: 'user', id: 'tester' } as const;
    const decision = decide(this.#history(deal), identified, recordedBy, instantOf(clock));
    if (decision.outcome === 'refused') {
      const { rule } = decision.rejection;
      this.tally.refused[rule] = (this.tally.refused[rule] ?? 0) + 1;
      return rule;
    }
    if (decision.outcome === 'recorded') {
      this.tally.repeated++;
    } else {
      this.tally.appended++;
      this.#append(deal, decision.events, clock);
    }
    return null;
  }

  #history(deal: string): readonly DealEvent[] {
    return this.#histories.get(deal) ?? [];
  }

  #append(deal: string, proposed: readonly ProposedEvent[], clock: number): void {
    this.#recordedAt = Math.max(this.#recordedAt, clock);
    const before = this.deals.get(deal) ?? [];
    const events = proposed.map((event, index) => ({
      ...event,
      id: `${deal}.${this.position + index}`,
      revision: before.length + index,
      position: this.position + index,
      recordedAt: this.#recordedAt,
    }));
    this.position += events.length;
    this.deals.set(deal, [...before, ...events]);
    this.#histories.set(deal, [...this.#history(deal), ...decoded(events)]);
  }
}

function without(raw: RawReport, ...members: string[]): RawReport {
  return Object.fromEntries(Object.entries(raw).filter(([member]) => !members.includes(member)));
}

/** A record of a few deals, most of it about the deal `alpha`. */
export const world: fc.Arbitrary<World> = fc
  .tuple(fc.array(recipe, { minLength: 3, maxLength: 14, size: 'max' }), fc.constantFrom(...CLOCK_STARTS))
  .map(([recipes, clockStart]) => record(recipes, clockStart));

/** A question before it is put to a world: its instants and basis are places among those of the world. */
export interface QuestionRecipe {
  readonly audience: Question['audience'];
  readonly certainty: Question['certainty'];
  readonly basis: number | null;
  readonly knownAt: readonly [place: number, shiftMs: number];
  readonly effectiveAt: readonly [place: number, shiftMs: number] | null;
  readonly sourceKinds: Question['sourceKinds'] | null;
}

const instant = fc.tuple(fc.nat(1_000), fc.constantFrom(0, 0, -1, 1));

export const questionRecipe: fc.Arbitrary<QuestionRecipe> = fc.record({
  audience: fc.constantFrom('desk', 'public', 'public'),
  certainty: fc.constantFrom('certain', 'possible'),
  basis: fc.oneof(fc.constant(null), fc.nat(1_000)),
  knownAt: instant,
  effectiveAt: fc.oneof(fc.constant(null), instant),
  sourceKinds: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    fc.subarray([...SOURCE_KINDS], { minLength: 1 }),
  ),
});

/** The instants at which the knowledge of a deal may change, and some on either side of all of them. */
export function boundaries(stored: readonly StoredEvent[]): number[] {
  const instants = stored.flatMap(({ data, recordedAt }) => {
    const { publishedAt, effectiveAt } = JSON.parse(data) as Record<
      string,
      Record<string, string> | undefined
    >;
    const ends = [publishedAt, effectiveAt].flatMap((one) => (one ? [one.earliest!, one.latest!] : []));
    return [recordedAt, ...ends.map((end) => Date.parse(end))];
  });
  const far = [Date.parse('1999-01-01T00:00:00Z'), Date.parse('2031-01-01T00:00:00Z')];
  return [...new Set([...instants, ...far])].toSorted((a, b) => a - b);
}

export function questionFor(
  { audience, certainty, basis, knownAt, effectiveAt, sourceKinds }: QuestionRecipe,
  instants: readonly number[],
  head: number,
): Question {
  const pick = ([place, shiftMs]: readonly [number, number]) =>
    instantOf(instants[place % instants.length]! + shiftMs);
  return {
    audience,
    certainty,
    basis: basis === null ? head : (basis % (head + 3)) - 1,
    knownAt: pick(knownAt),
    effectiveAt: pick(effectiveAt ?? knownAt),
    ...(sourceKinds && { sourceKinds }),
  };
}
