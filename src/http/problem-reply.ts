import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf, RefusedRequest, type Problem } from './problem.js';
import type { RouteTable } from './route-table.js';

const RETRY_AFTER_SECONDS = '1';

/** Answers with a problem. Problems are never kept by a cache. */
export function sendProblem(
  reply: FastifyReply,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  void reply
    .code(problem.status)
    .headers({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(problem.status === 503 && { 'retry-after': RETRY_AFTER_SECONDS }),
      ...headers,
    })
    .send(JSON.stringify(problem));
}

/** Turns everything that is thrown on the way to an answer into a problem. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  private answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (reply.sent || reply.raw.destroyed) {
      return;
    }
    const error = this.inAddressTable(thrown, request);
    const problem = problemOf(error);
    if (problem.status === 500) {
      this.logger.error(
        `${request.method} ${request.url} failed`,
        error instanceof Error ? error.stack : error,
      );
    }
    sendProblem(reply, problem, error instanceof RefusedRequest ? error.headers : {});
  }

  /** What the router found nothing for may be there under another method. */
  private inAddressTable(error: unknown, request: FastifyRequest): unknown {
    if (!request.is404) {
      return error;
    }
    const [path = ''] = request.url.split('?');
    const allowed = this.routes.methodsAt(path);
    return allowed.length > 0 && !allowed.includes(request.method)
      ? new RefusedRequest('method-not-allowed', `${path} does not take ${request.method}`, [], {
          allow: allowed.join(', '),
        })
      : new RefusedRequest('not-found', `there is nothing at ${path}`);
  }
}
