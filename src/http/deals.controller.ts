import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AskedOfAnswer } from '../deal/knowledge.js';
import type { Asked } from '../deal/question.js';
import type { DiffSpan } from '../queries/deal-diff.js';
import { readDealAsKnown, readDealHeadline } from '../queries/read-deal-as-known.js';
import { readDealDiff } from '../queries/read-deal-diff.js';
import { readDealHistory } from '../queries/read-deal-history.js';
import { readDealTimeline } from '../queries/read-deal-timeline.js';
import { readDealsAsKnown } from '../queries/read-deals-as-known.js';
import { sendAnswer, sendKnown, withoutDefaults, type AnswerReply } from './answer-reply.js';
import { parametersOf, wellFormed } from './parameters.js';

/** Asking: what was known about a deal, or about all of them, by whom, at that moment. */
@Controller('deals')
export class DealsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':deal')
  async deal(
    @Param('deal') deal: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = wellFormed(readDealAsKnown(deal, parametersOf(request)));
    sendKnown(request, reply, query.asked, await this.queries.execute(query));
  }

  @Get(':deal/headline')
  async headline(
    @Param('deal') deal: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = wellFormed(readDealHeadline(deal, parametersOf(request)));
    sendKnown(request, reply, query.asked, await this.queries.execute(query));
  }

  @Get(':deal/timeline')
  async timeline(
    @Param('deal') deal: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = wellFormed(readDealTimeline(deal, parametersOf(request)));
    sendKnown(request, reply, query.asked, await this.queries.execute(query));
  }

  @Get(':deal/diff')
  async diff(
    @Param('deal') deal: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = wellFormed(readDealDiff(deal, parametersOf(request)));
    const { from, to, ...said } = await this.queries.execute(query);
    sendAnswer(request, reply, {
      said,
      ...betweenTwo(from, to, query),
    });
  }

  @Get(':deal/history')
  async history(
    @Param('deal') deal: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = wellFormed(readDealHistory(deal, parametersOf(request)));
    const { asked, ...said } = await this.queries.execute(query);
    const questions = { asked };
    sendAnswer(request, reply, {
      said,
      questions,
      settled: questions,
      pinned: query.asked.basis !== undefined,
      open: false,
    });
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const raw = parametersOf(request);
    const query = wellFormed(readDealsAsKnown(raw));
    const { asked, next, ...page } = await this.queries.execute(query);
    if (next !== null) {
      const parameters = new URLSearchParams({ ...(raw as Record<string, string>), cursor: next });
      void reply.header('link', `</deals?${parameters.toString()}>; rel="next"`);
    }
    // A cursor pins the basis and both instants.
    const continued = query.cursor !== undefined;
    sendAnswer(request, reply, {
      said: page,
      questions: { asked },
      settled: { asked: withoutDefaults(asked, query.asked) },
      pinned: continued || query.asked.basis !== undefined,
      open: !continued && query.asked.knownAt === undefined,
    });
  }
}

/** The part of a reply that tells which two questions were compared. */
export function betweenTwo(
  from: AskedOfAnswer,
  to: AskedOfAnswer,
  { span, asked }: { readonly span: DiffSpan; readonly asked: Asked },
): Pick<AnswerReply, 'questions' | 'settled' | 'pinned' | 'open'> {
  const given = { ...asked, ...(span.to !== undefined && { knownAt: span.to }) };
  return {
    questions: { from, to },
    settled: {
      from: span.from === undefined ? withoutDefaults(from, given) : from,
      to: withoutDefaults(to, given),
    },
    pinned: asked.basis !== undefined,
    open: span.to === undefined,
  };
}
