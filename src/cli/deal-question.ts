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
import { withNearMatches } from './near-matches.js';
import type { Request } from './prose/asked.js';
import type { Page } from './prose/page.js';

/** A question about one deal: how it is put, and how its answer reads on a page. */
export interface DealQuestion<T> {
  readonly command: Request['command'];
  readonly ask: (knownwhen: Knownwhen, deal: string, parameters: RawParameters) => Promise<T>;
  readonly write: (page: Page, answer: T, request: Request, knownwhen: Knownwhen) => void | Promise<void>;
}

/** Puts the question and prints the answer: as JSON for machines, as a page for people. */
export function askAboutDeal<T>(
  context: Context,
  deal: string,
  options: AskingOptions,
  { command, ask, write }: DealQuestion<T>,
): Promise<ExitCode> {
  return withKnownwhen(context, options, 'asking', (knownwhen) =>
    withNearMatches<ExitCode>(knownwhen, deal, async () => {
      const answer = await ask(knownwhen, deal, parametersIn(options));
      if (options.json) {
        await context.terminal.print(JSON.stringify(answer));
        return DONE;
      }
      const page = newPage(context);
      await write(page, answer, requestOf(context, command, options, deal), knownwhen);
      await context.terminal.print(page.toString());
      return DONE;
    }),
  );
}
