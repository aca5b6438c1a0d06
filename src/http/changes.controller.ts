import { Controller, Get, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readDealChanges } from '../queries/read-deal-changes.js';
import { sendAnswer } from './answer-reply.js';
import { betweenTwo } from './deals.controller.js';
import { parametersOf, wellFormed } from './parameters.js';

/** Asking what an audience learned between two instants, of all deals. */
@Controller('changes')
export class ChangesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async changes(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const raw = parametersOf(request);
    const query = wellFormed(readDealChanges(raw));
    const { from, to, next, ...said } = await this.queries.execute(query);
    if (next !== null) {
      const parameters = new URLSearchParams({ ...(raw as Record<string, string>), cursor: next });
      void reply.header('link', `</changes?${parameters.toString()}>; rel="next"`);
    }
    const compared = betweenTwo(from, to, query);
    // A cursor pins the basis and the second instant.
    const continued = query.cursor !== undefined;
    sendAnswer(request, reply, {
      said,
      ...compared,
      pinned: continued || compared.pinned,
      open: !continued && compared.open,
    });
  }
}
