import { setImmediate } from 'node:timers/promises';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { DealFilter } from '../deal/deal-row.js';
import type { AskedOfAnswer } from '../deal/knowledge.js';
import { describeQuestion } from '../deal/knowledge.js';
import type { Asked, Question } from '../deal/question.js';
import type { RecordedDeal } from '../deal/recorded-deal.js';
import { stepsOfHistory, type ValueHeld } from '../deal/value-history.js';
import { foundDeals } from './known-deals.js';
import { Questions, type Held } from './questions.js';
import { streamedRows, type StreamedRows } from './streamed-rows.js';

/** The values of the deals, as they come. */
export interface VintagesAnswer extends StreamedRows<ValueHeld> {
  readonly asked: Omit<AskedOfAnswer, 'knownAt' | 'effectiveAt'>;
}

/** Which values did the fields of these deals ever have, and when were they so, known and recorded? */
export class Vintages extends Query<VintagesAnswer> {
  constructor(
    readonly asked: Omit<Asked, 'knownAt' | 'effectiveAt'>,
    /** Of the deals as they are known by now. */
    readonly filter: DealFilter,
    /** Absent: all. */
    readonly fields?: readonly string[],
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(Vintages)
export class VintagesHandler implements IQueryHandler<Vintages, VintagesAnswer> {
  constructor(private readonly questions: Questions) {}

  async execute(query: Vintages): Promise<VintagesAnswer> {
    const held = await this.questions.hold(query.asked, query.minPosition);
    const { knownAt: _, effectiveAt: __, ...rest } = describeQuestion(held.question);
    return { asked: rest, ...streamedRows(held, (isStopped) => values(held, query, isStopped)) };
  }
}

/** Instants of learning gone through between two looks at what else there is to do. */
const STEPS_AT_ONCE = 5;

async function* values(
  { readers, question }: Held,
  { filter, fields }: Vintages,
  isStopped: () => boolean,
): AsyncGenerator<ValueHeld> {
  for await (const { row } of foundDeals(readers, question, filter)) {
    // A joined deal was several before its link was known, each with values of its own.
    for (const slug of [row.deal, ...row.alsoRecordedAs]) {
      const history = await historyOf(readers.claims.recorded(slug), question, isStopped);
      if (isStopped()) {
        return;
      }
      yield* history.filter(({ field }) => fields === undefined || fields.includes(field));
    }
  }
}

/** The values of one slug; none when the work was stopped. */
async function historyOf(
  recorded: RecordedDeal,
  question: Question,
  isStopped: () => boolean,
): Promise<readonly ValueHeld[]> {
  const steps = stepsOfHistory(recorded, question);
  let step = steps.next();
  for (let count = 1; !step.done; count++) {
    if (count % STEPS_AT_ONCE === 0) {
      await setImmediate();
    }
    if (isStopped()) {
      return [];
    }
    step = steps.next();
  }
  return step.value;
}
