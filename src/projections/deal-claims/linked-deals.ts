import type { DatabaseSync } from 'node:sqlite';

/** Finds which deals links may join, in the read model of claims. */
export class LinkedDeals {
  private readonly linked;

  constructor(db: DatabaseSync) {
    this.linked = db.prepare(
      `SELECT other FROM link WHERE deal = ?1 AND position <= ?2
         AND EXISTS (SELECT 1 FROM claim WHERE claim.deal = other AND revision = 0 AND claim.position <= ?2)`,
    );
  }

  /** A deal, and all that links up to a position lead to from it, followed either way, as far as the record holds them by then. */
  with(deal: string, position: number): string[] {
    const found = new Set([deal]);
    for (const one of found) {
      for (const { other } of this.linked.all(one, position) as { other: string }[]) {
        found.add(other);
      }
    }
    return [...found];
  }
}
