import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCluster } from '../config/config.js';
import type { RecordPlace } from '../engines.js';
import type { CopyResult } from '../event-store/copy-record.js';
import { DONE, REFUSED, type Context, type ExitCode } from './context.js';
import { UsageError } from './knownwhen.js';
import { showProgress } from './progress.js';

export interface CopyingOptions {
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}

/** Copies a whole record to another place, and checks the copy by reading it again. */
export async function copy(context: Context, options: CopyingOptions): Promise<ExitCode> {
  const { terminal } = context;
  const [from, to] = [place(options.from, terminal.env), place(options.to, terminal.env)];
  if (JSON.stringify(from) === JSON.stringify(to)) {
    throw new UsageError('--from and --to name the same place');
  }
  const stop = context.untilStopped();
  const scratch = await mkdtemp(join(tmpdir(), 'knownwhen-copy-'));
  try {
    const result = await copyBetween(context, from, to, scratch, stop);
    await terminal.print(options.json ? JSON.stringify(result) : sayResult(result));
    return DONE;
  } catch (error) {
    if (!stop.aborted) {
      throw error;
    }
    await terminal.complain('the copying was told to stop; the same command goes on from there');
    return REFUSED;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function copyBetween(
  { terminal }: Context,
  from: RecordPlace,
  to: RecordPlace,
  scratch: string,
  signal: AbortSignal,
): Promise<CopyResult> {
  const [{ openCopySource, openCopyTarget }, { copyRecord }] = await Promise.all([
    import('../engines.js'),
    import('../event-store/copy-record.js'),
  ]);
  const source = await openCopySource(from, join(scratch, 'from'));
  try {
    const target = await openCopyTarget(to, join(scratch, 'to'));
    const progress = showProgress(terminal.watched, 'copying', 1);
    try {
      const onProgress = (done: number, steps: number) => progress.reach(done, steps);
      return await copyRecord(source, target, { signal, onProgress });
    } finally {
      progress.end();
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** `sqlite:DIR` is a data directory; `esdb://...` a cluster, and `esdb:` alone the one that EVENTSTORE_URL names. */
function place(text: string, environment: NodeJS.ProcessEnv): RecordPlace {
  const directory = /^sqlite:(.+)$/s.exec(text)?.[1];
  if (directory !== undefined) {
    return { directory: resolve(directory) };
  }
  const url = text === 'esdb:' ? environment.EVENTSTORE_URL : text;
  if (url === undefined || !/^esdb(\+discover)?:/.test(url)) {
    throw new UsageError(
      `"${text}" is no place of a record: sqlite:DIR is one, or esdb://..., or esdb: when EVENTSTORE_URL is set`,
    );
  }
  return { cluster: readCluster({ ...environment, EVENTSTORE_URL: url })! };
}

function sayResult({ count, root, before }: CopyResult): string {
  const what = before
    ? 'The copy was finished before, and is whole'
    : 'The record is copied, and was read again';
  return `${what}: ${count.toLocaleString('en-US')} events, tree hash ${root}.`;
}
