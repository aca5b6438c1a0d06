import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Asked } from '../deal/question.js';
import { timeline, type Timeline } from '../deal/timeline.js';
import { DealNotRecorded } from './query-errors.js';
import { Questions } from './questions.js';

/** Which claims about this deal were known then, and which of them had been taken back? */
export class DealTimeline extends Query<Timeline> {
  constructor(
    readonly deal: string,
    readonly asked: Asked,
    /** Only claims that reached the audience more than this long after they took effect. */
    readonly lateByMs?: number,
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(DealTimeline)
export class DealTimelineHandler implements IQueryHandler<DealTimeline, Timeline> {
  constructor(private readonly questions: Questions) {}

  execute({ deal, asked, lateByMs, minPosition }: DealTimeline): Promise<Timeline> {
    return this.questions.put(asked, minPosition, ({ claims }, question) => {
      const known = timeline(claims.recorded(deal), question, lateByMs);
      if (!known) {
        throw new DealNotRecorded(deal, question.basis);
      }
      return known;
    });
  }
}
