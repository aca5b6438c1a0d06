import type { AskingOptions, Context, ExitCode } from './context.js';
import { askAboutDeal } from './deal-question.js';
import { writeHistory } from './prose/history-text.js';
import { When } from '../prose/when.js';

/** Every value that a field of a deal ever had. */
export function history(context: Context, deal: string, options: AskingOptions): Promise<ExitCode> {
  return askAboutDeal(context, deal, options, {
    command: 'history',
    ask: (knownwhen, of, parameters) => knownwhen.history(of, parameters),
    write: (page, found, request) => writeHistory(page, found, When.inZoneOf(request), request),
  });
}
