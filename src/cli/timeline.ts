import type { AskingOptions, Context, ExitCode } from './context.js';
import { askAboutDeal } from './deal-question.js';
import { writeTimeline } from './prose/timeline-text.js';
import { When } from '../prose/when.js';

/** Every claim about a deal that was known then. */
export function timeline(context: Context, deal: string, options: AskingOptions): Promise<ExitCode> {
  return askAboutDeal(context, deal, options, {
    command: 'timeline',
    ask: (knownwhen, of, parameters) => knownwhen.timeline(of, parameters),
    write: (page, told, request) => writeTimeline(page, told, When.inZoneOf(request), request),
  });
}
