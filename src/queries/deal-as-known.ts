import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { answer, type Answer } from '../deal/knowledge.js';
import type { Asked } from '../deal/question.js';
import { DealNotRecorded } from './query-errors.js';
import { Questions } from './questions.js';

/** What was known about this deal, by whom, at that moment? */
export class DealAsKnown extends Query<Answer> {
  constructor(
    readonly deal: string,
    readonly asked: Asked,
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(DealAsKnown)
export class DealAsKnownHandler implements IQueryHandler<DealAsKnown, Answer> {
  constructor(private readonly questions: Questions) {}

  execute({ deal, asked, minPosition }: DealAsKnown): Promise<Answer> {
    return this.questions.put(asked, minPosition, ({ claims }, question) => {
      const known = answer(claims.recorded(deal), question);
      if (!known) {
        throw new DealNotRecorded(deal, question.basis);
      }
      return known;
    });
  }
}
