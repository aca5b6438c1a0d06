import { readdir, rm } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { allReadModels } from './all-read-models.js';
import type { ProjectorData, ProjectorTask } from './projector-thread.js';
import { openReaders, type Readers } from './readers.js';
import { readModelPath, type Outcome } from './read-model-file.js';

const WRITER_ENDED = 'the thread that writes the read models has ended; start the service again';

type Outcomes = Readonly<Record<string, Outcome>>;

/**
 * All read models of one generation: their files, the thread that writes them, and their readers. A rebuild makes the
 * next generation beside this one.
 */
export class Generation {
  private users = 0;
  private writerEnded = false;
  private retired: (() => void) | null = null;

  private constructor(
    readonly number: number,
    private readonly directory: string,
    private readonly writer: Worker,
    private outcomes: Outcomes,
    private readonly databases: readonly DatabaseSync[],
    private readonly readers: Readers,
  ) {
    writer.once('exit', () => (this.writerEnded = true));
    writer.on('error', () => {}); // told where a page could not be applied; the service goes on answering
  }

  /** Opens the files, making those that are missing. Rejects when one cannot be used. */
  static open(directory: string, number: number): Promise<Generation> {
    return Generation.start({ directory, generation: number, inTheMaking: false });
  }

  /** New files, in the making until they are {@link finish}ed. */
  static make(directory: string, number: number): Promise<Generation> {
    return Generation.start({ directory, generation: number, inTheMaking: true });
  }

  private static async start(workerData: ProjectorData): Promise<Generation> {
    const { directory, generation: number } = workerData;
    const writer = new Worker(new URL('./projector-thread.js', import.meta.url), { workerData });
    const outcomes = await reply(writer);
    const { readers, databases } = openReaders(directory, number);
    return new Generation(number, directory, writer, outcomes, databases, readers);
  }

  static async delete(directory: string, number: number): Promise<void> {
    const files = allReadModels.map(({ name }) => readModelPath(directory, name, number));
    await Promise.all(
      files.flatMap((file) => ['', '-wal', '-shm'].map((end) => rm(file + end, { force: true }))),
    );
  }

  /** Clears away what a rebuild left that was cut off. */
  static async deleteAllBut(directory: string, number: number): Promise<void> {
    const numbers = (await readdir(directory)).map((file) => /-(\d+)\.db(-wal|-shm)?$/.exec(file)?.[1]);
    const others = new Set(numbers.filter((other) => other !== undefined && Number(other) !== number));
    await Promise.all([...others].map((other) => Generation.delete(directory, Number(other))));
  }

  /** The position up to which every read model has taken in the record. */
  get position(): number {
    return Math.min(...Object.values(this.outcomes).map(({ position }) => position));
  }

  /** Where each read model stands. */
  get standing(): Outcomes {
    return this.outcomes;
  }

  /** What keeps read models from going on. */
  get poisons(): readonly string[] {
    return Object.values(this.outcomes).flatMap(({ poison }) => (poison === undefined ? [] : [poison]));
  }

  /** How far it has come, on an average of its read models, towards a position. */
  progress(head: number): number {
    const standing = Object.values(this.outcomes);
    const sum = standing.reduce((all, { position, built = 0 }) => all + Math.max(position, built * head), 0);
    return Math.floor(sum / standing.length);
  }

  /** Takes in a page; rejects when a read model could not, for a reason that may pass. */
  apply(page: readonly RecordedEvent[]): Promise<void> {
    return this.ask(page);
  }

  /** After the pages of a generation in the making: builds what is not made page by page, and makes the files last. */
  async finish(onPart: () => void, signal: AbortSignal): Promise<void> {
    while (Object.values(this.outcomes).some(({ built }) => built !== undefined)) {
      signal.throwIfAborted();
      await this.ask('build');
      onPart();
    }
    await this.ask('settle');
  }

  private async ask(task: ProjectorTask): Promise<void> {
    if (this.writerEnded) {
      throw new Error(WRITER_ENDED);
    }
    this.writer.postMessage(task);
    this.outcomes = await reply(this.writer);
    const trouble = Object.values(this.outcomes).find((outcome) => outcome.trouble !== undefined)?.trouble;
    if (trouble !== undefined) {
      throw new Error(trouble);
    }
  }

  /** Lends the readers; the files stay open until the work is done. */
  async read<T>(work: (readers: Readers) => T | Promise<T>): Promise<T> {
    this.users++;
    try {
      return await work(this.readers);
    } finally {
      this.users--;
      if (this.users === 0) {
        this.retired?.();
      }
    }
  }

  /** Closes the files once the last reader is done with them. */
  async close(): Promise<void> {
    if (this.users > 0) {
      await new Promise<void>((resolve) => (this.retired = resolve));
    }
    this.databases.forEach((db) => db.close());
    if (!this.writerEnded) {
      const ended = new Promise((resolve) => this.writer.once('exit', resolve));
      this.writer.postMessage('close' satisfies ProjectorTask);
      await ended;
    }
  }

  async closeAndDelete(): Promise<void> {
    await this.close();
    await Generation.delete(this.directory, this.number);
  }
}

/** The writer's next message; rejects when it dies instead. */
function reply(writer: Worker): Promise<Outcomes> {
  return new Promise((resolve, reject) => {
    const settle = (settleWith: () => void) => {
      writer.off('message', onMessage).off('error', onError).off('exit', onExit);
      settleWith();
    };
    const onMessage = (outcomes: Outcomes) => settle(() => resolve(outcomes));
    const onError = (error: Error) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error(WRITER_ENDED)));
    writer.once('message', onMessage).once('error', onError).once('exit', onExit);
  });
}
