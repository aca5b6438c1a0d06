import type { Writable } from 'node:stream';
import { Presets, SingleBar } from 'cli-progress';

/** How far a long work has come. */
export interface Progress {
  /** Counts on. */
  add(done: number): void;
  /** Sets where it stands, and what there is to do. */
  reach(done: number, total: number): void;
  end(): void;
}

const UNSEEN: Progress = { add() {}, reach() {}, end() {} };

/** Draws a bar where somebody watches and it is known how much there is to do. */
export function showProgress(watched: Writable | null, what: string, total: number | null): Progress {
  if (!watched || total === null) {
    return UNSEEN;
  }
  const bar = new SingleBar(
    {
      stream: watched,
      format: `${what} {bar} {percentage}%`,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
    },
    Presets.shades_grey,
  );
  bar.start(total, 0);
  return {
    add: (done) => bar.increment(done),
    reach(done, all) {
      bar.setTotal(all);
      bar.update(done);
    },
    end: () => bar.stop(),
  };
}
