import type { RecordedDeal } from '../../deal/recorded-deal.js';
import { dealClaims } from '../deal-claims/projection.js';
import { DealClaims } from '../deal-claims/reader.js';
import { dealByDeal } from '../deal-claims/recorded-claims.js';
import { decodedEvent } from '../decoded-event.js';
import type { ReadModel } from '../read-model.js';
import { DealMapper } from './deal-mapper.js';
import { HAS_END, IN_FIRST_ORDER, ON_DIAGONAL, PLACEMENTS } from './diagonal.js';
import { TURNS } from './tally.js';

/**
 * How every deal stood for each audience, at every instant of knowing and of effect: rectangles known x effective, half
 * open, bounds in milliseconds, the ends of time at FIRST and LAST. For what is certain, from sources of every kind, by the
 * newest basis; `deal` tells which deals came further than an older one.
 *
 * A deal that links join to others has the rectangles of them all where it is the first of them, and none where it is not.
 *
 * - `deal`: `last_position` is that of all deals that links may join, and so are the `words` of one that others may answer under.
 *   `told` is what each kind of source ever told of it. One is `intricate` that links may join to others, or of which a report
 *   was ever corrected or retracted: of others it follows from the rectangles what is possible, where nothing is open.
 * - `standing`: the rectangles. `diagonal` holds those that lists find: where what is known is about the same instant.
 * - `diagonal`: for each order, audience and status a list of its rows, in order, parted into buckets of time by their length,
 *   so that at any instant a good part of the rows in a bucket hold; where only few do, they are found by their ends. They are
 *   what `placement` makes of `standing`.
 * - `tally`: by how many deals each list of the first order grew in stretches of time, of long ones and within them of short ones,
 *   so that the deals at an instant are the sum of few rows. It is what `turn` makes of `standing`.
 * - `undetermined`: where something about the deal was open.
 * - `moment`: instants at which the audience may have learned something of a deal; it names too many rather than too few.
 * - `wording`: each title and set of names that a deal ever had. `mention`: all of a deal's, to search for parts of them.
 */
export const knowledgeMap: ReadModel = {
  name: 'knowledge-map',
  version: 5,
  schema: `
    CREATE TABLE deal (
      id INTEGER PRIMARY KEY,
      deal TEXT NOT NULL UNIQUE,
      first_position INTEGER NOT NULL,
      last_position INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      words TEXT NOT NULL,
      told TEXT NOT NULL,
      intricate INTEGER NOT NULL
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
      names TEXT NOT NULL,
      title_place BLOB NOT NULL
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
    CREATE INDEX standing_of_deal ON standing (audience, deal, known_from, effective_from, known_to, effective_to);
    CREATE TABLE diagonal (
      list INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      place ANY NOT NULL,
      deal TEXT NOT NULL,
      at_from INTEGER NOT NULL,
      at_to INTEGER NOT NULL,
      standing INTEGER NOT NULL,
      PRIMARY KEY (list, bucket, place, deal, at_from)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX diagonal_by_begin ON diagonal (list, bucket, at_from) WHERE ${IN_FIRST_ORDER};
    CREATE INDEX diagonal_by_end ON diagonal (list, bucket, at_to) WHERE ${HAS_END};
    CREATE VIEW on_diagonal AS ${ON_DIAGONAL};
    CREATE VIEW placement AS ${PLACEMENTS};
    CREATE TABLE tally (
      list INTEGER NOT NULL,
      level INTEGER NOT NULL,
      stretch INTEGER NOT NULL,
      deals INTEGER NOT NULL,
      PRIMARY KEY (list, level, stretch)
    ) STRICT, WITHOUT ROWID;
    CREATE VIEW turn AS ${TURNS};
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
    const furthest = claimsFile.prepare('SELECT max(position) AS position FROM claim');
    const claims = new DealClaims(claimsFile);
    const mapper = new DealMapper(db);
    return (page) => {
      const [since, last] = [page[0]!.position, page.at(-1)!.position];
      const news = Map.groupBy(page.map(decodedEvent), ({ deal }) => deal);
      const { position } = furthest.get() as { position: number | null };
      if (position === null || position < last) {
        throw new Error(`${dealClaims.name} has not taken in position ${last} yet`);
      }
      news.forEach((added, deal) => claims.add(deal, added));
      mapper.mapAll(dealsMoved(claims, news.keys(), last), since);
    };
  },
  *build(db, sibling) {
    const claims = sibling(dealClaims.name);
    const mapper = new DealMapper(db);
    const { events: all } = claims.prepare('SELECT count(*) AS events FROM claim').get() as {
      events: number;
    };
    let mapped = 0;
    for (const deals of batches(dealByDeal(claims, Number.MAX_SAFE_INTEGER))) {
      mapper.mapNew(deals);
      mapped += deals.reduce((sum, { events }) => sum + events.length, 0);
      yield (SHARE_OF_MAPPING * mapped) / all;
    }
    for (const _ of mapper.placeAll()) {
      yield SHARE_OF_MAPPING;
    }
  },
};

/** Of a build; the rest goes into putting the deals in their lists. */
const SHARE_OF_MAPPING = 0.8;
const EVENTS_OF_BATCH = 5_000;

/** These deals, and those that links may join with them, each once and as the record stood at a position. */
function* dealsMoved(claims: DealClaims, slugs: Iterable<string>, position: number): Generator<RecordedDeal> {
  const told = new Set<string>();
  for (const slug of slugs) {
    if (!told.has(slug)) {
      const recorded = claims.recorded(slug, position).upTo(position);
      for (const one of recorded.histories.keys()) {
        told.add(one);
        yield recorded.as(one);
      }
    }
  }
}

/** Deals some at once. */
function* batches(deals: Iterable<RecordedDeal>): Generator<RecordedDeal[]> {
  let batch: RecordedDeal[] = [];
  let size = 0;
  for (const deal of deals) {
    batch.push(deal);
    size += deal.events.length;
    if (size >= EVENTS_OF_BATCH) {
      yield batch;
      batch = [];
      size = 0;
    }
  }
  yield batch;
}
