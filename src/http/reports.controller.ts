import { Readable } from 'node:stream';
import { Controller, HttpCode, HttpStatus, Param, Post, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Recorder } from '../deal/claim.js';
import { isObject } from '../deal/shape.js';
import { PositionProjected } from '../queries/position-projected.js';
import { parsedBody } from './json-body.js';
import { withoutParameters } from './parameters.js';
import { sendProblem } from './problem-reply.js';
import { RefusedRequest } from './problem.js';
import { idempotencyKey, revisionToMatch, withoutReportHeaders } from './report-headers.js';
import { ReportUpload } from './report-upload.js';
import { ReportsTaken } from './reports-taken.js';

/** How long the reply to a write waits until the answers on this node know of it. */
const MOST_WAIT_MS = 2_000;

/** Recording: one report, or a stream of them. */
@Controller()
export class ReportsController {
  constructor(
    private readonly reports: ReportsTaken,
    private readonly uploads: ReportUpload,
    private readonly queries: QueryBus,
  ) {}

  @Post('deals/:deal/reports')
  async record(
    @Param('deal') deal: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    const input = addressed(parsedBody(request.body, 'one report'), deal, idempotencyKey(request.headers));
    const taken = await this.reports.take(input, recorderOf(request), revisionToMatch(request.headers));
    if ('problem' in taken) {
      sendProblem(reply, taken.problem);
      return;
    }
    const { status, receipt } = taken;
    const projected = await this.queries.execute(new PositionProjected(receipt.position, MOST_WAIT_MS));
    void reply
      .code(status)
      .headers({ location: `/deals/${receipt.deal}`, etag: `"r${receipt.revision}"` })
      .send({ ...receipt, projected });
  }

  /** Decides a report as if it were recorded now, and records nothing. */
  @Post('deals/:deal/reports/preview')
  @HttpCode(HttpStatus.OK)
  async preview(
    @Param('deal') deal: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    const input = addressed(parsedBody(request.body, 'one report'), deal, idempotencyKey(request.headers));
    const previewed = await this.reports.preview(input, recorderOf(request));
    if ('problem' in previewed) {
      sendProblem(reply, previewed.problem);
    } else {
      void reply.header('cache-control', 'no-store').send(previewed.preview);
    }
  }

  /** Reads and answers line by line, so that neither side needs to hold more than a part of it. */
  @Post('reports')
  @HttpCode(HttpStatus.OK)
  upload(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    withoutParameters(request);
    withoutReportHeaders(request.headers);
    if (!(request.body instanceof Readable)) {
      throw new RefusedRequest('unsupported-media-type', 'many reports are sent as application/x-ndjson');
    }
    const results = this.uploads.results(request.body, recorderOf(request));
    void reply.type('application/x-ndjson').send(Readable.from(results, { objectMode: false }));
    reply.raw.flushHeaders();
  }
}

function recorderOf(request: FastifyRequest): Recorder {
  return { type: 'unauthenticated', id: request.ip };
}

/** The report with the deal that the address names and the id that a header gives; it may repeat them, not differ. */
function addressed(input: unknown, deal: string, key: string | undefined): unknown {
  if (!isObject(input)) {
    return input;
  }
  return {
    ...input,
    deal: sameAs(deal, input.deal, '/deal', 'the address'),
    ...(key !== undefined && { reportId: sameAs(key, input.reportId, '/reportId', 'the Idempotency-Key') }),
  };
}

function sameAs(named: string, given: unknown, pointer: string, where: string): string {
  if (given !== undefined && given !== null && given !== named) {
    const detail = `is not what ${where} names: ${JSON.stringify(named)}`;
    throw new RefusedRequest('malformed-report', `${pointer} ${detail}`, [{ pointer, detail }]);
  }
  return named;
}
