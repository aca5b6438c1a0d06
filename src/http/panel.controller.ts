import { Readable } from 'node:stream';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MEDIA_TYPES } from '../tables/formats.js';
import { CHECK_AGAIN, FOR_EVER } from './answer-reply.js';
import { acceptedFormat, panelFormOf } from './chosen-format.js';
import { writePanel } from './panel-rows.js';
import { parametersOf, wellFormed } from './parameters.js';

/** Panels: all deals on many dates, each date knowing only what was known on it. */
@Controller('panel')
export class PanelController {
  constructor(private readonly queries: QueryBus) {}

  /** Sends rows as they come. A reply that fails in the middle is cut off, which is told from one that ended. */
  @Get()
  async panel(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = panelFormOf(parametersOf(request), () => acceptedFormat(request));
    const { bytes, close, basis, isPinned } = await writePanel(this.queries, form, wellFormed);
    reply.raw.once('close', close);
    if (reply.raw.destroyed) {
      close();
    }
    void reply.headers({
      'content-type': MEDIA_TYPES[form.format],
      'cache-control': isPinned ? FOR_EVER : CHECK_AGAIN,
      vary: 'accept',
      'knownwhen-basis': String(basis),
    });
    void reply.send(
      request.method === 'HEAD' ? Readable.from([]) : Readable.from(bytes, { objectMode: false }),
    );
  }
}
