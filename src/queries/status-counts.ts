import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { DealFilter } from '../deal/deal-row.js';
import { describeQuestion, type AskedOfAnswer } from '../deal/knowledge.js';
import type { Asked, Question } from '../deal/question.js';
import { STATUSES, type Status } from '../deal/status.js';
import type { Readers } from '../projections/readers.js';
import { foundDeals } from './known-deals.js';
import { listOnMap } from './list-on-map.js';
import { Questions } from './questions.js';

/** How many of the deals that were known stood in each status; `none` counts those without one. */
export type CountsByStatus = Readonly<Record<Status | 'none', number>>;

export interface StatusCountsAnswer {
  readonly statuses: CountsByStatus;
  /** Of all statuses together. */
  readonly deals: number;
  readonly asked: AskedOfAnswer;
}

/** In which status were how many deals, as known then? */
export class StatusCounts extends Query<StatusCountsAnswer> {
  constructor(
    readonly asked: Asked,
    readonly filter: Omit<DealFilter, 'statuses'>,
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(StatusCounts)
export class StatusCountsHandler implements IQueryHandler<StatusCounts, StatusCountsAnswer> {
  constructor(private readonly questions: Questions) {}

  execute({ asked, filter, minPosition }: StatusCounts): Promise<StatusCountsAnswer> {
    return this.questions.put(asked, minPosition, async (readers, question) => {
      const statuses =
        countOnMap(readers, question, filter) ?? (await countByGoingThrough(readers, question, filter));
      const deals = Object.values(statuses).reduce((sum, count) => sum + count, 0);
      return { statuses, deals, asked: describeQuestion(question) };
    });
  }
}

const ALL = [...STATUSES, 'none'] as const;

/** Null where the map does not answer. */
function countOnMap(readers: Readers, question: Question, filter: DealFilter): CountsByStatus | null {
  const counts = ALL.map((status) => {
    const part = { filter: { ...filter, statuses: [status] }, sort: 'deal', limit: 0, after: null } as const;
    return [status, listOnMap(readers, question, part)?.total] as const;
  });
  return counts.some(([, count]) => count === undefined)
    ? null
    : (Object.fromEntries(counts) as CountsByStatus);
}

async function countByGoingThrough(
  readers: Readers,
  question: Question,
  filter: DealFilter,
): Promise<CountsByStatus> {
  const counts = Object.fromEntries(ALL.map((status) => [status, 0])) as Record<Status | 'none', number>;
  for await (const { row } of foundDeals(readers, question, filter)) {
    counts[row.status ?? 'none'] += 1;
  }
  return counts;
}
