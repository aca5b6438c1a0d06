import type { QueryBus } from '@nestjs/cqrs';
import type { Read } from '../deal/shape.js';
import type { Feed } from '../feed/feed.js';
import type { ReplayRange } from '../feed/webhooks/webhook-decisions.js';
import type { replayRequest } from '../feed/webhooks/webhook-input.js';
import { RefusedRequest } from './problem.js';
import { toldEvent } from './told-event.js';

/** The positions that a replay is to cover; refuses a body that does not name them in one way. */
export async function replayRange(
  feed: Feed,
  queries: QueryBus,
  { event, position, from, to, since }: Read<typeof replayRequest>,
): Promise<Omit<ReplayRange, 'replay'>> {
  const ways = [event, position, from, since].filter((way) => way !== undefined);
  if (ways.length !== 1 || (to !== undefined && from === undefined)) {
    const detail = 'names events by one of event, position, from (with or without to) and since';
    throw new RefusedRequest('malformed-webhook', `the body ${detail}`, [{ pointer: '', detail }]);
  }
  const only = event === undefined ? position : (await toldEvent(feed, queries, event)).event.position;
  if (only !== undefined) {
    return { from: only, to: only, whatever: true };
  }
  const begin = from ?? (await feed.before(since!)) + 1;
  return { from: begin, to: to ?? (await feed.head()), whatever: false };
}
