import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { compareRows, passes, rowOf, SORTS } from '../../src/deal/deal-row.js';
import { atInstant, diff } from '../../src/deal/diff.js';
import { instantOf } from '../../src/deal/instant.js';
import { answer, type Answer } from '../../src/deal/knowledge.js';
import type { Question } from '../../src/deal/question.js';
import type { RecordedDeal } from '../../src/deal/recorded-deal.js';
import { STATUSES } from '../../src/deal/status.js';
import type { StoredEvent } from '../../src/deal/stored-event.js';
import { timeline } from '../../src/deal/timeline.js';
import { oracleAnswer, oracleDiff, oracleRows, oracleTimeline } from '../oracle/oracle.js';
import {
  boundaries,
  questionFor,
  questionRecipe,
  recordedDeal,
  world,
  type QuestionRecipe,
  type World,
} from './history.js';

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** `toEqual` on what JSON carries; Jest's slow comparison is asked only for its words when the two differ. */
function expectSame(found: unknown, expected: unknown): void {
  const [a, b] = [asJson(found), asJson(expected)];
  const same = isDeepStrictEqual(a, b);
  expect(same ? null : a).toEqual(same ? null : b);
}

const questions = fc.array(questionRecipe, { minLength: 5, maxLength: 5 });

type Deals = World['deals'];
type Check = (recorded: RecordedDeal, question: Question, deals: Deals) => void;

/** Puts every question to the deal that most of the world is about, and one to each other deal. */
function ask({ deals, head }: World, recipes: readonly QuestionRecipe[], check: Check): void {
  const instants = boundaries([...deals.values()].flat());
  for (const deal of deals.keys()) {
    const recorded = recordedDeal(deals, deal);
    for (const recipe of deal === 'alpha' ? recipes : recipes.slice(0, 1)) {
      check(recorded, questionFor(recipe, instants, head), deals);
    }
  }
}

function every(deals: Deals, of: (stored: readonly StoredEvent[]) => StoredEvent[]): Deals {
  return new Map([...deals].map(([deal, stored]) => [deal, of(stored)]));
}

const lateBy = fc.constantFrom(undefined, 0, 1, 86_400_000);

