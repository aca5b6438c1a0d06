import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { atInstant, diff, type Diff } from '../deal/diff.js';
import type { Instant } from '../deal/instant.js';
import type { Asked, Question } from '../deal/question.js';
import { DealNotRecorded } from './query-errors.js';
import { Questions } from './questions.js';

/** Between which two states of knowledge: two instants by one basis, or two bases at one instant, or both. */
export interface DiffSpan {
  /** Absent: the instant of `to`. */
  readonly from?: Instant;
  /** Absent: now. */
  readonly to?: Instant;
  /** Absent: the basis of `to`. */
  readonly fromBasis?: number;
}

/** What did the audience learn about this deal between two states of knowledge, and what did that change? */
export class DealDiff extends Query<Diff> {
  constructor(
    readonly deal: string,
    readonly span: DiffSpan,
    readonly asked: Asked,
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(DealDiff)
export class DealDiffHandler implements IQueryHandler<DealDiff, Diff> {
  constructor(private readonly questions: Questions) {}

  execute({ deal, span, asked, minPosition }: DealDiff): Promise<Diff> {
    return this.questions.put(asked, minPosition, ({ claims }, question) => {
      const [from, to] = endsOf(span, question, asked);
      const learned = diff(claims.recorded(deal), from, to);
      if (!learned) {
        throw new DealNotRecorded(deal, from.basis);
      }
      return learned;
    });
  }
}

/** The two questions that a span compares. */
export function endsOf(
  { from, to, fromBasis }: DiffSpan,
  question: Question,
  { effectiveAt }: Asked,
): [from: Question, to: Question] {
  const until = atInstant(question, to ?? question.knownAt, effectiveAt);
  const since = atInstant(question, from ?? until.knownAt, effectiveAt);
  return [{ ...since, basis: fromBasis ?? question.basis }, until];
}
