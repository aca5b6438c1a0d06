import type { RawParameters } from '../deal/question.js';
import type { Fault } from '../deal/shape.js';
import { FILTER_PARAMETERS, readFilter } from './read-deals-as-known.js';
import { COMMON_PARAMETERS, readCommon, unlessFaulty, type ReadQuery } from './read-parameters.js';
import { Vintages } from './vintages.js';

export const VINTAGES_PARAMETERS = [
  ...COMMON_PARAMETERS.filter((name) => name !== 'knownAt' && name !== 'effectiveAt'),
  ...FILTER_PARAMETERS,
  'field',
];

const FIELD = /^(title|status|episode|officially_confirmed|disputed|terms\.[a-zA-Z]+)$/;

export function readVintages(raw: RawParameters): ReadQuery<Vintages> {
  const { asked, minPosition, faults } = readCommon(raw, VINTAGES_PARAMETERS);
  const filter = readFilter(raw, faults);
  const fields = readFields(raw.field, faults);
  return unlessFaulty(faults, () => new Vintages(asked, filter, fields, minPosition));
}

function readFields(value: string | undefined, faults: Fault[]): readonly string[] | undefined {
  const fields = value?.split(',');
  const unknown = fields?.find((field) => !FIELD.test(field));
  if (unknown !== undefined) {
    const detail = `must be one or more of title, status, episode, officially_confirmed, disputed, terms.<facet>, parted by commas, not "${unknown.slice(0, 40)}"`;
    faults.push({ pointer: '/field', detail });
  }
  return fields;
}
