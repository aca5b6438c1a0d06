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
import { withNearMatches } from './near-matches.js';
import { writeDiff } from './prose/diff-text.js';
import { When } from './prose/when.js';

/** What was learned of a deal between two instants. */
export async function diff(context: Context, deal: string, options: AskingOptions): Promise<ExitCode> {
  return withKnownwhen(context, options, 'asking', (knownwhen) =>
    withNearMatches<ExitCode>(knownwhen, deal, async () => {
      const parameters = parametersIn(options);
      const { from, to, ...said } = await knownwhen.diff(deal, parameters);
      if (options.json) {
        await context.terminal.print(JSON.stringify({ ...said, from, to }));
        return DONE;
      }
      const page = newPage(context);
      const when = new When(parameters.zone ?? 'UTC');
      writeDiff(page, { ...said, from, to }, when, requestOf(context, 'diff', options, deal));
      await context.terminal.print(page.toString());
      return DONE;
    }),
  );
}
