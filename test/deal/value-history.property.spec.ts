import * as fc from 'fast-check';
import { RecordedDeal } from '../../src/deal/recorded-deal.js';
import { valueHistory, type ValueHeld } from '../../src/deal/value-history.js';
import { oracleAnswer, type PlainQuestion } from '../oracle/oracle.js';
import { boundaries, questionFor, questionRecipe, recordedDeal, world, type World } from './history.js';

const seed = Number(process.env['ORACLE_SEED'] ?? Date.now() % 1e9);
const QUESTIONS = 12;

/** What a history says was known at an instant, field by field. */
function heldAt(history: readonly ValueHeld[], { knownAt, effectiveAt }: PlainQuestion): [string, unknown][] {
  return history
    .filter(({ knownFrom, knownTo }) => knownFrom <= knownAt && (knownTo === null || knownAt < knownTo))
    .filter(({ effectiveFrom }) => effectiveFrom === null || effectiveFrom <= effectiveAt)
    .filter(({ effectiveTo }) => effectiveTo === null || effectiveAt < effectiveTo)
    .map(({ field, value, event }): [string, unknown] => [field, { value, event: event?.id ?? null }])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The same fields by the naive evaluation; none where the deal is known under another slug. */
function naive({ deals }: World, slug: string, question: PlainQuestion): [string, unknown][] {
  const told = oracleAnswer(deals, slug, question);
  const { status } = told;
  if (told.deal !== slug) {
    return [];
  }
  const fields: Record<string, unknown> = {};
  if (told.title !== null) {
    fields['title'] = { value: told.title, event: null };
  }
  if (status) {
    const rest = { event: status.event };
    fields['status'] = { value: status.value, ...rest };
    fields['episode'] = { value: told.episode, ...rest };
    fields['officially_confirmed'] = { value: told.officiallyConfirmed, ...rest };
    fields['disputed'] = { value: status.disputed.length > 0, ...rest };
  }
  for (const [facet, { event, ...value }] of Object.entries<Record<string, unknown>>(told.terms)) {
    fields[`terms.${facet}`] = { value, event };
  }
  return Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

it('holds at every instant the values that the naive oracle gives for it', () => {
  process.stdout.write(`oracle seed ${seed}\n`);
  const check = fc.property(
    world,
    fc.array(questionRecipe, { minLength: QUESTIONS, maxLength: QUESTIONS }),
    (w, recipes) => {
      const slugs = [...w.deals.keys()];
      const instants = boundaries([...w.deals.values()].flat());
      for (const [place, recipe] of slugs.length === 0 ? [] : recipes.entries()) {
        const slug = slugs[place % slugs.length]!;
        const question = { ...questionFor(recipe, instants, w.head), basis: w.head };
        const history = valueHistory(recordedDeal(w.deals, slug), question);
        expect(JSON.parse(JSON.stringify(heldAt(history, question)))).toEqual(naive(w, slug, question));
      }
    },
  );
  fc.assert(check, { numRuns: 400, seed });
}, 120_000);

it('never has two values of one field at the same instant of knowledge and effect', () => {
  const check = fc.property(world, questionRecipe, (w, recipe) => {
    for (const [slug, stored] of w.deals) {
      const instants = boundaries(stored);
      const history = valueHistory(recordedDeal(w.deals, slug), questionFor(recipe, instants, w.head));
      for (const knownAt of instants) {
        for (const effectiveAt of instants) {
          const fields = heldAt(history, { ...questionFor(recipe, instants, w.head), knownAt, effectiveAt });
          expect(new Set(fields.map(([field]) => field)).size).toBe(fields.length);
        }
      }
    }
  });
  fc.assert(check, { numRuns: 100, seed });
}, 120_000);

it('is empty while nothing is known', () => {
  expect(
    valueHistory(new RecordedDeal('alpha', new Map()), { audience: 'desk', certainty: 'certain', basis: 5 }),
  ).toEqual([]);
});
