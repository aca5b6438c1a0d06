import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { atInstant, diff, type Diff } from '../deal/diff.js';
import type { Instant } from '../deal/instant.js';
import type { Asked } from '../deal/question.js';
import { DealNotRecorded } from './query-errors.js';
import { Questions } from './questions.js';

/** What did the audience learn about this deal between two instants, and what did that change? */
export class DealDiff extends Query<Diff> {
  constructor(
    readonly deal: string,
    readonly from: Instant,
    /** Absent: now. */
    readonly to: Instant | undefined,
    readonly asked: Asked,
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(DealDiff)
export class DealDiffHandler implements IQueryHandler<DealDiff, Diff> {
  constructor(private readonly questions: Questions) {}

  execute({ deal, from, to, asked, minPosition }: DealDiff): Promise<Diff> {
    return this.questions.put(asked, minPosition, ({ claims }, question) => {
      const until = atInstant(question, to ?? question.knownAt, asked.effectiveAt);
      const learned = diff(claims.of(deal), atInstant(question, from, asked.effectiveAt), until);
      if (!learned) {
        throw new DealNotRecorded(deal, question.basis);
      }
      return learned;
    });
  }
}
