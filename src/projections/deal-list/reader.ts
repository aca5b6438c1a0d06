import type { DatabaseSync } from 'node:sqlite';

/** Reads which deals the record holds. */
export class DealList {
  private readonly upTo;
  private readonly count;

  constructor(db: DatabaseSync) {
    this.upTo = db.prepare('SELECT deal FROM deal WHERE first_position <= ? ORDER BY deal');
    this.count = db.prepare('SELECT count(*) AS deals FROM deal');
  }

  /** The slugs of the deals that the record held at `basis`, in order. */
  heldAt(basis: number): readonly string[] {
    return (this.upTo.all(basis) as { deal: string }[]).map(({ deal }) => deal);
  }

  size(): number {
    return (this.count.get() as { deals: number }).deals;
  }
}
