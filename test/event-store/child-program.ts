import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const preload = new URL('../typescript-workers.mjs', import.meta.url).href;

/** A TypeScript file of this folder, running in a process of its own; what it prints, line by line. */
export class ChildProgram {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  readonly ended: Promise<void>;
  #waiters: (() => void)[] = [];

  constructor(file: string, args: string[], environment: Record<string, string> = {}) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.process = spawn(process.execPath, ['--import', preload, path, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    const lines = createInterface({ input: this.process.stdout! });
    lines.on('line', (line) => {
      this.lines.push(line);
      this.#waiters.splice(0).forEach((wake) => wake());
    });
    this.ended = new Promise((resolve) => lines.on('close', resolve));
  }

  /** The first line that begins like this, once it is printed. */
  async printed(beginning: string): Promise<string> {
    let ended = false;
    const end = this.ended.then(() => (ended = true));
    for (;;) {
      const line = this.lines.find((each) => each.startsWith(beginning));
      if (line !== undefined) {
        return line;
      }
      if (ended) {
        throw new Error(`it ended without printing "${beginning}": ${this.lines.join('; ')}`);
      }
      await Promise.race([end, new Promise<void>((resolve) => this.#waiters.push(resolve))]);
    }
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }
}
