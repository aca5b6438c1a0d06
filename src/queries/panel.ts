import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { DealFilter } from '../deal/deal-row.js';
import { formatInstant, type Instant } from '../deal/instant.js';
import { describeQuestion, type AskedOfAnswer } from '../deal/knowledge.js';
import type { Asked, Question } from '../deal/question.js';
import type { PanelRow } from '../tables/panel-table.js';
import type { Readers } from '../projections/readers.js';
import { knownDeals } from './known-deals.js';
import { Questions } from './questions.js';
import { streamedRows, type StreamedRows } from './streamed-rows.js';

/** The deals on each date, as they come. */
export interface PanelAnswer extends StreamedRows<PanelRow> {
  readonly asked: AskedOfPanel;
}

export interface AskedOfPanel extends Omit<AskedOfAnswer, 'knownAt' | 'effectiveAt'> {
  /** The last millisecond of each date. */
  readonly dates: readonly string[];
}

/** Which deals were known on each of these dates, and how did they stand, as it was known on that date? */
export class Panel extends Query<PanelAnswer> {
  constructor(
    readonly asked: Omit<Asked, 'knownAt' | 'effectiveAt'>,
    readonly filter: DealFilter,
    /** In order; each is the last millisecond of its date. */
    readonly dates: readonly Instant[],
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(Panel)
export class PanelHandler implements IQueryHandler<Panel, PanelAnswer> {
  constructor(private readonly questions: Questions) {}

  async execute({ asked, filter, dates, minPosition }: Panel): Promise<PanelAnswer> {
    const held = await this.questions.hold(asked, minPosition);
    const { knownAt: _, effectiveAt: __, ...rest } = describeQuestion(held.question);
    return {
      asked: { ...rest, dates: dates.map(formatInstant) },
      ...streamedRows(held, (isStopped) => panelRows(held.readers, held.question, filter, dates, isStopped)),
    };
  }
}

/** One question for each date, all at the same basis: each knows what was known at its date. */
async function* panelRows(
  readers: Readers,
  question: Question,
  filter: DealFilter,
  dates: readonly Instant[],
  isStopped: () => boolean,
): AsyncGenerator<PanelRow> {
  for (const date of dates) {
    if (isStopped()) {
      return;
    }
    const then: Question = { ...question, knownAt: date, effectiveAt: date };
    for await (const row of knownDeals(readers, then, filter)) {
      yield { ...row, knownAt: date, effectiveAt: date, basis: question.basis };
    }
  }
}
