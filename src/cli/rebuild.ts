import { setTimeout as pause } from 'node:timers/promises';
import { DONE, REFUSED, withKnownwhen, type Context, type ExitCode, type Place } from './context.js';
import { showProgress } from './progress.js';

const LOOK_AGAIN_MS = 150;

/** Makes the read models anew from the record, while the old ones answer. */
export async function rebuild(
  context: Context,
  options: Place & { readonly json?: boolean },
): Promise<ExitCode> {
  return withKnownwhen(context, options, 'asking', async (knownwhen) => {
    await knownwhen.startRebuild();
    const progress = showProgress(context.terminal.watched, 'rebuilding', 1);
    let standing = await knownwhen.readModels();
    while (standing.rebuild) {
      progress.reach(standing.rebuild.position + 1, standing.rebuild.head + 1);
      await pause(LOOK_AGAIN_MS);
      standing = await knownwhen.readModels();
    }
    progress.end();
    if (options.json) {
      await context.terminal.print(JSON.stringify(standing));
    } else if (standing.lastFailure === null) {
      const position = Math.min(...Object.values(standing.positions));
      await context.terminal.print(
        `The read models are made anew, up to position ${position} of the record (generation ${standing.generation}).`,
      );
    }
    if (standing.lastFailure !== null) {
      await context.terminal.complain(
        `the rebuild failed, and the old read models stay: ${standing.lastFailure}`,
      );
      return REFUSED;
    }
    return DONE;
  });
}
