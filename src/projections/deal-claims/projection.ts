import type { DatabaseSync } from 'node:sqlite';
import { isRemoval, sameDealAs, type DealEvent } from '../../deal/claim.js';
import { earlier, type Instant } from '../../deal/instant.js';
import { FIRST } from '../../deal/rectangle.js';
import { leafHash } from '../../event-store/event-leaf.js';
import type { RecordedEvent } from '../../event-store/recorded-event.js';
import { decodedEvent } from '../decoded-event.js';
import type { ReadModel } from '../read-model.js';

/**
 * The claims of each deal: what the one rule folds. Rows are the events as recorded, each with its leaf hash, so that a
 * row that changed on disk is found when it is read; `public_from` is from when on what it tells may count for the public, null
 * where it never does. `link` names, for each deal, those that it may be one with, whichever of the two says so, with the first
 * position that does.
 */
export const dealClaims: ReadModel = {
  name: 'deal-claims',
  version: 3,
  schema: `
    CREATE TABLE claim (
      position INTEGER PRIMARY KEY,
      deal TEXT NOT NULL,
      stream TEXT NOT NULL,
      revision INTEGER NOT NULL,
      recorded_at INTEGER NOT NULL,
      public_from INTEGER,
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
    const insert = db.prepare('INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const link = db.prepare('INSERT INTO link VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    const take = (event: RecordedEvent) => {
      const { position, stream, revision, recordedAt, id, type, data } = event;
      const decoded = decodedEvent(event);
      const { deal, claim } = decoded;
      const from = publicFrom(decoded);
      insert.run(position, deal, stream, revision, recordedAt, from, id, type, data, leafHash(event));
      const other = sameDealAs(claim);
      if (other !== undefined && other !== deal) {
        link.run(deal, other, position);
        link.run(other, deal, position);
      }
    };
    return (page) => page.forEach(take);
  },
};

/** A clerical removal mends what the public ever saw. */
function publicFrom({ claim, publishedAt, recordedAt }: DealEvent): Instant | null {
  if (isRemoval(claim) && claim.clerical) {
    return FIRST;
  }
  return publishedAt === undefined ? null : earlier(publishedAt.earliest, recordedAt);
}
