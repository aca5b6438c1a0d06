import type { DealEvent } from './claim.js';

/**
 * Keeps the decoded events of the deals that were asked about last, as streams only grow: what was read once stays true,
 * and only what came since is read again. Holds at most `mostEvents` over all deals (and always the last deal put in).
 */
export class HistoryCache {
  private readonly kept = new Map<string, readonly DealEvent[]>();
  private events = 0;

  private readonly mostEvents: number;

  constructor(mostEvents: number) {
    this.mostEvents = mostEvents;
  }

  get(deal: string): readonly DealEvent[] {
    return this.kept.get(deal) ?? [];
  }

  /**
   * Keeps `before`, as {@link get} gave it, with what came since, and returns it. The caller hands `before` back because the
   * deal may have been dropped while it read the rest.
   */
  keep(deal: string, before: readonly DealEvent[], since: readonly DealEvent[]): readonly DealEvent[] {
    const history = since.length === 0 ? before : [...before, ...since];
    this.drop(deal);
    if (history.length > 0) {
      this.kept.set(deal, history);
      this.events += history.length;
    }
    while (this.events > this.mostEvents && this.kept.size > 1) {
      this.drop(this.kept.keys().next().value!);
    }
    return history;
  }

  private drop(deal: string): void {
    this.events -= this.get(deal).length;
    this.kept.delete(deal);
  }
}
