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
import { writeTimeline } from './prose/timeline-text.js';
import { When } from './prose/when.js';

/** Every claim about a deal that was known then. */
export async function timeline(context: Context, deal: string, options: AskingOptions): Promise<ExitCode> {
  return withKnownwhen(context, options, 'asking', (knownwhen) =>
    withNearMatches<ExitCode>(knownwhen, deal, async () => {
      const parameters = parametersIn(options);
      const told = await knownwhen.timeline(deal, parameters);
      if (options.json) {
        await context.terminal.print(JSON.stringify(told));
        return DONE;
      }
      const page = newPage(context);
      const when = new When(parameters.zone ?? 'UTC');
      writeTimeline(page, told, when, requestOf(context, 'timeline', options, deal));
      await context.terminal.print(page.toString());
      return DONE;
    }),
  );
}
