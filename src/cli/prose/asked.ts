import type { RawParameters } from '../../deal/question.js';
import type { AskedOfAnswer } from '../../deal/knowledge.js';
import type { When } from '../../prose/when.js';
import { spoken, whose } from '../../prose/words.js';

/** How the command that asks is typed here, and what it was given. */
export interface Request {
  /** `knownwhen`, or the npm script that stands for it. */
  readonly program: string;
  readonly command: 'ask' | 'timeline' | 'list' | 'diff' | 'history' | 'changes';
  readonly deal?: string;
  readonly parameters: RawParameters;
  /** Where the record is, as typed: `--data DIR` or `--url URL`; empty when left to the default. */
  readonly place: readonly string[];
}

const ORDER = [
  'audience',
  'knownAt',
  'field',
  'from',
  'to',
  'fromBasis',
  'toBasis',
  'effectiveAt',
  'certainty',
  'zone',
  'sourceKind',
  'lateBy',
  'status',
  'party',
  'q',
  'currency',
  'amountMin',
  'amountMax',
  'episode',
  'disputed',
  'sort',
  'limit',
  'cursor',
  'basis',
];

/** The command that asks this with other parameters; undefined takes one away. Ready to be pasted into a shell. */
export function commandFor(request: Request, changes: RawParameters = {}): string {
  const parameters: RawParameters = { ...request.parameters, ...changes };
  const options = ORDER.flatMap((name) => {
    const value = parameters[name];
    return value === undefined ? [] : [optionName(name), quoted(value)];
  });
  const place = request.place.map(quoted);
  const deal = request.deal === undefined ? [] : [quoted(request.deal)];
  return [request.program, request.command, ...deal, ...options, ...place].join(' ');
}

/** The command that gets this very answer again, whatever is recorded later. */
export function commandToRepeat(request: Request, asked: AskedOfAnswer): string {
  return commandFor(request, {
    knownAt: request.parameters.knownAt ?? asked.knownAt,
    basis: String(asked.basis),
  });
}

export function optionName(parameter: string): string {
  return `--${parameter.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Whether the question is about what is known now rather than at an instant of the past. */
export function isAboutNow({ parameters }: Request): boolean {
  return parameters.knownAt === undefined && parameters.to === undefined;
}

/** The question in words, with every default filled in. */
export function sayAsked(asked: AskedOfAnswer, when: When, now: boolean): string {
  const { knownAt, effectiveAt, certainty, basis, sourceKind } = asked;
  const moment = now ? `knows now (${when.stamp(knownAt)})` : `knew on ${when.instant(knownAt)}`;
  const about = effectiveAt === knownAt ? '' : `, about how things stood on ${when.instant(effectiveAt)}`;
  const possible =
    certainty === 'possible' ? ', counting what was only possibly known (times at their earliest)' : '';
  const kinds = sourceKind === undefined ? '' : `, by ${sourceKind.map(spoken).join(' and ')} sources only`;
  return `what ${whose(asked)} ${moment}${about}${possible}${kinds}, by the record up to position ${basis}`;
}
