import { Controller, Get, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Feed } from '../feed/feed.js';
import { LiveStreams } from '../feed/live-streams.js';
import {
  readFeedQuestion,
  STREAM_PARAMETERS,
  type FeedQuestion,
  type RepeatedParameters,
} from '../feed/read-feed-question.js';
import { OPENING } from '../feed/sse-frames.js';
import { placeInFeed } from './feed-place.js';
import { Metrics } from './metrics.js';
import { wellFormed } from './parameters.js';
import { RefusedRequest } from './problem.js';
import { ResponseSink } from './response-sink.js';

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no', // proxies are not to collect it
} as const;

/**
 * The record as server-sent events. The reply is written by hand: what is wrong with a request is answered with a status
 * of its own before the stream opens, and the service sees what each client has taken.
 */
@Controller('events')
export class EventStreamController implements OnModuleDestroy {
  constructor(
    private readonly feed: Feed,
    private readonly streams: LiveStreams,
    metrics: Metrics,
  ) {
    metrics.watchStreams(() => streams.figures);
  }

  @Get('stream')
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const question = wellFormed(readFeedQuestion(request.query as RepeatedParameters, STREAM_PARAMETERS));
    const after = await this.placeOf(request, question);
    if (this.streams.isFull) {
      throw new RefusedRequest('too-many-streams', 'as many streams are open as the service serves at once');
    }
    if (request.method === 'HEAD') {
      void reply.headers(HEADERS).send();
      return;
    }
    reply.hijack();
    reply.raw.writeHead(200, HEADERS);
    reply.raw.write(OPENING);
    const forget = this.streams.open(new ResponseSink(reply.raw), after, question.filter);
    reply.raw.once('close', forget);
    if (reply.raw.destroyed) {
      forget();
    }
  }

  onModuleDestroy(): void {
    this.streams.close();
  }

  /** A client that comes back says in a header what it got last; the address it has tells where it once began. */
  private async placeOf(request: FastifyRequest, question: FeedQuestion): Promise<number> {
    const header = request.headers['last-event-id'];
    if (header !== undefined && header !== '') {
      const position = typeof header === 'string' && /^\d{1,16}$/.test(header) ? Number(header) : NaN;
      if (!Number.isSafeInteger(position)) {
        const detail = 'is not the id of an event of this stream';
        throw new RefusedRequest('malformed-request', `Last-Event-ID ${detail}`, [
          { header: 'Last-Event-ID', detail },
        ]);
      }
      return placeInFeed(this.feed, { after: position }, { header: 'Last-Event-ID' });
    }
    const { lastEventId } = question;
    return lastEventId === undefined
      ? placeInFeed(this.feed, question)
      : placeInFeed(this.feed, { after: lastEventId }, { parameter: 'last_event_id' });
  }
}
