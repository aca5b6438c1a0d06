import type { DealEvent } from '../deal/claim.js';
import type { Effect } from '../deal/course.js';
import { earlier, formatInstant, type Instant } from '../deal/instant.js';
import { currentVersions } from '../deal/upcast.js';

/** Types of CloudEvents are the record's own names behind this; a reverse domain name would need a domain. */
const TYPE_PREFIX = 'knownwhen.';

/** As many as the greatest position has, so that sequences compare as text. */
const SEQUENCE_DIGITS = 16;

export interface CloudEventParts {
  readonly event: DealEvent;
  /** The event's data in its current version, as JSON. */
  readonly data: string;
  readonly effect: Effect;
  /** Stands for the record; absolute. */
  readonly source: string;
  /** Address of the service, which has the schemas. */
  readonly base: string;
}

/**
 * A CloudEvent 1.0.2 in structured mode, on one line. `data` is the event as the record holds it (in its current version)
 * with its `position`, its `revision` and its `effect` on the deal. It is concatenated: the data is JSON already, and this
 * runs for every event that anybody follows.
 */
export function cloudEventJson({ event, data, effect, source, base }: CloudEventParts): string {
  const { id, deal, position, revision, reportId, recordedAt, claim } = event;
  return (
    `{"specversion":"1.0","id":"${id}","source":${JSON.stringify(source)},"type":"${cloudEventType(claim.type)}",` +
    `"subject":"${deal}","time":"${formatInstant(timeOf(event))}","datacontenttype":"application/json",` +
    `"dataschema":${JSON.stringify(schemaAddress(base, claim.type))},"recordedtime":"${formatInstant(recordedAt)}",` +
    `"sequence":"${sequenceOf(position)}","correlationid":${JSON.stringify(reportId)},` +
    `"data":${data.slice(0, -1)},"effect":${JSON.stringify(effect)},"position":${position},"revision":${revision}}}`
  );
}

export function cloudEventType(type: string): string {
  return TYPE_PREFIX + type;
}

/** The record's name of a type that is given as either. */
export function recordType(type: string): string {
  return type.startsWith(TYPE_PREFIX) ? type.slice(TYPE_PREFIX.length) : type;
}

/** A position as text that compares as the position does. */
export function sequenceOf(position: number): string {
  return String(position).padStart(SEQUENCE_DIGITS, '0');
}

/** Where the schema of an event's data is, in the version that is written now. */
export function schemaAddress(base: string, type: DealEvent['claim']['type']): string {
  return `${base}/schemas/${schemaName(type)}`;
}

export function schemaName(type: DealEvent['claim']['type']): string {
  return `${type}.v${currentVersions[type]}.json`;
}

/** When it became so, by the event itself: the last instant that it can mean, and never after it was told or recorded. */
function timeOf({ effectiveAt, publishedAt, recordedAt }: DealEvent): Instant {
  const told = earlier(publishedAt?.latest ?? recordedAt, recordedAt);
  return earlier(effectiveAt?.latest ?? told, told);
}
