import type { Readable, Writable } from 'node:stream';
import { Style } from './prose/style.js';

type Screen = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command line process reads from, writes to and was told by its environment. */
export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly env: NodeJS.ProcessEnv;
}

const NARROWEST = 80;
const WIDEST = 120;
const WIDTH_OF_FILES = 100;

/** Where a command prints: results on stdout, complaints and progress on stderr. */
export class Terminal {
  readonly stdin: Readable;
  readonly env: NodeJS.ProcessEnv;
  readonly width: number;
  readonly style: Style;
  /** Where progress is drawn; null unless somebody watches. */
  readonly watched: Screen | null;
  private readonly stdout: Screen;
  private readonly stderr: Screen;
  private gone = false;

  constructor({ stdin, stdout, stderr, env }: Streams) {
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
    this.env = env;
    this.width = stdout.isTTY
      ? Math.min(WIDEST, Math.max(NARROWEST, stdout.columns ?? NARROWEST))
      : WIDTH_OF_FILES;
    const coloured = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
    this.style = new Style(coloured);
    this.watched = stderr.isTTY === true ? stderr : null;
  }

  /** Writes a text to stdout, ended by a line break; waits when the reader is slow. */
  async print(text: string): Promise<void> {
    await this.write(this.stdout, `${text}\n`);
  }

  /** Writes bytes to stdout as they come, for as long as somebody reads them. */
  async pour(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) {
      await this.write(this.stdout, chunk);
      if (this.gone) {
        return;
      }
    }
  }

  async complain(text: string): Promise<void> {
    await this.write(this.stderr, `${text}\n`);
  }

  /** Whether a person reads the results, not a file or a pipe. */
  get isRead(): boolean {
    return this.stdout.isTTY === true;
  }

  /** Whether whoever read the results has gone away (`knownwhen list | head`). */
  get unread(): boolean {
    return this.gone;
  }

  private write(screen: Screen, text: string | Uint8Array): Promise<void> {
    if (this.gone && screen === this.stdout) {
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      screen.write(text, (error) => {
        if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') {
          reject(error);
          return;
        }
        this.gone ||= error != null;
        resolve();
      });
    });
  }
}
