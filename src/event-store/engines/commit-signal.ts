/** Tells whoever waits that the record has grown, or that it never will again. */
export class CommitSignal {
  readonly #waiters = new Set<() => void>();
  #head = -1;
  #closed = false;

  get head(): number {
    return this.#head;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The newest event is now at `head`. */
  advance(head: number): void {
    if (head > this.#head) {
      this.#head = head;
      this.#wakeAll();
    }
  }

  close(): void {
    this.#closed = true;
    this.#wakeAll();
  }

  /** Resolves when there is an event at `position`, when `signal` aborts or when this closes; it leaves no listener behind. */
  reached(position: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settled = (): boolean => this.#head >= position || this.#closed || signal.aborted;
      const wake = (): void => {
        if (settled()) {
          this.#waiters.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        }
      };
      this.#waiters.add(wake);
      signal.addEventListener('abort', wake);
      wake();
    });
  }

  #wakeAll(): void {
    this.#waiters.forEach((wake) => wake());
  }
}
