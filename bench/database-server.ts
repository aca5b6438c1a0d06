import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const NOBODY = 65_534;
/** Servers refuse to run as root. */
export const UNPRIVILEGED: SpawnOptions = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** Lends a directory that belongs to the user as whom servers run. */
export async function inServersDirectory(
  name: string,
  work: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), `knownwhen-${name}-`));
  try {
    letServersHave(directory);
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function letServersHave(path: string): void {
  if (UNPRIVILEGED.uid !== undefined) {
    chownSync(path, NOBODY, NOBODY);
  }
}

/** Runs a server while the work lasts; the work begins when `isReady` no longer throws. */
export async function whileServerRuns(
  [program, args]: readonly [string, readonly string[]],
  options: SpawnOptions & { readonly stopWith: NodeJS.Signals },
  isReady: () => void,
  work: () => void,
): Promise<void> {
  const server = spawn(program, args, { ...UNPRIVILEGED, stdio: 'ignore', ...options });
  const endWithUs = () => server.kill('SIGKILL');
  process.once('exit', endWithUs);
  try {
    await ready(isReady);
    work();
  } finally {
    await stop(server, options.stopWith);
    process.off('exit', endWithUs);
  }
}

async function ready(isReady: () => void): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      isReady();
      return;
    } catch (error) {
      if (tries > 50) {
        throw error;
      }
      await setTimeout(200);
    }
  }
}

function stop(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) {
      resolve();
    } else {
      server.once('exit', () => resolve());
      server.kill(signal);
    }
  });
}
