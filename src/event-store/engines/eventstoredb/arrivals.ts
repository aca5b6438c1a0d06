interface Waiter {
  readonly revision: number;
  readonly settle: (arrived: boolean) => void;
}

/** Tells whoever waits for an event of a stream that it has come back from the cluster and has its position. */
export class Arrivals {
  readonly #waiters = new Map<string, Set<Waiter>>();

  /** Resolves to true when `stream` has arrived at `revision`, to false after `withinMs` or when this closes. */
  reached(stream: string, revision: number, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(stream) ?? new Set();
      this.#waiters.set(stream, waiters);
      const waiter: Waiter = {
        revision,
        settle: (arrived) => {
          clearTimeout(timer);
          waiters.delete(waiter);
          if (waiters.size === 0 && this.#waiters.get(stream) === waiters) {
            this.#waiters.delete(stream);
          }
          resolve(arrived);
        },
      };
      const timer = setTimeout(() => waiter.settle(false), withinMs);
      waiters.add(waiter);
    });
  }

  arrived(stream: string, revision: number): void {
    for (const waiter of this.#waiters.get(stream) ?? []) {
      if (waiter.revision <= revision) {
        waiter.settle(true);
      }
    }
  }

  close(): void {
    for (const waiter of [...this.#waiters.values()].flatMap((waiters) => [...waiters])) {
      waiter.settle(false);
    }
  }
}
