import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EXPORTS } from '../exports/export-file.js';
import { readExportOfRecord } from '../queries/read-export-of-record.js';
import { MEDIA_TYPES } from '../tables/formats.js';
import { sendFile } from './file-reply.js';
import { wellFormed, withoutParameters } from './parameters.js';

/** The record as it stood at a position, as files that never change. */
@Controller('exports')
export class ExportsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':basis/:file')
  async export(
    @Param('basis') basis: string,
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    const query = wellFormed(readExportOfRecord({ basis, file }));
    const written = await this.queries.execute(query);
    const { table, format } = EXPORTS[query.name];
    sendFile(request, reply, {
      ...written,
      mediaType: MEDIA_TYPES[format],
      fileName: `${table}-${query.basis}.${format}`,
    });
  }
}
