import type { AskingOptions, Context, ExitCode } from './context.js';
import { askForPage } from './page-question.js';
import { writeList } from './prose/list-text.js';
import { When } from '../prose/when.js';

/** The deals known then. */
export function list(context: Context, options: AskingOptions): Promise<ExitCode> {
  return askForPage(context, options, {
    command: 'list',
    ask: (knownwhen, parameters) => knownwhen.list(parameters),
    write: (page, known, request) => writeList(page, known, When.inZoneOf(request), request),
  });
}
