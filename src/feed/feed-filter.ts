import { foldCase } from '../deal/deal-row.js';
import type { FeedEvent } from './feed-event.js';

/** Which events are wanted: those that pass every filter that is there, each by one of its values. */
export interface FeedFilter {
  /** As the record names them, such as `TalksReported`. */
  readonly types?: readonly string[];
  /** Slugs. */
  readonly deals?: readonly string[];
  /** Names or aliases of parties of the deal, in any case of letters. */
  readonly parties?: readonly string[];
}

export function matches({ types, deals, parties }: FeedFilter, event: FeedEvent): boolean {
  return (
    (types === undefined || types.includes(event.type)) &&
    (deals === undefined || deals.includes(event.deal)) &&
    (parties === undefined || parties.some((party) => event.parties.includes(foldCase(party))))
  );
}
