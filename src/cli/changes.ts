import type { AskingOptions, Context, ExitCode } from './context.js';
import { askForPage } from './page-question.js';
import { writeChangesPage } from './prose/changes-text.js';
import { When } from '../prose/when.js';

/** What was learned of all deals between two instants. */
export function changes(context: Context, options: AskingOptions): Promise<ExitCode> {
  return askForPage(context, options, {
    command: 'changes',
    ask: (knownwhen, parameters) => knownwhen.changes(parameters),
    write: (page, found, request) => writeChangesPage(page, found, When.inZoneOf(request), request),
  });
}
