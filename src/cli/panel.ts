import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DONE,
  parametersIn,
  withKnownwhen,
  type AskingOptions,
  type Context,
  type ExitCode,
} from './context.js';

export interface PanelOptions extends AskingOptions {
  readonly out?: string;
}

/** Every deal on many dates, to stdout or to a file. */
export async function panel(context: Context, { out, ...options }: PanelOptions): Promise<ExitCode> {
  return withKnownwhen(context, options, 'asking', async (knownwhen) => {
    const bytes = knownwhen.panel(parametersIn(options));
    if (out === undefined) {
      await context.terminal.pour(bytes);
    } else {
      await pipeline(Readable.from(bytes, { objectMode: false }), createWriteStream(out));
    }
    return DONE;
  });
}
