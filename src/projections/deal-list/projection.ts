import type { DatabaseSync } from 'node:sqlite';
import type { RecordedEvent } from '../../event-store/recorded-event.js';
import { decodedEvent } from '../decoded-event.js';
import type { ReadModel } from '../read-model.js';

/** Every deal of the record, with the position from which it is there. */
export const dealList: ReadModel = {
  name: 'deal-list',
  version: 1,
  schema: `
    CREATE TABLE deal (
      deal TEXT PRIMARY KEY,
      first_position INTEGER NOT NULL,
      first_recorded_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
  prepare(db: DatabaseSync) {
    const insert = db.prepare('INSERT INTO deal VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    const take = (event: RecordedEvent) => {
      if (event.revision > 0) {
        return;
      }
      insert.run(decodedEvent(event).deal, event.position, event.recordedAt);
    };
    return (page) => page.forEach(take);
  },
};
