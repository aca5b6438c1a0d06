import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ON_MACOS = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The Chromium of this machine: the one that CHROMIUM names, or the first one found; undefined when there is none. */
export function findChromium(): string | undefined {
  const { CHROMIUM, PATH = '' } = process.env;
  const onPath = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return CHROMIUM ?? [...onPath, ON_MACOS].find((path) => existsSync(path));
}

const HOW =
  'there is no Chromium on this machine: install it (Debian: apt-get install chromium), or name one in CHROMIUM';

/** The Chromium of this machine; throws when there is none. */
export function needChromium(): string {
  const path = findChromium();
  if (path === undefined) {
    throw new Error(`the page cannot be tested: ${HOW}`);
  }
  return path;
}

/** So that a step that never comes is told by the step, which waits less long. */
const MOST_MS = 40_000;

/** Tests in a browser. Without one they are passed over, and say so; where CI is set they fail instead. */
export function describeInBrowser(name: string, tests: () => void): void {
  const passOver = findChromium() === undefined && process.env.CI === undefined;
  if (passOver) {
    process.stderr.write(`"${name}" is not tested: ${HOW}\n`);
  }
  jest.setTimeout(MOST_MS);
  (passOver ? describe.skip : describe)(name, tests);
}
