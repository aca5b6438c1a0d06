import type { Instant } from '../deal/instant.js';
import { PERIODS, periodEnds } from '../deal/period-ends.js';
import { readFirstInstant, readLastInstant, readWord, type RawParameters } from '../deal/question.js';
import type { Fault } from '../deal/shape.js';
import { Panel } from './panel.js';
import { FILTER_PARAMETERS, readFilter } from './read-deals-as-known.js';
import { COMMON_PARAMETERS, readCommon, unlessFaulty, type ReadQuery } from './read-parameters.js';

/** The instants of a panel are its dates. */
const INSTANTS: readonly string[] = ['knownAt', 'effectiveAt'];

export const PANEL_PARAMETERS = [
  ...COMMON_PARAMETERS.filter((name) => !INSTANTS.includes(name)),
  ...FILTER_PARAMETERS,
  'dates',
  'every',
  'from',
  'to',
];

/** Most dates of one panel: ten years of days. */
export const MOST_DATES = 3_700;

export function readPanel(raw: RawParameters): ReadQuery<Panel> {
  const { asked, minPosition, faults } = readCommon(raw, [...PANEL_PARAMETERS, ...INSTANTS]);
  for (const name of INSTANTS.filter((one) => raw[one] !== undefined)) {
    faults.push({
      pointer: `/${name}`,
      detail: 'has no place here: each date is asked about as it was known on it',
    });
  }
  const filter = readFilter(raw, faults);
  const dates = readDates(raw, faults);
  return unlessFaulty(faults, () => new Panel(asked, filter, dates, minPosition));
}

/** The dates in order, each once. */
function readDates(raw: RawParameters, faults: Fault[]): readonly Instant[] {
  const zone = raw.zone ?? 'UTC';
  if ((raw.dates === undefined) === (raw.every === undefined)) {
    const detail = 'is required: dates parted by commas; or else every, from and to';
    faults.push({
      pointer: '/dates',
      detail: raw.dates === undefined ? detail : 'excludes every: give one of them',
    });
    return [];
  }
  const dates =
    raw.dates === undefined ? readPeriods(raw, zone, faults) : readList(raw, raw.dates, zone, faults);
  if (dates.length > MOST_DATES) {
    const pointer = raw.dates === undefined ? '/every' : '/dates';
    faults.push({ pointer, detail: `makes more than ${MOST_DATES} dates, which is the most for one panel` });
  } else if (dates.length === 0 && faults.length === 0) {
    faults.push({ pointer: '/every', detail: `ends between from and to not once` });
  }
  return [...new Set(dates)].toSorted((a, b) => a - b);
}

function readList(raw: RawParameters, dates: string, zone: string, faults: Fault[]): Instant[] {
  for (const name of ['from', 'to'].filter((one) => raw[one] !== undefined)) {
    faults.push({ pointer: `/${name}`, detail: 'goes with every, not with dates' });
  }
  return dates
    .split(',')
    .slice(0, MOST_DATES + 1)
    .flatMap((date) => readLastInstant({ dates: date }, 'dates', zone, faults) ?? []);
}

function readPeriods(raw: RawParameters, zone: string, faults: Fault[]): Instant[] {
  const every = readWord(raw, 'every', PERIODS, faults);
  for (const name of ['from', 'to'].filter((one) => raw[one] === undefined)) {
    faults.push({ pointer: `/${name}`, detail: 'is required with every' });
  }
  const from = readFirstInstant(raw, 'from', zone, faults);
  const to = readLastInstant(raw, 'to', zone, faults);
  if (every === undefined || from === undefined || to === undefined || faults.length > 0) {
    return [];
  }
  if (from > to) {
    faults.push({ pointer: '/to', detail: 'must not be before from' });
    return [];
  }
  return periodEnds(every, from, to, zone, MOST_DATES);
}
