import type { DatabaseSync } from 'node:sqlite';
import { partOf } from './projection.js';

/** Finds where events are. */
export class EventPlaces {
  private readonly ofPart;

  constructor(db: DatabaseSync) {
    this.ofPart = db.prepare('SELECT position FROM place WHERE part = ? ORDER BY position');
  }

  /** The positions at which the event of an id may be; mostly one, or none. */
  of(id: string): readonly number[] {
    return (this.ofPart.all(partOf(id)) as { position: number }[]).map(({ position }) => position);
  }
}
