import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { describeQuestion, type AskedOfAnswer } from '../deal/knowledge.js';
import type { Asked } from '../deal/question.js';
import type { Grouping } from '../deal/status-spells.js';
import { transitions, type Transition } from '../deal/transitions.js';
import { Questions } from './questions.js';
import { spellsOfDeals } from './spells-of-deals.js';

export interface TransitionsAnswer {
  readonly transitions: readonly Transition[];
  /** How many deals had a status. */
  readonly deals: number;
  readonly asked: AskedOfAnswer;
}

/** How often, and how fast, did deals go from one status to another, as known then? */
export class StatusTransitions extends Query<TransitionsAnswer> {
  constructor(
    readonly asked: Asked,
    readonly by?: Grouping,
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(StatusTransitions)
export class StatusTransitionsHandler implements IQueryHandler<StatusTransitions, TransitionsAnswer> {
  constructor(private readonly questions: Questions) {}

  execute({ asked, by, minPosition }: StatusTransitions): Promise<TransitionsAnswer> {
    return this.questions.put(asked, minPosition, async (readers, question) => {
      const deals = await Array.fromAsync(spellsOfDeals(readers, question));
      return { transitions: transitions(deals, by), deals: deals.length, asked: describeQuestion(question) };
    });
  }
}
