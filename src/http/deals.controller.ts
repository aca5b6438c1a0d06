import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readDealAsKnown } from '../queries/read-deal-as-known.js';
import { readDealDiff } from '../queries/read-deal-diff.js';
import { readDealTimeline } from '../queries/read-deal-timeline.js';
import { readDealsAsKnown } from '../queries/read-deals-as-known.js';
import { sendAnswer, sendKnown, withoutDefaults } from './answer-reply.js';
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
      questions: { from, to },
      settled: { from, to: withoutDefaults(to, { ...query.asked, ...(query.to && { knownAt: query.to }) }) },
      pinned: query.asked.basis !== undefined,
      open: query.to === undefined,
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
