import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tableSchemas } from '../tables/table-schemas.js';
import { schemaName } from '../feed/cloud-event.js';
import { PublicAddress } from '../feed/public-address.js';
import { EVENT_TYPES } from '../feed/read-feed-question.js';
import { asyncApiDocument } from './asyncapi/document.js';
import { CATALOGUE_POLICY, eventCatalogue } from './asyncapi/event-catalogue.js';
import { eventSchema } from './asyncapi/event-schemas.js';
import { openApiDocument } from './openapi/document.js';
import { cloudEventDocument } from './openapi/feed-schemas.js';
import { reportDocument } from './openapi/record-schemas.js';
import { isRule, RefusedRequest, RULES, type Rule } from './problem.js';

/** What the service says of itself. */
@Controller()
export class DocumentsController {
  constructor(private readonly address: PublicAddress) {}

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

  @Get('schemas/:file')
  schema(@Param('file') file: string, @Res() reply: FastifyReply): void {
    const type = EVENT_TYPES.find((one) => schemaName(one) === file);
    if (type === undefined && file !== 'cloudevent.json') {
      throw new RefusedRequest('not-found', 'the service has no schema of that name');
    }
    const { url } = this.address;
    const schema = type === undefined ? cloudEventDocument(url) : eventSchema(type, url);
    void reply.type('application/schema+json').send(JSON.stringify(schema));
  }

  @Get('asyncapi.json')
  asyncApi(@Res() reply: FastifyReply): void {
    void reply.send(asyncApiDocument(this.address.url));
  }

  @Get('events/types')
  eventTypes(@Res() reply: FastifyReply): void {
    void reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': CATALOGUE_POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      })
      .send(eventCatalogue(this.address.url));
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
