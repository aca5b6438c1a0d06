import type { DatabaseSync } from 'node:sqlite';
import { decodeEvent } from '../../deal/stored-event.js';
import type { RecordedEvent } from '../../event-store/recorded-event.js';
import { PoisonEvent } from '../../subscription/poison-event.js';
import { dealClaims } from '../deal-claims/projection.js';
import { DealClaims } from '../deal-claims/reader.js';
import type { ReadModel } from '../read-model.js';
import { DealMapper } from './deal-mapper.js';

/**
 * How every deal stood for each audience, at every instant of knowing and of effect: rectangles known x effective, half
 * open, bounds in milliseconds, the ends of time at FIRST and LAST. For what is certain, from sources of every kind, by the
 * newest basis; `deal` tells which deals came further than an older one.
 *
 * A deal that links join to others has the rectangles of them all where it is the first of them, and none where it is not.
 *
 * - `deal`: of deals that links may join, `last_position` and `words` are those of them all.
 * - `standing`: the rectangles. `diagonal` holds those that lists find: where what is known is about the same instant.
 * - `diagonal`: for each order of the list, its rows by status, in order, parted into buckets of time by their length, so
 *   that at any instant a good part of the rows in a bucket hold.
 * - `undetermined`: where something about the deal was open.
 * - `moment`: instants at which the audience may have learned something of a deal; it names too many rather than too few.
 * - `wording`: each title and set of names that a deal ever had. `mention`: all of a deal's, to search for parts of them.
 */
export const knowledgeMap: ReadModel = {
  name: 'knowledge-map',
  version: 2,
  schema: `
    CREATE TABLE deal (
      id INTEGER PRIMARY KEY,
      deal TEXT NOT NULL UNIQUE,
      first_position INTEGER NOT NULL,
      last_position INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      words TEXT NOT NULL
    ) STRICT;
    CREATE INDEX deal_by_last_position ON deal (last_position);
    CREATE TABLE moment (
      audience TEXT NOT NULL,
      at INTEGER NOT NULL,
      deal TEXT NOT NULL,
      PRIMARY KEY (audience, at, deal)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE wording (
      id INTEGER PRIMARY KEY,
      title TEXT,
      names TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX wording_once ON wording (names, ifnull(title, char(0)));
    CREATE TABLE standing (
      id INTEGER PRIMARY KEY,
      audience TEXT NOT NULL,
      deal TEXT NOT NULL,
      known_from INTEGER NOT NULL,
      effective_from INTEGER NOT NULL,
      known_to INTEGER NOT NULL,
      effective_to INTEGER NOT NULL,
      status TEXT NOT NULL,
      since INTEGER,
      episode INTEGER NOT NULL,
      officially_confirmed INTEGER NOT NULL,
      disputed INTEGER NOT NULL,
      amount TEXT,
      amount_place TEXT NOT NULL,
      first_known_at INTEGER NOT NULL,
      also_recorded_as TEXT NOT NULL,
      sources INTEGER NOT NULL,
      wording INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX standing_of_deal ON standing (audience, deal, known_from, effective_from, known_to, effective_to);
    CREATE TABLE diagonal (
      sort TEXT NOT NULL,
      audience TEXT NOT NULL,
      status TEXT NOT NULL,
      bucket INTEGER NOT NULL,
      place ANY NOT NULL,
      deal TEXT NOT NULL,
      at_from INTEGER NOT NULL,
      at_to INTEGER NOT NULL,
      standing INTEGER NOT NULL,
      PRIMARY KEY (sort, audience, status, bucket, place, deal, at_from)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE undetermined (
      audience TEXT NOT NULL,
      deal TEXT NOT NULL,
      known_from INTEGER NOT NULL,
      effective_from INTEGER NOT NULL,
      known_to INTEGER NOT NULL,
      effective_to INTEGER NOT NULL,
      PRIMARY KEY (audience, deal, known_from, effective_from)
    ) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE mention USING fts5 (words, tokenize = 'trigram case_sensitive 1', content = '', contentless_delete = 1);
  `,
  prepare(db, sibling) {
    const claimsFile = sibling(dealClaims.name);
    const dealsIn = claimsFile.prepare(
      'SELECT deal, count(*) AS events FROM claim WHERE position BETWEEN ? AND ? GROUP BY deal',
    );
    const claims = new DealClaims(claimsFile);
    const mapper = new DealMapper(db);
    return (page) => {
      const [since, last] = [page[0]!.position, page.at(-1)!.position];
      const deals = dealsIn.all(since, last) as { deal: string; events: number }[];
      if (deals.reduce((sum, { events }) => sum + events, 0) < page.length) {
        tellWhatIsMissing(claimsFile, page);
      }
      const mapped = new Set<string>();
      for (const { deal } of deals) {
        if (mapped.has(deal)) {
          continue;
        }
        const recorded = claims.recorded(deal, last).upTo(last);
        for (const slug of recorded.histories.keys()) {
          mapped.add(slug);
          mapper.map(recorded.as(slug), since);
        }
      }
    };
  },
};

/** An event that the claims do not hold either cannot be read, or will be there soon. */
function tellWhatIsMissing(claims: DatabaseSync, page: readonly RecordedEvent[]): never {
  const held = claims.prepare('SELECT 1 FROM claim WHERE position = ?');
  const missing = page.find(({ position }) => held.get(position) === undefined)!;
  const decoded = decodeEvent(missing);
  if (!decoded.ok) {
    throw new PoisonEvent(missing.position, decoded.detail);
  }
  throw new Error(`${dealClaims.name} has not taken in position ${missing.position} yet`);
}
