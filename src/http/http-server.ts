import type { Duplex } from 'node:stream';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { foreignness } from './foreign-request.js';
import { Metrics } from './metrics.js';
import { openApiDocument } from './openapi/document.js';
import { servePage } from './page-files.js';
import { ProblemFilter, sendProblem } from './problem-reply.js';
import { describeProblem, problemOf, RefusedRequest, type Problem } from './problem.js';
import { MOST_REPORT_BYTES } from './report-upload.js';
import { RouteTable } from './route-table.js';
import { Shutdown } from './shutdown.js';

/** A connection on which nothing moves for this long is closed, however long the upload on it may yet be. */
const MOST_SILENCE_MS = 120_000;

/** The HTTP server. Uploads may take as long as they move, so no limit is set on a whole request. */
export function httpAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: MOST_REPORT_BYTES,
    connectionTimeout: MOST_SILENCE_MS,
    requestTimeout: 0,
    return503OnClosing: false,
    skipMiddie: true,
    routerOptions: { maxParamLength: 1_000 },
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, problemOf(error)),
    clientErrorHandler: answerUnreadable,
  });
}

/** Prepares an application that was made without Nest's own body parsers, before it listens. */
export function prepareHttp(app: NestFastifyApplication): void {
  const routes = new RouteTable();
  const shutdown = app.get(Shutdown);
  const metrics = app.get(Metrics);
  const fastify = app.getHttpAdapter().getInstance();

  fastify.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  fastify.addHook('onRequest', (request, _reply, done) => {
    const foreign = foreignness(request.method, request.headers);
    if (foreign) {
      done(foreign);
    } else if (shutdown.begun && request.url !== '/health/live') {
      done(new RefusedRequest('shutting-down', 'the service is shutting down', [], { connection: 'close' }));
    } else {
      done();
    }
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    metrics.requestAnswered(request.method, route, reply.statusCode, reply.elapsedTime);
    done();
  });

  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    done(unlessEncoded(request.headers), body);
  });
  for (const type of ['application/x-ndjson', 'application/jsonl']) {
    fastify.addContentTypeParser(type, (request, body, done) => done(unlessEncoded(request.headers), body));
  }

  app.useGlobalFilters(new ProblemFilter(routes));
  servePage(fastify);
  SwaggerModule.setup('docs', app, openApiDocument as unknown as OpenAPIObject, {
    raw: false,
    customSiteTitle: 'Knownwhen',
    swaggerOptions: { validatorUrl: 'none' },
  });
}

/** Bodies are taken as they are: UTF-8, without a content coding. */
function unlessEncoded(headers: { readonly [name: string]: string | string[] | undefined }): Error | null {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(String(headers['content-type']))?.[1];
  const coding = headers['content-encoding'];
  const plain = coding === undefined || coding === 'identity';
  return plain && /^utf-?8$/i.test(charset ?? 'utf-8')
    ? null
    : new RefusedRequest('unsupported-media-type', 'bodies are UTF-8 without content coding');
}

/** What cannot be read as HTTP never becomes a request, and is answered on the bare connection. */
function answerUnreadable(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(unreadable(error.code));
  socket.end(
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/problem+json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function unreadable(code = ''): Problem {
  const detail =
    code === 'HPE_HEADER_OVERFLOW' ? 'the headers are too large' : 'the request does not follow HTTP/1.1';
  return describeProblem('malformed-request', detail);
}
