import type { DatabaseSync } from 'node:sqlite';
import { sameDealAs } from '../../deal/claim.js';
import { leafHash } from '../../event-store/event-leaf.js';
import type { RecordedEvent } from '../../event-store/recorded-event.js';
import { decodedEvent } from '../decoded-event.js';
import type { ReadModel } from '../read-model.js';

/**
 * The claims of each deal: what the one rule folds. Rows are the events as recorded, each with its leaf hash, so that a
 * row that changed on disk is found when it is read. `link` names, for each deal, those that it may be one with, whichever of
 * the two says so, with the first position that does.
 */
export const dealClaims: ReadModel = {
  name: 'deal-claims',
  version: 2,
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
    CREATE TABLE link (
      deal TEXT NOT NULL,
      other TEXT NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (deal, other)
    ) STRICT, WITHOUT ROWID;
  `,
  prepare(db: DatabaseSync) {
    const insert = db.prepare('INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const link = db.prepare('INSERT INTO link VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    const take = (event: RecordedEvent) => {
      const { position, stream, revision, recordedAt, id, type, data } = event;
      const { deal, claim } = decodedEvent(event);
      insert.run(position, deal, stream, revision, recordedAt, id, type, data, leafHash(event));
      const other = sameDealAs(claim);
      if (other !== undefined && other !== deal) {
        link.run(deal, other, position);
        link.run(other, deal, position);
      }
    };
    return (page) => page.forEach(take);
  },
};
