import type { Attempt } from './delivery-progress.js';

/** Attempts that go into one event of progress: its share of the record stays small, however fast events are delivered. */
const MOST_ATTEMPTS = 20;

/** What was tried since progress was recorded last: the newest failures, and successes as far as there is room. */
export class AttemptsMade {
  private failures: Attempt[] = [];
  private successes: Attempt[] = [];

  add(attempt: Attempt): void {
    const list = attempt.outcome === 'delivered' ? this.successes : this.failures;
    list.push(attempt);
    if (list.length > MOST_ATTEMPTS) {
      list.shift();
    }
  }

  /** In the order in which they were made; none is given twice. */
  take(): readonly Attempt[] {
    const room = MOST_ATTEMPTS - this.failures.length;
    const successes = room > 0 ? this.successes.slice(-room) : [];
    const taken = [...this.failures, ...successes].toSorted((a, b) => a.at - b.at);
    this.failures = [];
    this.successes = [];
    return taken;
  }
}
