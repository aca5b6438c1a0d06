/** Names of what has changed, for any number of followers, each of whom pulls what came since it last did. */
export class Changes {
  readonly #followers = new Set<(name: string) => void>();
  readonly #closed = new AbortController();

  tell(name: string): void {
    this.#followers.forEach((follower) => follower(name));
  }

  close(): void {
    this.#closed.abort();
  }

  /** Follows from the first pull on; as StreamsBeside's `changes`. */
  async *follow(signal: AbortSignal): AsyncGenerator<ReadonlySet<string>> {
    const ended = AbortSignal.any([signal, this.#closed.signal]);
    let names = new Set<string>();
    let wake = (): void => {};
    const follower = (name: string): void => {
      names.add(name);
      wake();
    };
    const onEnd = (): void => wake();
    this.#followers.add(follower);
    ended.addEventListener('abort', onEnd);
    try {
      while (!ended.aborted) {
        if (names.size > 0) {
          const told = names;
          names = new Set();
          yield told;
        } else {
          await new Promise<void>((resolve) => (wake = resolve));
        }
      }
    } finally {
      this.#followers.delete(follower);
      ended.removeEventListener('abort', onEnd);
    }
  }
}
