import { Readable } from 'node:stream';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Feed, type FeedPage } from '../feed/feed.js';
import type { FeedEvent } from '../feed/feed-event.js';
import {
  EVENTS_UNLESS_TOLD,
  PAGE_PARAMETERS,
  readFeedQuestion,
  type FeedQuestion,
  type RepeatedParameters,
} from '../feed/read-feed-question.js';
import { waitForPage } from '../feed/wait-for-page.js';
import { placeInFeed } from './feed-place.js';
import { formOf, MEDIA_TYPE_OF_FORM, writtenPage } from './feed-forms.js';
import { wellFormed } from './parameters.js';
import { Shutdown } from './shutdown.js';

/** Following the record: every event as a CloudEvent, in order, from wherever a reader left off. */
@Controller('events')
export class EventsController {
  constructor(
    private readonly feed: Feed,
    private readonly shutdown: Shutdown,
  ) {}

  @Get()
  async events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = formOf(request);
    const question = wellFormed(readFeedQuestion(request.query as RepeatedParameters, PAGE_PARAMETERS));
    const after = await placeInFeed(this.feed, question);
    void reply.headers({
      'content-type': MEDIA_TYPE_OF_FORM[form],
      'cache-control': 'no-store',
      vary: 'accept',
    });
    if (form === 'ndjson' && question.limit === undefined) {
      await this.sendAll(request, reply, question, after);
    } else {
      const page = await this.page(reply, question, after);
      tellNext(request, reply, page.last);
      void reply.send(writtenPage(form, page));
    }
  }

  /** A page; where it would be empty, it waits as long as was asked for. */
  private async page(reply: FastifyReply, question: FeedQuestion, after: number): Promise<FeedPage> {
    const { limit = EVENTS_UNLESS_TOLD, waitSeconds = 0, filter } = question;
    if (waitSeconds === 0) {
      return this.feed.page(after, limit, filter);
    }
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const enough = AbortSignal.any([
      gone.signal,
      this.shutdown.beginning,
      AbortSignal.timeout(waitSeconds * 1_000),
    ]);
    return waitForPage(this.feed, after, limit, filter, enough);
  }

  /** Every event up to the newest that there is now, as they are read. */
  private async sendAll(
    request: FastifyRequest,
    reply: FastifyReply,
    question: FeedQuestion,
    after: number,
  ): Promise<void> {
    const first = await this.page(reply, { ...question, limit: 1 }, after);
    const upTo = Math.max(first.last, await this.feed.head());
    tellNext(request, reply, upTo);
    const lines = this.lines(after, upTo, question);
    void reply.send(
      request.method === 'HEAD' ? Readable.from([]) : Readable.from(lines, { objectMode: false }),
    );
  }

  private async *lines(after: number, upTo: number, { filter }: FeedQuestion): AsyncGenerator<string> {
    for (let last = after; last < upTo;) {
      const page = await this.feed.page(last, EVENTS_UNLESS_TOLD, filter);
      const events = page.events.filter(({ position }) => position <= upTo);
      if (events.length > 0) {
        yield linesOf(events);
      }
      last = page.last > last ? page.last : upTo;
    }
  }
}

function linesOf(events: readonly FeedEvent[]): string {
  return events.map(({ json }) => `${json}\n`).join('');
}

/** Where the feed goes on: the same question, behind what this reply tells of. */
function tellNext(request: FastifyRequest, reply: FastifyReply, last: number): void {
  const next = new URLSearchParams(request.url.split('?')[1]);
  next.delete('from');
  next.delete('zone');
  next.set('after', String(last));
  void reply.headers({ link: `</events?${next.toString()}>; rel="next"`, 'knownwhen-last': String(last) });
}
