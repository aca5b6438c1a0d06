import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { BadConfig } from '../config/config.js';
import { DONE, REFUSED, USAGE, type Context, type ExitCode } from './context.js';
import { Refusal, UsageError } from './knownwhen.js';
import { openKnownwhen } from './open.js';
import { sayParameters } from './problem-text.js';
import { programFor } from './program.js';
import { Terminal } from './terminal.js';

/** Runs the command that this process was started for. Never rejects. */
export function runProcess(): Promise<ExitCode> {
  const { stdin, stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) {
    // Who reads the output may go away at any time; each write tells of it.
    stream.on('error', () => {});
  }
  const terminal = new Terminal({ stdin, stdout, stderr, env });
  return run(process.argv.slice(2), {
    terminal,
    program: env.npm_lifecycle_event === undefined ? 'knownwhen' : 'npm run knownwhen --',
    open: (place, purpose) => openKnownwhen(place, purpose, env),
    untilStopped,
  });
}

let stopped: AbortSignal | undefined;

/** From now on, SIGTERM and SIGINT are told to the command instead of ending the process. */
function untilStopped(): AbortSignal {
  if (!stopped) {
    const controller = new AbortController();
    process.on('SIGTERM', () => controller.abort());
    process.on('SIGINT', () => controller.abort());
    stopped = controller.signal;
  }
  return stopped;
}

/** Runs one command and gives its exit code: 0 done, 1 refused, 2 usage. Never rejects. */
export async function run(argv: readonly string[], context: Context): Promise<ExitCode> {
  let code: ExitCode = DONE;
  const program = programFor(context, version(), (result) => (code = result));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return tellFailure(context, error);
  }
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

async function tellFailure({ terminal, program }: Context, error: unknown): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? DONE : USAGE;
  }
  if (error instanceof UsageError || error instanceof BadConfig) {
    await terminal.complain(`error: ${error.message}`);
    return USAGE;
  }
  if (error instanceof Refusal) {
    const parameters = sayParameters(error.problem);
    const lines = parameters.length > 0 ? parameters : [error.message];
    await terminal.complain(lines.map((line) => `error: ${line}`).join('\n'));
    return parameters.length > 0 ? USAGE : REFUSED;
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const hint =
    name === 'DataDirectoryInUse'
      ? `; if a service runs there, ask it instead: ${program} ... --url http://127.0.0.1:3000`
      : '';
  await terminal.complain(`error: ${message}${hint}`);
  return REFUSED;
}
