import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { Test } from '@nestjs/testing';
import type { INestApplicationContext } from '@nestjs/common';
import { AppModule } from '../../src/app.module.js';
import type { Context } from '../../src/cli/context.js';
import { InProcess } from '../../src/cli/in-process.js';
import type { Knownwhen } from '../../src/cli/knownwhen.js';
import { OverHttp } from '../../src/cli/over-http.js';
import { run } from '../../src/cli/run.js';
import { Terminal } from '../../src/cli/terminal.js';
import { Clock } from '../../src/deal/clock.js';
import { instantOf } from '../../src/deal/instant.js';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';
import { EventStore } from '../../src/event-store/event-store.js';
import { ReadModels } from '../../src/projections/read-models.js';

/** When everything is recorded and asked: long after the samples, and always the same. */
export const NOW = Date.parse('2026-11-24T09:00:00.000Z');

export const SAMPLES = join(import.meta.dirname, '../../samples');

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Typed {
  readonly stdin?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;
  /** A person reads what is printed. */
  readonly onTerminal?: boolean;
}

/** A record in a directory of its own, on a clock that stands still, and the command line on it. */
export class Desk {
  private constructor(
    readonly directory: string,
    readonly app: INestApplicationContext,
  ) {}

  static async open(): Promise<Desk> {
    const directory = await mkdtemp(join(tmpdir(), 'knownwhen-cli-'));
    const config = { dataDirectory: directory, port: 0, host: '127.0.0.1' };
    const module = await Test.createTestingModule({ imports: [AppModule.with(config)] })
      .overrideProvider(EventStore)
      .useFactory({ factory: () => SqliteEventStore.open(directory, { now: () => NOW }) })
      .overrideProvider(Clock)
      .useValue({ now: () => instantOf(NOW) })
      .setLogger(false as never)
      .compile();
    return new Desk(directory, await module.init());
  }

  /** With all samples recorded by `analyst`. */
  static async withSamples(): Promise<Desk> {
    const desk = await Desk.open();
    const { code, err } = await desk.types(['import', ...(await sampleFiles())]);
    if (code !== 0) {
      throw new Error(`the samples were refused:\n${err}`);
    }
    await desk.isProjected();
    return desk;
  }

  /** Resolves once answers know all that is recorded. */
  async isProjected(): Promise<void> {
    const readModels = this.app.get(ReadModels, { strict: false });
    await readModels.reached(await readModels.head(), 10_000);
  }

  /** Types a command and gives what it printed. Every `--url` is a running service; all else is this record. */
  async types(
    argv: readonly string[],
    { stdin = '', env = {}, onTerminal = false }: Typed = {},
  ): Promise<Ran> {
    const [stdout, stderr] = [Object.assign(new PassThrough(), { isTTY: onTerminal }), new PassThrough()];
    const [out, err] = [collect(stdout), collect(stderr)];
    const context: Context = {
      terminal: new Terminal({ stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr, env }),
      program: 'knownwhen',
      open: async ({ url }) => (url === undefined ? this.lend() : new OverHttp(url)),
      untilStopped: () => new AbortController().signal,
    };
    const code = await run(argv, context);
    stdout.end();
    stderr.end();
    return { code, out: await out, err: await err };
  }

  async close(): Promise<void> {
    await this.app.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** The record stays open when a command is done with it. */
  private lend(): Knownwhen {
    const knownwhen = new InProcess(this.app, { type: 'user', id: 'analyst' });
    knownwhen.close = async () => {};
    return knownwhen;
  }
}

export async function sampleFiles(): Promise<string[]> {
  const names = (await readdir(SAMPLES)).filter((name) => name.endsWith('.ndjson'));
  return names.toSorted().map((name) => join(SAMPLES, name));
}

async function collect(stream: PassThrough): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
  }
  return text;
}
