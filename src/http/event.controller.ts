import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import Negotiator from 'negotiator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatInstant, instantOf } from '../deal/instant.js';
import { Feed, type ToldEvent } from '../feed/feed.js';
import { CHECK_AGAIN } from './answer-reply.js';
import { withoutParameters } from './parameters.js';
import { toldEvent } from './told-event.js';

const CLOUD_EVENT = 'application/cloudevents+json';

/** One event, and what became of it. */
@Controller('events')
export class EventController {
  constructor(
    private readonly feed: Feed,
    private readonly queries: QueryBus,
  ) {}

  @Get(':id')
  async event(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    const told = await toldEvent(this.feed, this.queries, id);
    const isBare = new Negotiator(request.raw).mediaType(['application/json', CLOUD_EVENT]) === CLOUD_EVENT;
    void reply.headers({
      'content-type': `${isBare ? CLOUD_EVENT : 'application/json'}; charset=utf-8`,
      'cache-control': CHECK_AGAIN,
      vary: 'accept',
    });
    void reply.send(isBare ? told.event.json : withStored(told));
  }

  @Get(':id/successors')
  async successors(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    const { stored } = await toldEvent(this.feed, this.queries, id);
    const successors = await this.feed.successorsOf(stored);
    void reply
      .headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': CHECK_AGAIN })
      .send(`{"events":[${successors.map(({ json }) => json).join(',')}]}`);
  }
}

/** The event as it is told now, and as the record keeps it: `data` byte for byte, as text. */
function withStored({ event, stored, leafHash }: ToldEvent): string {
  const { stream, revision, position, id, type, recordedAt, data } = stored;
  const kept = {
    stream,
    revision,
    position,
    id,
    type,
    recordedAt: formatInstant(instantOf(recordedAt)),
    data,
    leafHash,
  };
  return `{"event":${event.json},"stored":${JSON.stringify(kept)}}`;
}
