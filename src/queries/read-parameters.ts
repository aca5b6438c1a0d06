import {
  QUESTION_PARAMETERS,
  readPosition,
  readQuestion,
  type Asked,
  type RawParameters,
} from '../deal/question.js';
import { slug } from '../deal/report.js';
import { escapePointer, type Fault } from '../deal/shape.js';

/** A query read from parameters, or what is wrong with them; the pointers of the faults name the parameter. */
export type ReadQuery<Q> = { readonly query: Q } | { readonly faults: readonly Fault[] };

/** What every question takes. */
export const COMMON_PARAMETERS = [...QUESTION_PARAMETERS, 'minPosition'] as const;

/** The part of a question that is read in the same way for all of them. */
export interface CommonPart {
  readonly asked: Asked;
  readonly minPosition: number | undefined;
  /** Found so far; what a question reads besides adds its own. */
  readonly faults: Fault[];
}

/** Reads what every question takes, and refuses parameters that are not among `known`. */
export function readCommon(raw: RawParameters, known: readonly string[]): CommonPart {
  const faults: Fault[] = Object.keys(raw)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      pointer: `/${escapePointer(name.slice(0, 40))}`,
      detail: `is not a parameter of this question, which takes ${known.join(', ')}`,
    }));
  const read = readQuestion(raw);
  faults.push(...('faults' in read ? read.faults : []));
  const minPosition = readPosition(raw, 'minPosition', faults);
  return { asked: 'asked' in read ? read.asked : {}, minPosition, faults };
}

/** The query, unless something was wrong with its parameters. */
export function unlessFaulty<Q>(faults: readonly Fault[], query: () => Q): ReadQuery<Q> {
  return faults.length > 0 ? { faults } : { query: query() };
}

export function readDeal(deal: string, faults: Fault[]): void {
  slug.read(deal, '/deal', { zone: 'UTC', faults });
}
