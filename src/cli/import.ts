import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, Readable } from 'node:stream';
import { DONE, REFUSED, withKnownwhen, type Context, type ExitCode, type Place } from './context.js';
import { UsageError, type Knownwhen, type LineResult } from './knownwhen.js';
import { sayProblem } from './problem-text.js';
import { showProgress, type Progress } from './progress.js';
import { wholeLines } from './whole-lines.js';

export interface ImportOptions extends Place {
  readonly json?: boolean;
}

/** What an import came to. */
export interface Tally {
  recorded: number;
  repeated: number;
  refused: number;
  /** Why it ended before its files did. */
  stopped: string | null;
}

/** Records every line of the files; a line that is refused does not stop the others. */
export async function importFiles(
  context: Context,
  files: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  const bytes = await sizeOf(files);
  const stop = context.untilStopped();
  return withKnownwhen(context, options, 'recording', async (knownwhen) => {
    const progress = showProgress(context.terminal.watched, 'importing', bytes);
    const tally = newTally();
    try {
      for (const file of files) {
        const upload = {
          file,
          stop,
          progress,
          tell: (result: LineResult) => tell(context, file, result, options),
        };
        await importFile(context, knownwhen, upload, tally);
      }
    } finally {
      progress.end();
    }
    await (options.json
      ? context.terminal.complain(sayTally(tally))
      : context.terminal.print(sayTally(tally)));
    return tally.refused > 0 || tally.stopped !== null ? REFUSED : DONE;
  });
}

export function newTally(): Tally {
  return { recorded: 0, repeated: 0, refused: 0, stopped: null };
}

interface Upload {
  readonly file: string;
  readonly stop: AbortSignal;
  readonly progress: Progress;
  readonly tell: (result: LineResult) => Promise<void>;
}

export async function importFile(
  context: Pick<Context, 'terminal'>,
  knownwhen: Knownwhen,
  { file, stop, progress, tell: tellResult }: Upload,
  tally: Tally,
): Promise<void> {
  const failed = new AbortController();
  const input = addAbortSignal(stop, file === '-' ? context.terminal.stdin : createReadStream(file));
  const lines = wholeLines(input, AbortSignal.any([stop, failed.signal]), (bytes) => progress.add(bytes));
  for await (const result of knownwhen.recordAll(Readable.from(lines))) {
    count(result, tally);
    await tellResult(result);
    if (result.status >= 500) {
      tally.stopped ??= `${file}:${result.line}: ${result.detail}`;
      failed.abort();
    }
  }
  if (stop.aborted) {
    tally.stopped ??= 'it was told to stop';
  }
}

function count({ status }: LineResult, tally: Tally): void {
  if (status >= 400) {
    tally.refused++;
  } else if (status === 201) {
    tally.recorded++;
  } else {
    tally.repeated++;
  }
}

async function tell(
  { terminal }: Context,
  file: string,
  result: LineResult,
  { json = false }: ImportOptions,
): Promise<void> {
  if (json) {
    await terminal.print(JSON.stringify({ file, ...result }));
  } else if (result.status >= 400) {
    const place = `${file === '-' ? 'stdin' : file}:${result.line}: `;
    await terminal.complain(
      sayProblem(result as Parameters<typeof sayProblem>[0])
        .map((line) => place + line)
        .join('\n'),
    );
  }
}

export function sayTally({ recorded, repeated, refused, stopped }: Tally): string {
  const counts = `${number(recorded)} recorded, ${number(repeated)} already there, ${number(refused)} refused`;
  if (stopped !== null) {
    return `${counts}. The import stopped early (${stopped}); importing the same files again goes on from there.`;
  }
  const nothingNew = recorded === 0 && repeated > 0 && refused === 0;
  return nothingNew ? `${counts}: nothing was added.` : counts;
}

function number(how: number): string {
  return how.toLocaleString('en-US');
}

/** Bytes of all files together; null when one of them is stdin. Refuses what cannot be read before anything is recorded. */
async function sizeOf(files: readonly string[]): Promise<number | null> {
  let bytes: number | null = 0;
  for (const file of files) {
    if (file === '-') {
      bytes = null;
      continue;
    }
    const found = await stat(file).catch((error: Error) => {
      throw new UsageError(`cannot read ${file}: ${error.message}`);
    });
    if (found.isDirectory()) {
      throw new UsageError(`${file} is a directory; name the files in it`);
    }
    bytes = bytes === null ? null : bytes + found.size;
  }
  return bytes;
}
