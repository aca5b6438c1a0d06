import type { RawParameters } from '../deal/question.js';
import { readReport } from '../deal/report.js';
import { panelFormOf, type PanelForm } from '../http/chosen-format.js';
import { describeProblem, problemOf, problemOfRefusal, sentenceOf, type Problem } from '../http/problem.js';
import { parseStrictJson } from '../http/strict-json.js';
import type { ReadQuery } from '../queries/read-parameters.js';
import { Refusal } from './knownwhen.js';

/** The query that was read; a refusal that names the parameters when they make none. */
export function wellFormed<Q>(read: ReadQuery<Q>): Q {
  if (!('faults' in read)) {
    return read.query;
  }
  const errors = read.faults.map(({ pointer, detail }) => ({ parameter: pointer.slice(1), detail }));
  const [{ parameter, detail }] = errors as [(typeof errors)[0]];
  throw new Refusal(describeProblem('malformed-question', `${parameter} ${detail}`, errors));
}

/** How a panel is to be written, CSV unless told; a refusal where that cannot be. */
export function panelForm(parameters: RawParameters): PanelForm {
  try {
    return panelFormOf(parameters, () => 'csv');
  } catch (error) {
    throw new Refusal(problemOf(error));
  }
}

/** One report as parsed from JSON and of the report format, or the problem with it. */
export function readOneReport(
  json: Buffer,
):
  | { readonly ok: true; readonly value: unknown; readonly deal: string }
  | { readonly ok: false; readonly problem: Problem } {
  const parsed = parseStrictJson(json);
  if (!parsed.ok) {
    const detail = sentenceOf('the report', parsed.fault);
    return { ok: false, problem: describeProblem('malformed-json', detail, [parsed.fault]) };
  }
  const read = readReport(parsed.value);
  if ('faults' in read) {
    const rule = 'malformed-report';
    const [{ detail }] = read.faults as [(typeof read.faults)[0]];
    return {
      ok: false,
      problem: problemOfRefusal({ outcome: 'refused', rule, detail, faults: read.faults }),
    };
  }
  return { ok: true, value: parsed.value, deal: read.report.deal };
}
