import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { DealFilter } from '../deal/deal-row.js';
import type { AskedOfAnswer } from '../deal/knowledge.js';
import { describeQuestion } from '../deal/knowledge.js';
import type { Asked, Question } from '../deal/question.js';
import { valueHistory, type ValueHeld } from '../deal/value-history.js';
import type { Readers } from '../projections/generation.js';
import { knownDeals } from './known-deals.js';
import { Questions } from './questions.js';
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

  async execute({ asked, filter, fields, minPosition }: Vintages): Promise<VintagesAnswer> {
    const held = await this.questions.hold(asked, minPosition);
    const { knownAt: _, effectiveAt: __, ...rest } = describeQuestion(held.question);
    return { asked: rest, ...streamedRows(held, () => values(held.readers, held.question, filter, fields)) };
  }
}

async function* values(
  readers: Readers,
  question: Question,
  filter: DealFilter,
  fields: readonly string[] | undefined,
): AsyncGenerator<ValueHeld> {
  for await (const { deal } of knownDeals(readers, question, filter)) {
    const history = valueHistory(readers.claims.of(deal), question);
    yield* history.filter(({ field }) => fields === undefined || fields.includes(field));
  }
}
