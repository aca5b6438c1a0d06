import type { DatabaseSync } from 'node:sqlite';
import { leafHash } from '../../event-store/event-leaf.js';
import type { RecordedEvent } from '../../event-store/recorded-event.js';
import { decodedEvent } from '../decoded-event.js';
import type { ReadModel } from '../read-model.js';

/**
 * The claims of each deal: what the one rule folds. Rows are the events as recorded, each with its leaf hash, so that a
 * row that changed on disk is found when it is read.
 */
export const dealClaims: ReadModel = {
  name: 'deal-claims',
  version: 1,
  schema: `
    CREATE TABLE claim (
      position INTEGER PRIMARY KEY,
      deal TEXT NOT NULL,
      stream TEXT NOT NULL,
      revision INTEGER NOT NULL,
      recorded_at INTEGER NOT NULL,
      id TEXT NOT NULL,
      type TEXT NOT NULL,
      data TEXT NOT NULL,
      leaf TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX claim_of_deal ON claim (deal, revision);
  `,
  prepare(db: DatabaseSync) {
    const insert = db.prepare('INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const take = (event: RecordedEvent) => {
      const { position, stream, revision, recordedAt, id, type, data } = event;
      const { deal } = decodedEvent(event);
      insert.run(position, deal, stream, revision, recordedAt, id, type, data, leafHash(event));
    };
    return (page) => page.forEach(take);
  },
};
