import { isCurrency } from '../deal/currency.js';
import { canonicalDecimal, type Decimal } from '../deal/decimal.js';
import { SORTS, type DealFilter } from '../deal/deal-row.js';
import { present, readPosition, readWord, type RawParameters } from '../deal/question.js';
import type { Fault } from '../deal/shape.js';
import { isStatus, STATUSES } from '../deal/status.js';
import { DealsAsKnown } from './deals-as-known.js';
import { COMMON_PARAMETERS, readCommon, unlessFaulty, type ReadQuery } from './read-parameters.js';

/** The parameters that say which deals are meant. */
export const FILTER_PARAMETERS = [
  'status',
  'party',
  'q',
  'currency',
  'amountMin',
  'amountMax',
  'episode',
  'disputed',
] as const;

export const LIST_PARAMETERS = [
  ...COMMON_PARAMETERS,
  ...FILTER_PARAMETERS,
  'sort',
  'limit',
  'cursor',
] as const;

export const MOST_DEALS = 1_000;
export const DEALS_UNLESS_TOLD = 100;

/** Longest text that is searched for, and longest cursor. */
const MOST_CHARACTERS = 300;

export function readDealsAsKnown(raw: RawParameters): ReadQuery<DealsAsKnown> {
  const { asked, minPosition, faults } = readCommon(raw, LIST_PARAMETERS);
  const filter = readFilter(raw, faults);
  const sort = readWord(raw, 'sort', SORTS, faults) ?? 'deal';
  const limit = readLimit(raw, faults);
  const cursor = readText(raw, 'cursor', faults);
  return unlessFaulty(faults, () => new DealsAsKnown(asked, filter, sort, limit, cursor, minPosition));
}

/** How many deals a page has at most. */
export function readLimit(raw: RawParameters, faults: Fault[]): number {
  const limit = readPosition(raw, 'limit', faults, 1) ?? DEALS_UNLESS_TOLD;
  if (limit > MOST_DEALS) {
    faults.push({ pointer: '/limit', detail: `must be at most ${MOST_DEALS}` });
  }
  return limit;
}

/** Reads which deals are meant. */
export function readFilter(raw: RawParameters, faults: Fault[]): DealFilter {
  const disputed = readWord(raw, 'disputed', ['true', 'false'], faults);
  if (raw.currency === undefined && (raw.amountMin ?? raw.amountMax) !== undefined) {
    const detail = 'is required with amountMin and amountMax: amounts of two currencies do not compare';
    faults.push({ pointer: '/currency', detail });
  }
  return {
    ...present('statuses', readStatuses(raw.status, faults)),
    ...present('party', readText(raw, 'party', faults)),
    ...present('q', readText(raw, 'q', faults)),
    ...present('currency', readCurrency(raw.currency, faults)),
    ...present('amountMin', readFigure(raw, 'amountMin', faults)),
    ...present('amountMax', readFigure(raw, 'amountMax', faults)),
    ...present('episode', readPosition(raw, 'episode', faults, 1)),
    ...present('disputed', disputed === undefined ? undefined : disputed === 'true'),
  };
}

function readCurrency(value: string | undefined, faults: Fault[]): string | undefined {
  if (value !== undefined && !isCurrency(value)) {
    faults.push({ pointer: '/currency', detail: 'must be a current ISO 4217 currency code such as USD' });
  }
  return value;
}

function readFigure(raw: RawParameters, name: string, faults: Fault[]): Decimal | undefined {
  const value = raw[name];
  const figure = value === undefined ? undefined : canonicalDecimal(value);
  if (figure === null || figure?.startsWith('-')) {
    faults.push({ pointer: `/${name}`, detail: 'must be a decimal such as 1000000.50, not negative' });
  }
  return figure ?? undefined;
}

function readStatuses(value: string | undefined, faults: Fault[]): DealFilter['statuses'] {
  const statuses = value?.split(',');
  const unknown = statuses?.find((status) => status !== 'none' && !isStatus(status));
  if (unknown !== undefined) {
    const detail = `must be one or more of ${STATUSES.join(', ')}, none, parted by commas, not "${unknown.slice(0, 40)}"`;
    faults.push({ pointer: '/status', detail });
  }
  return statuses as DealFilter['statuses'];
}

export function readText(raw: RawParameters, name: string, faults: Fault[]): string | undefined {
  const value = raw[name];
  if (value !== undefined && (value.trim() === '' || value.length > MOST_CHARACTERS)) {
    faults.push({ pointer: `/${name}`, detail: `must have from 1 to ${MOST_CHARACTERS} characters` });
  }
  return value;
}
