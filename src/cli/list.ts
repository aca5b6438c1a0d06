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
import { writeList } from './prose/list-text.js';
import { When } from './prose/when.js';

/** The deals known then. */
export async function list(context: Context, options: AskingOptions): Promise<ExitCode> {
  return withKnownwhen(context, options, 'asking', async (knownwhen) => {
    const { next, asked, ...page } = await knownwhen.list(parametersIn(options));
    const request = requestOf(context, 'list', options);
    if (options.json) {
      await context.terminal.print(JSON.stringify({ ...page, asked }));
      if (next !== null) {
        await context.terminal.complain(`next page: ${commandFor(request, { cursor: next })} --json`);
      }
      return DONE;
    }
    const text = newPage(context);
    writeList(text, { ...page, next, asked }, When.inZoneOf(request), request);
    await context.terminal.print(text.toString());
    return DONE;
  });
}
