import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ExportedFile, ExportName } from './export-file.js';
import type { ExportMessage, ExportOrder } from './export-messages.js';

/** How many positions of the record have their files kept; of those asked for last. */
const MOST_BASES = 4;
const MOST_HEAP_MB = 1_024;

/** Where the record is, as of which position, and who hears how many events were gone through. */
export interface ExportWanted {
  /** The file of the read model that holds the claims; it must stay until the export is written. */
  readonly claims: string;
  readonly basis: number;
  readonly name: ExportName;
  readonly onProgress?: (events: number) => void;
}

/** The service ended before the file was written. */
export class ExportStopped extends Error {
  constructor() {
    super('the export was stopped, as the service shuts down');
    this.name = 'ExportStopped';
  }
}

/**
 * The exported files, written once when they are first asked for, one after the other and in a thread of their own. They
 * are a cache: whatever is in the directory may go at any time, and is gone when the service starts.
 */
export class Exports {
  /** By position, those asked for last at the end. */
  private readonly kept = new Map<number, Map<ExportName, Promise<ExportedFile>>>();
  private readonly directory: string;
  private turn: Promise<unknown> = Promise.resolve();
  private running: Worker | null = null;
  private isStopped = false;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async open(directory: string): Promise<Exports> {
    await rm(directory, { recursive: true, force: true });
    return new Exports(directory);
  }

  /** The file, written before or now. Whoever asks for the same file waits for the same writing. */
  async file(wanted: ExportWanted): Promise<ExportedFile> {
    const files = this.filesAt(wanted.basis);
    const before = files.get(wanted.name);
    const file = before && (await before);
    if (file && (await isThere(file))) {
      return file;
    }
    if (files.get(wanted.name) === before) {
      files.set(wanted.name, this.written(wanted, files));
    }
    return files.get(wanted.name)!;
  }

  /** Stops what is being written. */
  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    await this.running?.terminate();
  }

  private filesAt(basis: number): Map<ExportName, Promise<ExportedFile>> {
    const files = this.kept.get(basis) ?? new Map<ExportName, Promise<ExportedFile>>();
    this.kept.delete(basis);
    this.kept.set(basis, files);
    return files;
  }

  /** What could not be written is not kept, so that whoever asks next tries again. */
  private written(wanted: ExportWanted, files: Map<ExportName, unknown>): Promise<ExportedFile> {
    const file = this.turn.then(() => this.write(wanted));
    this.turn = file.then(
      () => this.forgetOldest(),
      () => files.delete(wanted.name),
    );
    return file;
  }

  private async write({ claims, basis, name, onProgress }: ExportWanted): Promise<ExportedFile> {
    if (this.isStopped) {
      throw new ExportStopped();
    }
    const directory = join(this.directory, String(basis));
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const order: ExportOrder = { claims, basis, name, path: join(directory, name) };
    this.running = new Worker(new URL('./export-thread.js', import.meta.url), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    });
    try {
      return { path: order.path, ...(await outcomeOf(this.running, onProgress)) };
    } finally {
      this.running = null;
    }
  }

  private async forgetOldest(): Promise<void> {
    const bases = [...this.kept.keys()];
    for (const basis of bases.slice(0, Math.max(0, bases.length - MOST_BASES))) {
      this.kept.delete(basis);
      await rm(join(this.directory, String(basis)), { recursive: true, force: true });
    }
  }
}

async function isThere({ path, sizeBytes }: ExportedFile): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.size === sizeBytes;
}

function outcomeOf(
  writer: Worker,
  onProgress: ((events: number) => void) | undefined,
): Promise<Omit<ExportedFile, 'path'>> {
  return new Promise((resolve, reject) => {
    writer.on('message', (message: ExportMessage) => {
      if ('written' in message) {
        resolve(message.written);
      } else {
        onProgress?.(message.events);
      }
    });
    writer.once('error', reject);
    writer.once('exit', () => reject(new ExportStopped()));
  });
}
