import type { AskingOptions, Context, ExitCode } from './context.js';
import { askAboutDeal } from './deal-question.js';
import { writeDiff } from './prose/diff-text.js';
import { When } from '../prose/when.js';

/** What was learned of a deal between two instants. */
export function diff(context: Context, deal: string, options: AskingOptions): Promise<ExitCode> {
  return askAboutDeal(context, deal, options, {
    command: 'diff',
    ask: (knownwhen, of, parameters) => knownwhen.diff(of, parameters),
    write: (page, learned, request) => writeDiff(page, learned, When.inZoneOf(request), request),
  });
}
