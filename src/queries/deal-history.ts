import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { history, type History, type HistoryField } from '../deal/history.js';
import type { Asked } from '../deal/question.js';
import { DealNotRecorded } from './query-errors.js';
import { Questions } from './questions.js';

/** Which values did this field of the deal ever have, and when were they the answer? */
export class DealHistory extends Query<History> {
  constructor(
    readonly deal: string,
    readonly field: HistoryField,
    readonly asked: Asked,
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(DealHistory)
export class DealHistoryHandler implements IQueryHandler<DealHistory, History> {
  constructor(private readonly questions: Questions) {}

  execute({ deal, field, asked, minPosition }: DealHistory): Promise<History> {
    return this.questions.put(asked, minPosition, ({ claims }, question) => {
      const { knownAt: _, effectiveAt: __, ...always } = question;
      const found = history(claims.recorded(deal), field, always);
      if (!found) {
        throw new DealNotRecorded(deal, question.basis);
      }
      return found;
    });
  }
}
