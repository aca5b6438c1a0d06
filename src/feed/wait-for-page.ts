import type { Feed, FeedPage } from './feed.js';
import type { FeedFilter } from './feed-filter.js';

/** A page as {@link Feed.page} gives it, as soon as it has an event; an empty one once `enough` aborts. */
export async function waitForPage(
  feed: Feed,
  after: number,
  limit: number,
  filter: FeedFilter,
  enough: AbortSignal,
): Promise<FeedPage> {
  const detach = feed.tail.attach();
  try {
    for (let last = after; ;) {
      const page = await feed.page(last, limit, filter);
      if (page.events.length > 0 || enough.aborted) {
        return page;
      }
      if (page.last === last) {
        await feed.tail.grown(last, enough);
      }
      last = page.last;
    }
  } finally {
    detach();
  }
}
