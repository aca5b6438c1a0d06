import type { DatabaseSync } from 'node:sqlite';
import type { ReadModel } from '../read-model.js';

/**
 * Where the event of an id is. Only a part of the id is kept, as a number, which takes a third of the room and of the time;
 * events may share it, so whoever finds a place looks whether the event there has the id.
 */
export const eventPlaces: ReadModel = {
  name: 'event-places',
  version: 1,
  schema: `
    CREATE TABLE place (
      part INTEGER NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (part, position)
    ) STRICT, WITHOUT ROWID;
  `,
  prepare(db: DatabaseSync) {
    const insert = db.prepare('INSERT INTO place VALUES (?, ?)');
    return (page) => page.forEach(({ id, position }) => insert.run(partOf(id), position));
  },
};

/** The last 12 hexadecimal digits of an id: 48 bits, which in a UUID of version 5 are part of the hash. */
export function partOf(id: string): number {
  const part = Number.parseInt(id.slice(-12), 16);
  return Number.isSafeInteger(part) ? part : 0;
}
