import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tableSchemas } from '../tables/table-schemas.js';
import { openApiDocument } from './openapi/document.js';
import { reportDocument } from './openapi/record-schemas.js';
import { isRule, RefusedRequest, RULES, type Rule } from './problem.js';

/** What the service says of itself. */
@Controller()
export class DocumentsController {
  @Get('openapi.json')
  openApi(@Res() reply: FastifyReply): void {
    void reply.send(openApiDocument);
  }

  @Get('schemas/report.json')
  reportSchema(@Res() reply: FastifyReply): void {
    void reply.type('application/schema+json').send(JSON.stringify(reportDocument));
  }

  @Get('schemas/exports.json')
  exportSchemas(@Res() reply: FastifyReply): void {
    void reply.send(tableSchemas);
  }

  @Get('problems')
  problems(@Res() reply: FastifyReply): void {
    void reply.send((Object.keys(RULES) as Rule[]).map(explain));
  }

  @Get('problems/:rule')
  problem(@Param('rule') rule: string, @Res() reply: FastifyReply): void {
    if (!isRule(rule)) {
      throw new RefusedRequest('not-found', 'no problem of this service has that type');
    }
    void reply.send(explain(rule));
  }
}

function explain(rule: Rule): object {
  return { type: `/problems/${rule}`, ...RULES[rule] };
}
