import { readFileSync } from 'node:fs';

/** What package.json says of the program. */
export const about = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
  readonly license: string;
};
