import { sequenceOf } from './cloud-event.js';
import type { FeedEvent } from './feed-event.js';

/*
 * Server-sent events (WHATWG HTML, 9.2). The id of each is its position; the `event` field is left out, so that clients get
 * all of them as messages, and none of a type that they do not know of is passed over: the CloudEvent names its type.
 */

/** How a stream begins: what a client that lost it waits before it comes back, in milliseconds. */
export const OPENING = 'retry: 3000\n\n';

/** A comment, which clients pass over. */
export const HEARTBEAT = ':\n\n';

export function frameOf({ position, json }: FeedEvent): string {
  return `id: ${sequenceOf(position)}\ndata: ${json}\n\n`;
}

/** Tells how far the stream has come where no event is to be told: without data it is no message, but its id is kept. */
export function placeFrame(position: number): string {
  return `id: ${sequenceOf(position)}\n\n`;
}
