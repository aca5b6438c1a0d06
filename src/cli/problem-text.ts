import type { PlaceOfFault, Problem } from '../http/problem.js';
import { ruleOf } from './knownwhen.js';
import { optionName } from './prose/asked.js';

/** What is wrong with a report: a line for each place, ended by the rule. */
export function sayProblem(problem: Partial<Problem>): string[] {
  const rule = ` (${ruleOf(problem)})`;
  const { errors = [] } = problem;
  return errors.length === 0
    ? [`${problem.detail ?? 'refused'}${rule}`]
    : errors.map((error) => `${placeOf(error)}${error.detail}${rule}`);
}

function placeOf(error: PlaceOfFault): string {
  return 'pointer' in error && error.pointer !== '' ? `${error.pointer} ` : '';
}

/** What is wrong with the parameters of a question, each by its option; empty when the problem is another. */
export function sayParameters({ errors = [] }: Problem): string[] {
  return errors.flatMap((error) =>
    'parameter' in error
      ? [`${error.parameter === 'deal' ? 'DEAL' : optionName(error.parameter)} ${error.detail}`]
      : [],
  );
}
