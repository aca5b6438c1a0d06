import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `work` for every place from 0, `inFlight` at a time, until `count` are done; returns works per second. */
export async function perSecond(
  count: number,
  inFlight: number,
  work: (place: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const start = performance.now();
  const lane = async () => {
    while (next < count) {
      await work(next++);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return count / ((performance.now() - start) / 1_000);
}

/** The middle of three runs, so that one hiccup of the machine does not count. */
export async function middleOfThree(run: () => Promise<number> | number): Promise<number> {
  const results = [await run(), await run(), await run()];
  return results.toSorted((a, b) => a - b)[1]!;
}

/** Lends a directory that is gone afterwards. */
export async function inTemporaryDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'knownwhen-bench-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Prints one line of the table: what was measured, how much per second, and how that compares. */
export function line(what: string, rate: number, comparison = ''): void {
  const figure = Math.round(rate).toLocaleString('en-US').padStart(10);
  process.stdout.write(`${what.padEnd(58)}${figure}/s  ${comparison}\n`);
}

export function ratio(rate: number, of: number, name: string): string {
  return `${(rate / of).toFixed(2)} x ${name}`;
}
