/**
 * Works that run side by side, at most so many at once, and whose results are given out in the order in which the works
 * began. Who takes no results holds up who begins works.
 */
export class InOrder<T> {
  private readonly running: Promise<T>[] = [];
  private ended = false;
  private abandoned = false;
  private roomMade = () => {};
  private workBegun = () => {};

  constructor(private readonly most: number) {}

  /** Whether nobody takes results any more. */
  get isAbandoned(): boolean {
    return this.abandoned;
  }

  /** Takes in a work that has begun and never rejects; resolves when there is room for another. */
  async add(work: Promise<T>): Promise<void> {
    this.running.push(work);
    this.workBegun();
    while (this.running.length >= this.most && !this.abandoned) {
      await new Promise<void>((resolve) => (this.roomMade = resolve));
    }
  }

  /** No more works come. */
  end(): void {
    this.ended = true;
    this.workBegun();
  }

  async *results(): AsyncGenerator<T> {
    try {
      while (!this.ended || this.running.length > 0) {
        const [next] = this.running;
        if (next) {
          yield await next;
          void this.running.shift();
          this.roomMade();
        } else {
          await new Promise<void>((resolve) => (this.workBegun = resolve));
        }
      }
    } finally {
      this.abandoned = true;
      this.roomMade();
    }
  }
}
