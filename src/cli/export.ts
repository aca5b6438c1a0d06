import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportName } from '../exports/export-file.js';
import { DONE, withKnownwhen, type Context, type ExitCode, type Place } from './context.js';
import { UsageError, type Exported, type Knownwhen } from './knownwhen.js';
import { showProgress } from './progress.js';

export interface ExportOptions extends Place {
  readonly basis?: string;
  readonly format?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** The files that each format comes in. */
const FILES: Readonly<Record<string, readonly ExportName[]>> = {
  parquet: ['events.parquet', 'history.parquet'],
  csv: ['events.csv'],
  ndjson: ['events.ndjson'],
};

/** The record up to a position, as files. */
export async function exportFiles(context: Context, options: ExportOptions): Promise<ExitCode> {
  const { format = 'parquet', out = '.', json = false } = options;
  const names = namesIn(format);
  return withKnownwhen(context, options, 'asking', async (knownwhen) => {
    const basis = await basisOf(knownwhen, options.basis);
    await mkdir(out, { recursive: true });
    const written = [];
    for (const name of names) {
      const file = join(out, name.replace('.', `-${basis}.`));
      written.push({ file, basis, ...(await exportFile(context, knownwhen, file, { basis, name })) });
    }
    await context.terminal.print(
      json
        ? JSON.stringify(written)
        : written
            .map(({ file, sizeBytes, sha256 }) => `${file}  ${sizeBytes} bytes  sha256 ${sha256}`)
            .join('\n'),
    );
    return DONE;
  });
}

/** A file appears under its name when it is whole. */
async function exportFile(
  { terminal }: Context,
  knownwhen: Knownwhen,
  file: string,
  wanted: { readonly basis: number; readonly name: ExportName },
): Promise<Exported> {
  const progress = showProgress(terminal.watched, `exporting ${wanted.name}`, 1);
  const unfinished = `${file}.part`;
  try {
    const exported = await knownwhen.exportTo(unfinished, wanted, (done, total) =>
      progress.reach(done, total),
    );
    await rename(unfinished, file);
    return exported;
  } finally {
    progress.end();
    await rm(unfinished, { force: true });
  }
}

function namesIn(formats: string): readonly ExportName[] {
  return [...new Set(formats.split(','))].flatMap((format) => {
    const names = Object.hasOwn(FILES, format) ? FILES[format] : undefined;
    if (!names) {
      throw new UsageError(
        `--format must be one or more of ${Object.keys(FILES).join(', ')}, not "${format}"`,
      );
    }
    return names;
  });
}

async function basisOf(knownwhen: Knownwhen, given: string | undefined): Promise<number> {
  if (given !== undefined) {
    if (!/^\d{1,15}$/.test(given)) {
      throw new UsageError(`--basis must be a position from 0, not "${given}"`);
    }
    return Number(given);
  }
  const { positions } = await knownwhen.readModels();
  const newest = Math.min(...Object.values(positions));
  if (newest < 0) {
    throw new Error('the record is empty: there is nothing to export');
  }
  return newest;
}
