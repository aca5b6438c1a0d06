import type { Feed } from '../feed/feed.js';
import type { FeedQuestion } from '../feed/read-feed-question.js';
import { RefusedRequest } from './problem.js';

/**
 * The position behind which a reader of the feed wants to begin: -1 unless told. Refuses a position that the record has not
 * reached: what it was read from was another record, or is ahead of this node.
 */
export async function placeInFeed(
  feed: Feed,
  { after = -1, from }: Pick<FeedQuestion, 'after' | 'from'>,
  saidIn: { readonly parameter: string } | { readonly header: string } = { parameter: 'after' },
): Promise<number> {
  const head = await feed.head();
  if (after > head) {
    const detail = `the record has not reached position ${after}; its newest event is at ${head}`;
    throw new RefusedRequest('basis-not-reached', detail, [{ ...saidIn, detail }]);
  }
  return from === undefined ? after : feed.before(from);
}
