import type { IdentifiedReport } from '../deal/decide.js';
import type { ProposedEvent, StoredEvent } from '../deal/stored-event.js';
import type { Appended, NewEvent } from '../event-store/recorded-event.js';
import { eventId } from './event-id.js';

/** Where an append puts its last event, and its stamp. */
export type Place = Omit<Appended, 'repeated'>;

/** The events of a report under the ids that they have on every node and every retry. */
export function identified(
  { deal, reportId }: IdentifiedReport,
  proposed: readonly ProposedEvent[],
): NewEvent[] {
  return proposed.map((event, index) => ({ ...event, id: eventId(deal, reportId, index) }));
}

/** The events as the store keeps them, given where it puts the last one. */
export function placed(
  events: readonly NewEvent[],
  { revision, position, recordedAt }: Place,
): StoredEvent[] {
  return events.map((event, index) => {
    const fromLast = events.length - 1 - index;
    return { ...event, revision: revision - fromLast, position: position - fromLast, recordedAt };
  });
}
