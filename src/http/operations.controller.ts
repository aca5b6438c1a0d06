import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Webhooks } from '../feed/webhooks/webhooks.js';
import { ReadModelUpkeep, type ReadModelStanding } from '../queries/read-model-upkeep.js';
import { Metrics } from './metrics.js';
import { withoutBody } from './json-body.js';
import { withoutParameters } from './parameters.js';
import { sendProblem } from './problem-reply.js';
import { describeProblem, RefusedRequest } from './problem.js';
import { Readiness } from './readiness.js';

/** What an operator asks for. */
@Controller()
export class OperationsController {
  constructor(
    private readonly readiness: Readiness,
    private readonly upkeep: ReadModelUpkeep,
    private readonly metrics: Metrics,
    private readonly webhooks: Webhooks,
  ) {}

  @Get('health/live')
  live(@Res() reply: FastifyReply): void {
    void reply.header('cache-control', 'no-store').send({ status: 'live' });
  }

  @Get('health/ready')
  ready(@Res() reply: FastifyReply): void {
    const reasons = this.readiness.reasons();
    if (reasons.length > 0) {
      sendProblem(reply, { ...describeProblem('not-ready', reasons.join('; ')), reasons });
    } else {
      void reply.header('cache-control', 'no-store').send({ status: 'ready' });
    }
  }

  @Get('metrics')
  async exposition(@Res() reply: FastifyReply): Promise<void> {
    const webhooks = await this.webhooks.list().catch(() => null);
    const text = await this.metrics.exposition(await this.upkeep.standing(), webhooks);
    void reply.headers({ 'content-type': this.metrics.contentType, 'cache-control': 'no-store' }).send(text);
  }

  @Get('read-models')
  async readModels(@Res() reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store').send(await this.upkeep.standing());
  }

  @Post('read-models/rebuild')
  @HttpCode(202)
  async rebuild(@Req() request: FastifyRequest): Promise<ReadModelStanding> {
    withoutParameters(request);
    withoutBody(request, 'a rebuild');
    if (!this.upkeep.startRebuild()) {
      throw new RefusedRequest('rebuild-under-way', 'the read models are being made anew already');
    }
    return this.upkeep.standing();
  }
}
