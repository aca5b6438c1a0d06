import type { QueryBus } from '@nestjs/cqrs';
import type { Feed, ToldEvent } from '../feed/feed.js';
import { EventPlacesOf } from '../queries/event-places-of.js';
import { RefusedRequest } from './problem.js';

/** The event of an id, in any case of letters; refuses the request where the record holds none. */
export async function toldEvent(feed: Pick<Feed, 'at'>, queries: QueryBus, id: string): Promise<ToldEvent> {
  for (const position of await queries.execute(new EventPlacesOf(id.toLowerCase()))) {
    const told = await feed.at(position);
    if (told?.event.id === id.toLowerCase()) {
      return told;
    }
  }
  throw new RefusedRequest('event-not-recorded', 'the record holds no event of this id');
}
