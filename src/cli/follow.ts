import { When } from '../prose/when.js';
import { DONE, withKnownwhen, type Context, type ExitCode, type Place } from './context.js';
import { eventLine } from './prose/event-text.js';

export interface FollowOptions extends Place {
  readonly json?: boolean;
  readonly once?: boolean;
  readonly after?: string;
  readonly from?: string;
  readonly zone?: string;
  readonly type?: string[];
  readonly deal?: string[];
  readonly party?: string[];
}

/** Every event as it comes: a line in words on a terminal, a CloudEvent in a pipe. Being stopped is how it ends. */
export function follow(context: Context, options: FollowOptions): Promise<ExitCode> {
  const { terminal } = context;
  const { json, once = false, data: _, url: __, ...parameters } = options;
  const inWords = terminal.isRead && json !== true;
  const when = new When(options.zone ?? 'UTC');
  return withKnownwhen(context, options, 'asking', async (knownwhen) => {
    const told = knownwhen.follow(parameters, {
      once,
      signal: context.untilStopped(),
      onTrouble: (reason) => void terminal.complain(`${reason}; trying again`),
    });
    for await (const event of told) {
      await terminal.print(inWords ? eventLine(event, when) : event);
      if (terminal.unread) {
        break;
      }
    }
    return DONE;
  });
}
