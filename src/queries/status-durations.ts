import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { durations, waits, type Duration, type Wait, type WaitsAsked } from '../deal/durations.js';
import { describeQuestion, type AskedOfAnswer } from '../deal/knowledge.js';
import type { Asked } from '../deal/question.js';
import { Questions } from './questions.js';
import { spellsOfDeals } from './spells-of-deals.js';

export interface DurationsAnswer {
  readonly fromStatus: WaitsAsked['from'];
  readonly toStatus: WaitsAsked['to'];
  readonly durations: readonly Duration[];
  readonly asked: AskedOfAnswer;
}

/** How long did deals stay before they reached a status, as known then? */
export class StatusDurations extends Query<DurationsAnswer> {
  constructor(
    readonly asked: Asked,
    readonly waitedFor: Omit<WaitsAsked, 'effectiveAt'>,
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(StatusDurations)
export class StatusDurationsHandler implements IQueryHandler<StatusDurations, DurationsAnswer> {
  constructor(private readonly questions: Questions) {}

  execute({ asked, waitedFor, minPosition }: StatusDurations): Promise<DurationsAnswer> {
    return this.questions.put(asked, minPosition, async (readers, question) => {
      const all: Wait[] = [];
      for await (const spells of spellsOfDeals(readers, question)) {
        all.push(...waits(spells, { ...waitedFor, effectiveAt: question.effectiveAt }));
      }
      const { from, to } = waitedFor;
      return { fromStatus: from, toStatus: to, durations: durations(all), asked: describeQuestion(question) };
    });
  }
}
