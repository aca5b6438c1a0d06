import { Controller, Get, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readStatusCounts, readStatusDurations, readStatusTransitions } from '../queries/read-statistics.js';
import { sendKnown } from './answer-reply.js';
import { parametersOf, wellFormed } from './parameters.js';

/** Statistics over all deals, as known then. */
@Controller('stats')
export class StatisticsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('statuses')
  async statuses(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = wellFormed(readStatusCounts(parametersOf(request)));
    sendKnown(request, reply, query.asked, await this.queries.execute(query));
  }

  @Get('transitions')
  async transitions(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = wellFormed(readStatusTransitions(parametersOf(request)));
    sendKnown(request, reply, query.asked, await this.queries.execute(query));
  }

  @Get('durations')
  async durations(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = wellFormed(readStatusDurations(parametersOf(request)));
    sendKnown(request, reply, query.asked, await this.queries.execute(query));
  }
}
