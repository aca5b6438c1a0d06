import type { StoredTime } from '../../../deal/stored-time.js';
import type { TimelineEntry } from '../../../deal/timeline.js';
import { statusTold } from '../../../prose/words.js';
import { isObject, type Json, type JsonObject } from './pointer.js';

/** The lists of a report, by the type of event that holds one member. */
const LISTS: Readonly<Record<string, string>> = {
  PartyNamed: 'parties',
  StatementMade: 'statements',
  ReviewStepTaken: 'reviews',
  DealLinked: 'related',
};

/**
 * The report that some claims came from, in the form in which it is recorded, about the slug that it was recorded under;
 * what it takes back is left out.
 */
export function reportOfClaims(claims: readonly TimelineEntry[]): JsonObject {
  const inOrder = claims.toSorted((a, b) => a.revision - b.revision);
  const first = inOrder[0]!;
  const zone = zoneOf(inOrder);
  const time = (name: string, given: StoredTime | undefined) =>
    given === undefined ? {} : { [name]: timeIn(zone, given) };
  return {
    deal: first.deal,
    source: { ...first.source },
    ...(first.title !== undefined && { title: first.title }),
    ...time('publishedAt', first.publishedAt),
    ...time('effectiveAt', first.effectiveAt),
    ...time('receivedAt', first.receivedAt),
    ...(zone !== 'UTC' && { zone }),
    ...(first.summary !== undefined && { summary: first.summary }),
    ...saidBy(inOrder, zone),
  };
}

function saidBy(claims: readonly TimelineEntry[], zone: string): JsonObject {
  const said: Record<string, Json> = {};
  for (const { type, claim } of claims) {
    const told = asGiven(claim as unknown as JsonObject, zone) as JsonObject;
    const status = statusTold(type);
    if (status !== undefined) {
      said.status = status;
      Object.assign(said, told.contested === true && { contested: true });
    } else if (type === 'TermsReported') {
      said.terms = told.terms!;
    } else if (type === 'MilestoneReached') {
      said.milestone = told;
    } else if (LISTS[type] !== undefined) {
      const list = LISTS[type];
      said[list] = [...((said[list] as readonly Json[] | undefined) ?? []), told];
    }
  }
  return said;
}

/** The zone of most of its times: those in another one say so themselves. */
function zoneOf(claims: readonly TimelineEntry[]): string {
  const [{ publishedAt, effectiveAt, receivedAt }] = claims as [TimelineEntry];
  return (publishedAt ?? effectiveAt ?? receivedAt)?.zone ?? 'UTC';
}

function timeIn(zone: string, given: StoredTime): Json {
  const isInstant = given.value.includes(':');
  return isInstant || given.zone === zone ? given.value : { value: given.value, zone: given.zone };
}

/** Times stand in claims with both their ends; in reports as they were given. */
function asGiven(value: Json, zone: string): Json {
  if (Array.isArray(value)) {
    return value.map((one: Json) => asGiven(one, zone));
  }
  if (!isObject(value)) {
    return value;
  }
  return 'earliest' in value
    ? timeIn(zone, value as unknown as StoredTime)
    : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asGiven(one, zone)]));
}
