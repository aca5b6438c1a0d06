import type { RawParameters } from '../deal/question.js';
import type { Knownwhen } from './knownwhen.js';
import { Page } from './prose/page.js';
import type { Request } from './prose/asked.js';
import type { Terminal } from './terminal.js';

/** Where the record is, as the command line says; neither: the directory of the settings. */
export interface Place {
  readonly data?: string;
  readonly url?: string;
}

/** Questions are asked of a record that is there; recording makes one where there is none. */
export type Purpose = 'asking' | 'recording';

/** What every command works with. */
export interface Context {
  readonly terminal: Terminal;
  /** How this program is called here: `knownwhen`, or the npm script that stands for it. */
  readonly program: string;
  open(place: Place, purpose: Purpose): Promise<Knownwhen>;
  /** Aborts when the process is told to stop. A command that asks for it ends by itself. */
  untilStopped(): AbortSignal;
}

export const DONE = 0;
export const REFUSED = 1;
export const USAGE = 2;
export type ExitCode = typeof DONE | typeof REFUSED | typeof USAGE;

/** Options of a command that asks: those that are no parameters, and the parameters as typed. */
export interface AskingOptions extends Place {
  readonly json?: boolean;
  readonly [parameter: string]: string | boolean | undefined;
}

export function parametersIn({ data: _, url: __, json: ___, ...parameters }: AskingOptions): RawParameters {
  return parameters as RawParameters;
}

export function requestOf(
  context: Context,
  command: Request['command'],
  options: AskingOptions,
  deal?: string,
): Request {
  const { data, url } = options;
  return {
    program: context.program,
    command,
    ...(deal !== undefined && { deal }),
    parameters: parametersIn(options),
    place: [...(data === undefined ? [] : ['--data', data]), ...(url === undefined ? [] : ['--url', url])],
  };
}

export function newPage({ terminal }: Context): Page {
  return new Page(terminal.style, terminal.width);
}

/** Opens Knownwhen for one command, and lets go of it whatever happens. */
export async function withKnownwhen(
  context: Context,
  place: Place,
  purpose: Purpose,
  work: (knownwhen: Knownwhen) => Promise<ExitCode>,
): Promise<ExitCode> {
  const knownwhen = await context.open(place, purpose);
  try {
    return await work(knownwhen);
  } finally {
    await knownwhen.close();
  }
}
