import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { answer, type AskedOfAnswer } from '../deal/knowledge.js';
import type { Asked } from '../deal/question.js';
import { timeline } from '../deal/timeline.js';
import { inOneSentence } from '../prose/headline.js';
import { Told } from '../prose/told.js';
import type { When } from '../prose/when.js';
import { DealNotRecorded } from './query-errors.js';
import { Questions } from './questions.js';

/** The answer about a deal in one sentence. */
export interface Headline {
  /** The first of its slugs. */
  readonly deal: string;
  /** Its other slugs, as known then. */
  readonly alsoRecordedAs: readonly string[];
  /** Null while the deal is not known. */
  readonly title: string | null;
  readonly known: boolean;
  readonly headline: string;
  readonly asked: AskedOfAnswer;
}

/** What was known about this deal, by whom, at that moment, in one sentence? */
export class DealHeadline extends Query<Headline> {
  constructor(
    readonly deal: string,
    readonly asked: Asked,
    /** The clocks by which times are said. */
    readonly when: When,
    readonly minPosition?: number,
  ) {
    super();
  }
}

@QueryHandler(DealHeadline)
export class DealHeadlineHandler implements IQueryHandler<DealHeadline, Headline> {
  constructor(private readonly questions: Questions) {}

  execute({ deal, asked, when, minPosition }: DealHeadline): Promise<Headline> {
    return this.questions.put(asked, minPosition, ({ claims }, question) => {
      const recorded = claims.recorded(deal);
      const known = answer(recorded, question);
      // What an answer leaves open rests on claims that only possibly count.
      const behind = timeline(recorded, { ...question, certainty: 'possible' });
      if (!known || !behind) {
        throw new DealNotRecorded(deal, question.basis);
      }
      return {
        deal: known.deal,
        alsoRecordedAs: known.alsoRecordedAs,
        title: known.title,
        known: known.known,
        headline: inOneSentence(known, Told.behind(known, behind, when), asked.knownAt === undefined),
        asked: known.asked,
      };
    });
  }
}
