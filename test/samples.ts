import { readdirSync, readFileSync } from 'node:fs';

interface Sample {
  readonly name: string;
  /** Reports, one on each line. */
  readonly text: string;
}

/** The sample files in the order in which a shell names `samples/*.ndjson`. */
export const SAMPLES: readonly Sample[] = readdirSync('samples')
  .filter((name) => name.endsWith('.ndjson'))
  .toSorted()
  .map((name) => ({ name, text: readFileSync(`samples/${name}`, 'utf8') }));

export const ALL_SAMPLES = SAMPLES.map(({ text }) => text).join('');
