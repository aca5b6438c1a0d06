import * as fc from 'fast-check';
import type { DealEvent } from '../../src/deal/claim.js';
import { DealCourse } from '../../src/deal/course.js';
import type { Question } from '../../src/deal/question.js';
import { oracleAnswer } from '../oracle/oracle.js';
import { decoded, world } from './history.js';

/** The course of a deal, and how many of its events could be taken in without looking back. */
function courseOf(events: readonly DealEvent[]): { readonly course: DealCourse; readonly alone: number } {
  const course = new DealCourse();
  let alone = 0;
  for (const event of events) {
    if (course.take(event)) {
      alone++;
    } else {
      course.takeByRule(events);
    }
  }
  return { course, alone };
}

describe('what an event did to its deal', () => {
  it('is what the naive oracle answers the desk at the positions before and after it', () => {
    let [taken, alone] = [0, 0];
    fc.assert(
      fc.property(world, ({ deals }) => {
        for (const [deal, stored] of deals) {
          const bySlug = new Map([[deal, stored]]);
          const { course, alone: some } = courseOf(decoded(stored));
          alone += some;
          taken += stored.length;
          for (const [revision, { position, recordedAt }] of stored.entries()) {
            const at = recordedAt as Question['knownAt'];
            const question: Question = {
              audience: 'desk',
              certainty: 'certain',
              knownAt: at,
              effectiveAt: at,
              basis: position,
            };
            const after = oracleAnswer(bySlug, deal, question)!;
            const before =
              revision === 0
                ? null
                : oracleAnswer(bySlug, deal, { ...question, basis: stored[revision - 1]!.position });
            expect({ revision, ...course.effectOf(revision) }).toEqual({
              revision,
              statusBefore: before?.status?.value ?? null,
              statusAfter: after.status?.value ?? null,
              episodeBefore: before?.episode ?? 1,
              episodeAfter: after.episode,
            });
          }
        }
      }),
      { numRuns: 300 },
    );
    // Both ways must have been gone often.
    expect(alone).toBeGreaterThan(taken / 4);
    expect(taken - alone).toBeGreaterThan(taken / 50);
  });
});