describe('the one rule and its naive oracle', () => {
  it('give the same answer and timeline', () => {
    fc.assert(
      fc.property(world, questions, lateBy, (record, recipes, lateByMs) => {
        ask(record, recipes, (recorded, question, deals) => {
          const { slug } = recorded;
          expectSame(answer(recorded, question), oracleAnswer(deals, slug, question));
          expectSame(timeline(recorded, question, lateByMs), oracleTimeline(deals, slug, question, lateByMs));
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('find the same difference between two instants', () => {
    fc.assert(
      fc.property(world, questions, fc.nat(1_000), fc.boolean(), (record, recipes, place, fixed) => {
        ask(record, recipes.slice(0, 2), (recorded, question, deals) => {
          const instants = boundaries([...deals.values()].flat());
          const earlier = instantOf(instants[place % instants.length]!);
          const from = atInstant(question, earlier, fixed ? question.effectiveAt : undefined);
          expectSame(diff(recorded, from, question), oracleDiff(deals, recorded.slug, from, question));
        });
      }),
      { numRuns: 500 },
    );
  });

  it('list the same deals in the same order', () => {
    const filter = fc.record(
      {
        statuses: fc.subarray([...STATUSES, 'none' as const], { minLength: 1 }),
        party: fc.constantFrom('ACME', 'bag', 'Gamma', 'nobody'),
        q: fc.constantFrom('acme', 'BETA  deal', 'ärger', 'alpha', ' ', '1'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(world, { minLength: 2, maxLength: 4 }),
        questionRecipe,
        filter,
        fc.constantFrom(...SORTS),
        (worlds, recipe, wanted, sort) => {
          const knownAt = Math.max(
            ...worlds.flatMap(({ deals }) => [...deals.values()].flat()).map((e) => e.recordedAt),
          );
          const asked = worlds
            .map(({ deals }, place) => renamed(deals, `-${place}`))
            .flatMap((deals) => [...deals.keys()].map((slug) => ({ deals, slug })));
          const head = Math.max(...worlds.map((one) => one.head));
          const question = {
            ...questionFor({ ...recipe, basis: null }, [knownAt], head),
          };
          const known = asked
            .map(({ deals, slug }) => answer(recordedDeal(deals, slug), question))
            .filter((one): one is Answer => one?.known === true && one.asked.deal === undefined);
          const rows = known
            .filter((one) => passes(one, wanted))
            .map(rowOf)
            .toSorted(compareRows(sort));
          const naive = oracleRows(
            asked.map(({ deals, slug }) => oracleAnswer(deals, slug, question)),
            wanted,
            sort,
          );
          expectSame(rows, naive);
        },
      ),
      { numRuns: 200 },
    );
  });
});

function renamed(deals: Deals, suffix: string): Deals {
  const inNewWords = ({ data, ...event }: StoredEvent) => {
    const { deal, claim, ...rest } = JSON.parse(data) as { deal: string; claim: Record<string, unknown> };
    const name = claim.relation === 'same_as' ? { name: `${claim.name as string}${suffix}` } : {};
    return { ...event, data: JSON.stringify({ ...rest, deal: deal + suffix, claim: { ...claim, ...name } }) };
  };
  return new Map([...deals].map(([deal, stored]) => [deal + suffix, stored.map(inNewWords)]));
}

describe('an answer', () => {
  it('to the same question on the same basis stays, whatever is recorded later', () => {
    fc.assert(
      fc.property(world, questions, (record, recipes) => {
        ask(record, recipes, (recorded, question, deals) => {
          const asItStood = recordedDeal(
            every(deals, (stored) => stored.filter(({ position }) => position <= question.basis)),
            recorded.slug,
          );
          expect(answer(recorded, question)).toEqual(answer(asItStood, question));
          expect(timeline(recorded, question)).toEqual(timeline(asItStood, question));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('rests on nothing that its audience could not possibly know then', () => {
    fc.assert(
      fc.property(world, questions, (record, recipes) => {
        ask(record, recipes, (recorded, question, deals) => {
          const { slug } = recorded;
          const knowable = every(deals, (stored) => withoutWhatCouldNotBeKnown(stored, question));
          const whole = answer(recorded, question);
          const known = answer(recordedDeal(knowable, slug), question);
          const isKnowable = knowable.get(slug)!.length > 0;
          expectSame(
            isKnowable ? withoutRecord(known) : { known: false },
            isKnowable ? withoutRecord(whole) : { known: whole?.known ?? false },
          );
        });
      }),
      { numRuns: 500 },
    );
  });

  it('counts for certain only what it counts as possible', () => {
    fc.assert(
      fc.property(world, questions, (record, recipes) => {
        ask(record, recipes, (recorded, question) => {
          const [certain, possible] = (['certain', 'possible'] as const).map((certainty) => ({
            answer: answer(recorded, { ...question, certainty }),
            claims: timeline(recorded, { ...question, certainty })?.claims.map(({ event }) => event) ?? [],
          }));
          expect(possible!.claims).toEqual(expect.arrayContaining(certain!.claims));
          expect(counted(possible!.answer)).toEqual(expect.arrayContaining(counted(certain!.answer)));
          expect(possible!.answer?.sources ?? 0).toBeGreaterThanOrEqual(certain!.answer?.sources ?? 0);
          expect(knownSince(possible!.answer)).toBeLessThanOrEqual(knownSince(certain!.answer));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('holds nothing open for the desk about what was published, and nothing that is settled', () => {
    fc.assert(
      fc.property(world, questions, (record, recipes) => {
        ask(record, recipes, (recorded, question) => {
          const found = answer(recorded, question);
          const settled = (found?.undetermined ?? []).filter(({ why, from, to }) => {
            const at = why === 'effective' ? question.effectiveAt : question.knownAt;
            return Date.parse(from) > at || at >= Date.parse(to);
          });
          expect(settled).toEqual([]);
          const onDesk = found?.undetermined.filter(({ why }) => why !== 'effective') ?? [];
          expect(question.audience === 'desk' ? onDesk : []).toEqual([]);
        });
      }),
      { numRuns: 150 },
    );
  });
});

function counted(found: Answer | null): string[] {
  return [...(found?.milestones ?? []), ...(found?.reviews ?? [])].map(({ event }) => event);
}

/** The first instant of knowing; never, while it is not known. */
function knownSince(found: Answer | null): number {
  return found?.firstKnownAt ? Date.parse(found.firstKnownAt) : Infinity;
}

/** Without what is told of the record: the revision, and which of its slugs stands for a deal. */
function withoutRecord(found: Answer | null): unknown {
  if (found === null) {
    return { known: false };
  }
  const { revision: _, deal, alsoRecordedAs, asked, ...known } = found;
  return { ...known, slugs: [deal, ...alsoRecordedAs].toSorted(), asked: { ...asked, deal: undefined } };
}

/**
 * The events of reports that could possibly be known by then and, for the public, every clerical removal, which counts from the
 * start; with the reports that these clerically correct, whose place and removals they carry on, and with which they are one to
 * whoever makes a statement about either.
 */
function withoutWhatCouldNotBeKnown(
  stored: readonly StoredEvent[],
  { audience, knownAt, basis }: Question,
): StoredEvent[] {
  const held = stored
    .filter(({ position }) => position <= basis)
    .map((event) => ({ event, body: JSON.parse(event.data) as Body }));
  const keep = new Set(
    held
      .filter(({ event, body: { publishedAt } }) => {
        const told = publishedAt ? Math.min(Date.parse(publishedAt.earliest), event.recordedAt) : Infinity;
        return (audience === 'desk' ? event.recordedAt : told) <= knownAt;
      })
      .map(({ body }) => body.reportId),
  );
  const isKept = ({ reportId, claim }: Body) =>
    keep.has(reportId) || (audience === 'public' && claim.clerical === true);
  for (const { event, body } of held.toReversed()) {
    if (event.type === 'ReportCorrected' && body.claim.clerical && isKept(body)) {
      keep.add(body.claim.report!);
    }
  }
  return held.filter(({ body }) => isKept(body)).map(({ event }) => event);
}

interface Body {
  readonly deal: string;
  readonly reportId: string;
  readonly publishedAt?: { readonly earliest: string };
  readonly claim: { readonly report?: string; readonly clerical?: boolean; readonly relation?: string };
}

function types({ deals }: World): string[] {
  return [...deals.values()].flat().map(({ type }) => type);
}

function bodies({ deals }: World): Body[] {
  return [...deals.values()].flat().map(({ data }) => JSON.parse(data) as Body);
}

function removals(one: World): Body[] {
  return bodies(one).filter(({ claim }) => claim.report !== undefined);
}

function isSameAs({ claim }: Body): boolean {
  return claim.relation === 'same_as';
}

describe('the generated histories', () => {
  const worlds = fc.sample(world, { numRuns: 500, seed: 20_251_216 });
  const share = (holds: (one: World) => boolean) => worlds.filter(holds).length / worlds.length;
  it('mostly hold four reports and more', () => {
    expect(share(({ tally }) => tally.appended >= 4)).toBeGreaterThan(0.75);
  });

  it('often hold corrections and retractions, clerical ones among them, and chains', () => {
    expect(share((one) => types(one).includes('ReportCorrected'))).toBeGreaterThan(0.4);
    expect(share((one) => types(one).includes('ReportRetracted'))).toBeGreaterThan(0.3);
    expect(share((one) => removals(one).some(({ claim }) => claim.clerical))).toBeGreaterThan(0.4);
    const chained = share((one) => {
      const removers = new Set(removals(one).map(({ reportId }) => reportId));
      return removals(one).some(({ claim }) => removers.has(claim.report!));
    });
    expect(chained).toBeGreaterThan(0.25);
  });

  it('often join two deals by a link, and take links back', () => {
    const joined = share(({ deals, head }) =>
      [...deals.keys()].some((slug) => {
        const last = boundaries([...deals.values()].flat()).at(-1)!;
        const knownAt = instantOf(last);
        const now: Question = {
          audience: 'desk',
          knownAt,
          effectiveAt: knownAt,
          certainty: 'certain',
          basis: head,
        };
        return recordedDeal(deals, slug).at(now).alsoRecordedAs.length > 0;
      }),
    );
    expect(joined).toBeGreaterThan(0.2);
    const linking = (one: World) =>
      new Set(
        bodies(one)
          .filter(isSameAs)
          .map(({ deal, reportId }) => `${deal} ${reportId}`),
      );
    const takenBack = share((one) =>
      removals(one).some(({ deal, claim }) => linking(one).has(`${deal} ${claim.report}`)),
    );
    expect(takenBack).toBeGreaterThan(0.1);
  });

  it('meet every rule that refuses a report, but not too often', () => {
    const rules = new Set(worlds.flatMap(({ tally }) => Object.keys(tally.refused)));
    expect([...rules].toSorted()).toEqual([
      'already-removed',
      'confirmed-needs-named-source',
      'not-yet-so',
      'report-id-taken',
      'retraction-of-retraction',
      'same-as-itself',
      'step-back',
    ]);
    const total = (count: (tally: World['tally']) => number) =>
      worlds.reduce((sum, one) => sum + count(one.tally), 0);
    const sent = worlds.reduce((sum, one) => sum + one.sent.length, 0);
    expect(total(({ malformed }) => malformed)).toBe(0);
    expect(total(({ appended }) => appended) / sent).toBeGreaterThan(0.6);
    expect(total(({ repeated }) => repeated)).toBeGreaterThan(0);
  });
});
