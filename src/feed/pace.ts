const WINDOW_MS = 1_000;
/** So many in one window. */
const MANY_EVENTS = 100;
const FLOOD_EVENTS = 1_000;

/** How much is recorded just now. */
export type Bustle = 'idle' | 'some' | 'much' | 'flood';

/** How fast the record grows: how many events came in this short while or the one before. */
export class Pace {
  private start = 0;
  private before = 0;
  private now = 0;

  add(events: number): void {
    this.turn();
    this.now += events;
  }

  get bustle(): Bustle {
    this.turn();
    const events = Math.max(this.now, this.before);
    if (events >= MANY_EVENTS) {
      return events >= FLOOD_EVENTS ? 'flood' : 'much';
    }
    return events > 0 ? 'some' : 'idle';
  }

  private turn(): void {
    const passedMs = performance.now() - this.start;
    if (passedMs >= WINDOW_MS) {
      this.before = passedMs < 2 * WINDOW_MS ? this.now : 0;
      this.now = 0;
      this.start += passedMs - (passedMs % WINDOW_MS);
    }
  }
}
