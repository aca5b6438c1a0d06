import { readFirstInstant, readPosition, present, type RawParameters } from '../deal/question.js';
import { slug } from '../deal/report.js';
import type { Instant } from '../deal/instant.js';
import { escapePointer, type Fault } from '../deal/shape.js';
import { currentVersions } from '../deal/upcast.js';
import { isZone } from '../deal/zone.js';
import { recordType } from './cloud-event.js';
import type { FeedFilter } from './feed-filter.js';

/** What is asked of the feed. */
export interface FeedQuestion {
  /** Only events behind this position; -1: from the first. */
  readonly after?: number;
  /** Instead: from the first event that was recorded then or later. */
  readonly from?: Instant;
  /** What a client of a stream got last; comes before where it first began. */
  readonly lastEventId?: number;
  readonly limit?: number;
  /** How long to wait for an event where there is none. */
  readonly waitSeconds?: number;
  readonly filter: FeedFilter;
}

/** Parameters as an address gives them: once, or several times. */
export type RepeatedParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

export const FILTER_PARAMETERS = ['type', 'deal', 'party'] as const;
export const PLACE_PARAMETERS = ['after', 'from', 'zone'] as const;
export const PAGE_PARAMETERS = [...PLACE_PARAMETERS, ...FILTER_PARAMETERS, 'limit', 'wait'] as const;

export const STREAM_PARAMETERS = [...PLACE_PARAMETERS, ...FILTER_PARAMETERS, 'last_event_id'] as const;

/** Of following from the command line. */
export const FOLLOW_PARAMETERS = [...PLACE_PARAMETERS, ...FILTER_PARAMETERS] as const;

export const EVENT_TYPES = Object.keys(currentVersions) as readonly (keyof typeof currentVersions)[];
export const MOST_EVENTS = 1_000;
export const EVENTS_UNLESS_TOLD = 100;
export const MOST_WAIT_SECONDS = 60;

/** Values of one filter. */
const MOST_VALUES = 100;
const MOST_PARTY_CHARACTERS = 300;

/**
 * Reads what is asked of the feed from parameters that are among `known`; pointers in the faults name the parameter.
 * Filters may be repeated; types and deals may be parted by commas too, names of parties may hold commas.
 */
export function readFeedQuestion(
  given: RepeatedParameters,
  known: readonly string[],
): { readonly query: FeedQuestion } | { readonly faults: readonly Fault[] } {
  const faults = unknownIn(given, known);
  const raw = onceEach(given, faults);
  const zone = raw.zone ?? 'UTC';
  if (!isZone(zone)) {
    faults.push({ pointer: '/zone', detail: `"${zone.slice(0, 40)}" is no IANA time zone` });
  }
  const query: FeedQuestion = {
    ...present('after', readPosition(raw, 'after', faults, -1)),
    ...present('lastEventId', readPosition(raw, 'last_event_id', faults)),
    ...present('from', readFirstInstant(raw, 'from', zone, faults)),
    ...present('limit', readUpTo(raw, 'limit', 1, MOST_EVENTS, faults)),
    ...present('waitSeconds', readUpTo(raw, 'wait', 0, MOST_WAIT_SECONDS, faults)),
    filter: readFeedFilter(given, faults),
  };
  if (raw.from !== undefined && raw.after !== undefined) {
    faults.push({ pointer: '/from', detail: 'and after exclude each other: both say where to begin' });
  }
  return faults.length > 0 ? { faults } : { query };
}

/** Reads which events are wanted. */
export function readFeedFilter(given: RepeatedParameters, faults: Fault[]): FeedFilter {
  const types = valuesOf(given.type, ',', 'type', faults)?.map(recordType);
  const deals = valuesOf(given.deal, ',', 'deal', faults);
  const parties = valuesOf(given.party, undefined, 'party', faults);
  const unknown = types?.find((type) => !(EVENT_TYPES as readonly string[]).includes(type));
  if (unknown !== undefined) {
    const detail = `must be one or more of ${EVENT_TYPES.join(', ')}, not "${unknown.slice(0, 40)}"`;
    faults.push({ pointer: '/type', detail });
  }
  deals?.forEach((deal) => slug.read(deal, '/deal', { zone: 'UTC', faults }));
  if (parties?.some((party) => party.trim() === '' || party.length > MOST_PARTY_CHARACTERS)) {
    faults.push({
      pointer: '/party',
      detail: `must have from 1 to ${MOST_PARTY_CHARACTERS} characters`,
    });
  }
  return { ...present('types', types), ...present('deals', deals), ...present('parties', parties) };
}

function unknownIn(given: RepeatedParameters, known: readonly string[]): Fault[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      pointer: `/${escapePointer(name.slice(0, 40))}`,
      detail: `is not a parameter of the feed, which takes ${known.join(', ')}`,
    }));
}

/** The parameters that are no filters, each of which may be given once. */
function onceEach(given: RepeatedParameters, faults: Fault[]): RawParameters {
  const raw: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string') {
      raw[name] = value;
    } else if (value !== undefined && !(FILTER_PARAMETERS as readonly string[]).includes(name)) {
      faults.push({ pointer: `/${escapePointer(name.slice(0, 40))}`, detail: 'is given more than once' });
    }
  }
  return raw;
}

function valuesOf(
  given: RepeatedParameters[string],
  separator: string | undefined,
  name: string,
  faults: Fault[],
): readonly string[] | undefined {
  if (given === undefined) {
    return undefined;
  }
  const values = [given]
    .flat()
    .flatMap((value) => (separator === undefined ? value : value.split(separator)));
  if (values.length > MOST_VALUES) {
    faults.push({ pointer: `/${name}`, detail: `must have at most ${MOST_VALUES} values` });
  }
  return values;
}

function readUpTo(
  raw: RawParameters,
  name: string,
  min: number,
  max: number,
  faults: Fault[],
): number | undefined {
  const value = readPosition(raw, name, faults, min);
  if (value !== undefined && value > max) {
    faults.push({ pointer: `/${name}`, detail: `must be at most ${max}` });
  }
  return value;
}
