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
import { commandFor } from './prose/asked.js';
import { writeChangesPage } from './prose/changes-text.js';
import { When } from './prose/when.js';

/** What was learned of all deals between two instants. */
export async function changes(context: Context, options: AskingOptions): Promise<ExitCode> {
  return withKnownwhen(context, options, 'asking', async (knownwhen) => {
    const found = await knownwhen.changes(parametersIn(options));
    const request = requestOf(context, 'changes', options);
    if (options.json) {
      const { next, ...page } = found;
      await context.terminal.print(JSON.stringify(page));
      if (next !== null) {
        await context.terminal.complain(`next page: ${commandFor(request, { cursor: next })} --json`);
      }
      return DONE;
    }
    const page = newPage(context);
    writeChangesPage(page, found, When.inZoneOf(request), request);
    await context.terminal.print(page.toString());
    return DONE;
  });
}
