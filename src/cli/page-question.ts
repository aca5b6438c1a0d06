import type { RawParameters } from '../deal/question.js';
import {
  DONE,
  newPage,
  parametersIn,
  requestOf,
  withKnownwhen,
  type AskingOptions,
  type Context,
  type ExitCode,
} from './context.js';
import type { Knownwhen } from './knownwhen.js';
import { commandFor, type Request } from './prose/asked.js';
import type { Page } from './prose/page.js';

/** A question that is answered page by page: how it is put, and how a page of its answer reads. */
export interface PageQuestion<T extends { readonly next: string | null }> {
  readonly command: Request['command'];
  readonly ask: (knownwhen: Knownwhen, parameters: RawParameters) => Promise<T>;
  readonly write: (page: Page, answer: T, request: Request) => void;
}

/** Puts the question and prints one page of the answer; machines are told on stderr how to ask for the next. */
export function askForPage<T extends { readonly next: string | null }>(
  context: Context,
  options: AskingOptions,
  { command, ask, write }: PageQuestion<T>,
): Promise<ExitCode> {
  return withKnownwhen(context, options, 'asking', async (knownwhen) => {
    const answer = await ask(knownwhen, parametersIn(options));
    const request = requestOf(context, command, options);
    if (options.json) {
      const { next, ...told } = answer;
      await context.terminal.print(JSON.stringify(told));
      if (next !== null) {
        await context.terminal.complain(`next page: ${commandFor(request, { cursor: next })} --json`);
      }
      return DONE;
    }
    const page = newPage(context);
    write(page, answer, request);
    await context.terminal.print(page.toString());
    return DONE;
  });
}
