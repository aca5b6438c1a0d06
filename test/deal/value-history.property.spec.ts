import * as fc from 'fast-check';
import type { StoredEvent } from '../../src/deal/stored-event.js';
import { valueHistory, type ValueHeld } from '../../src/deal/value-history.js';
import { oracleAnswer, type PlainQuestion } from '../oracle/oracle.js';
import { boundaries, decoded, questionFor, questionRecipe, world } from './history.js';

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

/** The same fields by the naive evaluation. */
function naive(stored: readonly StoredEvent[], question: PlainQuestion): [string, unknown][] {
  const told = oracleAnswer(stored, question);
  const { status } = told;
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
      const stored = w.deals.get('alpha') ?? [...w.deals.values()][0];
      if (!stored) {
        return;
      }
      const instants = boundaries(stored);
      for (const recipe of recipes) {
        const question = { ...questionFor(recipe, instants, w.head), basis: w.head };
        const history = valueHistory(decoded(stored), question);
        expect(JSON.parse(JSON.stringify(heldAt(history, question)))).toEqual(naive(stored, question));
      }
    },
  );
  fc.assert(check, { numRuns: 400, seed });
}, 120_000);

it('never has two values of one field at the same instant of knowledge and effect', () => {
  const check = fc.property(world, questionRecipe, (w, recipe) => {
    for (const stored of w.deals.values()) {
      const instants = boundaries(stored);
      const history = valueHistory(decoded(stored), questionFor(recipe, instants, w.head));
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
  expect(valueHistory([], { audience: 'desk', certainty: 'certain', basis: 5 })).toEqual([]);
});
