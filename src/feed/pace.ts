const WINDOW_MS = 200;
/** About 500 a second. */
const MANY_EVENTS = 100;

/** How fast the record grows: whether many events came in this short while or the one before. */
export class Pace {
  private start = 0;
  private before = 0;
  private now = 0;

  add(events: number): void {
    this.turn();
    this.now += events;
  }

  get isBusy(): boolean {
    this.turn();
    return this.now >= MANY_EVENTS || this.before >= MANY_EVENTS;
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
