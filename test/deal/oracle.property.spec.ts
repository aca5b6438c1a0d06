import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import type { DealEvent } from '../../src/deal/claim.js';
import { compareRows, passes, rowOf, SORTS } from '../../src/deal/deal-row.js';
import { atInstant, diff } from '../../src/deal/diff.js';
import { instantOf } from '../../src/deal/instant.js';
import { answer, type Answer } from '../../src/deal/knowledge.js';
import type { Question } from '../../src/deal/question.js';
import { STATUSES } from '../../src/deal/status.js';
import type { StoredEvent } from '../../src/deal/stored-event.js';
import { timeline } from '../../src/deal/timeline.js';
import { oracleAnswer, oracleDiff, oracleRows, oracleTimeline } from '../oracle/oracle.js';
import {
  boundaries,
  decoded,
  questionFor,
  questionRecipe,
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

type Check = (events: readonly DealEvent[], question: Question, stored: readonly StoredEvent[]) => void;

/** Puts every question to the deal that most of the world is about, and one to each other deal. */
function ask({ deals, head }: World, recipes: readonly QuestionRecipe[], check: Check): void {
  for (const [deal, stored] of deals) {
    const events = decoded(stored);
    const instants = boundaries(stored);
    for (const recipe of deal === 'alpha' ? recipes : recipes.slice(0, 1)) {
      check(events, questionFor(recipe, instants, head), stored);
    }
  }
}

const lateBy = fc.constantFrom(undefined, 0, 1, 86_400_000);

describe('the one rule and its naive oracle', () => {
  it('give the same answer and timeline', () => {
    fc.assert(
      fc.property(world, questions, lateBy, (record, recipes, lateByMs) => {
        ask(record, recipes, (events, question, stored) => {
          expectSame(answer(events, question), oracleAnswer(stored, question));
          expectSame(timeline(events, question, lateByMs), oracleTimeline(stored, question, lateByMs));
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('find the same difference between two instants', () => {
    fc.assert(
      fc.property(world, questions, fc.nat(1_000), fc.boolean(), (record, recipes, place, fixed) => {
        ask(record, recipes.slice(0, 2), (events, question, stored) => {
          const instants = boundaries(stored);
          const earlier = instantOf(instants[place % instants.length]!);
          const from = atInstant(question, earlier, fixed ? question.effectiveAt : undefined);
          expectSame(diff(events, from, question), oracleDiff(stored, from, question));
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
          const stored = worlds.flatMap(({ deals }, place) =>
            [...deals.values()].map((events) => renamed(events, `-${place}`)),
          );
          const head = Math.max(...worlds.map((one) => one.head));
          const question = {
            ...questionFor({ ...recipe, basis: null }, [knownAt], head),
          };
          const known = stored
            .map((events) => answer(decoded(events), question))
            .filter((one): one is Answer => one?.known === true);
          const rows = known
            .filter((one) => passes(one, wanted))
            .map(rowOf)
            .toSorted(compareRows(sort));
          const naive = oracleRows(
            stored.map((events) => oracleAnswer(events, question)),
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

function renamed(events: readonly StoredEvent[], suffix: string): StoredEvent[] {
  return events.map((event) => {
    const data = JSON.parse(event.data) as { deal: string };
    return { ...event, data: JSON.stringify({ ...data, deal: data.deal + suffix }) };
  });
}

describe('an answer', () => {
  it('to the same question on the same basis stays, whatever is recorded later', () => {
    fc.assert(
      fc.property(world, questions, (record, recipes) => {
        ask(record, recipes, (events, question, stored) => {
          const asItStood = stored.filter(({ position }) => position <= question.basis);
          expect(answer(events, question)).toEqual(answer(decoded(asItStood), question));
          expect(timeline(events, question)).toEqual(timeline(decoded(asItStood), question));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('rests on nothing that its audience could not possibly know then', () => {
    fc.assert(
      fc.property(world, questions, (record, recipes) => {
        ask(record, recipes, (events, question, stored) => {
          const knowable = withoutWhatCouldNotBeKnown(stored, question);
          const { revision: _, ...whole } = answer(events, question) ?? nothingKnown;
          const { revision: __, ...known } = answer(decoded(knowable), question) ?? nothingKnown;
          expectSame(
            knowable.length > 0 ? known : { known: false },
            knowable.length > 0 ? whole : { known: whole.known },
          );
        });
      }),
      { numRuns: 500 },
    );
  });

  it('counts for certain only what it counts as possible', () => {
    fc.assert(
      fc.property(world, questions, (record, recipes) => {
        ask(record, recipes, (events, question) => {
          const [certain, possible] = (['certain', 'possible'] as const).map((certainty) => ({
            answer: answer(events, { ...question, certainty }),
            claims: timeline(events, { ...question, certainty })?.claims.map(({ event }) => event) ?? [],
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
        ask(record, recipes, (events, question) => {
          const found = answer(events, question);
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

const nothingKnown: Partial<Answer> = { known: false };

/**
 * The events of reports that could possibly be known by then, with the reports that they clerically correct (whose place
 * and removals they carry on), and, for the public, every clerical removal, which counts from the start.
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
  for (const { event, body } of held.toReversed()) {
    if (event.type === 'ReportCorrected' && body.claim.clerical && keep.has(body.reportId)) {
      keep.add(body.claim.report!);
    }
  }
  return held
    .filter(({ body }) => keep.has(body.reportId) || (audience === 'public' && body.claim.clerical === true))
    .map(({ event }) => event);
}

interface Body {
  readonly reportId: string;
  readonly publishedAt?: { readonly earliest: string };
  readonly claim: { readonly report?: string; readonly clerical?: boolean };
}

function types({ deals }: World): string[] {
  return [...deals.values()].flat().map(({ type }) => type);
}

function removals({ deals }: World): Body[] {
  return [...deals.values()]
    .flat()
    .map(({ data }) => JSON.parse(data) as Body)
    .filter(({ claim }) => claim.report !== undefined);
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

  it('meet every rule that refuses a report, but not too often', () => {
    const rules = new Set(worlds.flatMap(({ tally }) => Object.keys(tally.refused)));
    expect([...rules].toSorted()).toEqual([
      'already-removed',
      'confirmed-needs-named-source',
      'not-yet-so',
      'report-id-taken',
      'retraction-of-retraction',
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
