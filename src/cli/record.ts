import { readFile } from 'node:fs/promises';
import { DONE, REFUSED, withKnownwhen, type Context, type ExitCode, type Place } from './context.js';
import { UsageError, type Outcome } from './knownwhen.js';
import { counted } from '../prose/listed.js';
import { sayProblem } from './problem-text.js';

export interface RecordOptions extends Place {
  readonly json?: boolean;
  readonly ifRevision?: string;
}

/** Records one report, from a file or from stdin. */
export async function record(context: Context, file: string, options: RecordOptions): Promise<ExitCode> {
  const ifRevision = readRevision(options.ifRevision);
  const json = file === '-' ? await readAll(context.terminal.stdin) : await readNamed(file);
  return withKnownwhen(context, options, 'recording', async (knownwhen) => {
    const outcome = await knownwhen.record(json, ifRevision);
    if (options.json) {
      await context.terminal.print(JSON.stringify('problem' in outcome ? outcome.problem : outcome.receipt));
    } else if ('problem' in outcome) {
      const lines = sayProblem(outcome.problem).map((line) => `${file === '-' ? 'stdin' : file}: ${line}`);
      await context.terminal.complain(['not recorded:', ...lines].join('\n'));
    } else {
      await context.terminal.print(sayReceipt(outcome));
    }
    return 'problem' in outcome ? REFUSED : DONE;
  });
}

function sayReceipt({ status, receipt }: Extract<Outcome, { receipt: unknown }>): string {
  const { deal, reportId, events, revision, position, recordedAt } = receipt;
  const where = `${counted(events.length, 'event')}, the last at position ${position} (revision ${revision} of the deal)`;
  return status === 201
    ? `Recorded ${reportId} of ${deal}: ${where}, at ${recordedAt}.`
    : `Nothing was added: ${reportId} of ${deal} was recorded already, with the same content (${where}, at ${recordedAt}).`;
}

function readRevision(text: string | undefined): number | undefined {
  if (text !== undefined && !/^(-1|\d{1,15})$/.test(text)) {
    throw new UsageError(`--if-revision must be a whole number from -1 (the deal is new), not "${text}"`);
  }
  return text === undefined ? undefined : Number(text);
}

async function readNamed(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`);
  }
}

async function readAll(input: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk as Buffer));
  }
  return Buffer.concat(chunks);
}
