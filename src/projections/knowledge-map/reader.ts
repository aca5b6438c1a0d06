import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { foldCase, wordsOf, type DealFilter, type DealRow, type Sort } from '../../deal/deal-row.js';
import { formatInstant, instantOf, type Instant } from '../../deal/instant.js';
import type { Audience } from '../../deal/question.js';
import { bucketsAt, listOf, placesOfRange, STATUSES_LISTED, type Place } from './diagonal.js';
import { splitLines } from './lines.js';

/** Where on the map is looked. */
export interface Spot {
  readonly audience: Audience;
  readonly knownAt: Instant;
  readonly effectiveAt: Instant;
}

/** A row as it stands on the map, by the newest basis. */
export interface MappedRow {
  readonly row: DealRow;
  /** Names and aliases of its parties. */
  readonly names: readonly string[];
  readonly lastPosition: number;
}

/** A deal that the record holds, and its row if the audience knew of it. */
export interface HeldDeal {
  readonly deal: string;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly mapped: MappedRow | null;
}

/** Where a list goes on: behind this place in its order. */
export interface Mark {
  readonly place: Place;
  readonly deal: string;
}

/** A list in one of its orders, of what was known about that very moment. */
export interface ListOnMap {
  readonly audience: Audience;
  readonly at: Instant;
  readonly sort: Sort;
  readonly filter: FilterOnMap;
}

/** The filters that the map's columns decide. */
export type FilterOnMap = Omit<DealFilter, 'party' | 'q'>;

interface Columns {
  readonly deal: string;
  readonly also_recorded_as: string;
  readonly first_position: number;
  readonly last_position: number;
  readonly revision: number;
  readonly status: string | null;
  readonly since: number | null;
  readonly episode: number;
  readonly officially_confirmed: number;
  readonly disputed: number;
  readonly amount: string | null;
  readonly first_known_at: number;
  readonly sources: number;
  readonly title: string | null;
  readonly names: string;
  readonly undetermined: number;
}

const COLUMNS = `deal.deal, also_recorded_as, first_position, last_position, revision, status, since, episode, officially_confirmed, disputed,
  amount, first_known_at, sources, title, names, EXISTS (
    SELECT 1 FROM undetermined AS open WHERE open.audience = standing.audience AND open.deal = standing.deal
      AND open.known_from <= ?1 AND open.known_to > ?1 AND open.effective_from <= ?2 AND open.effective_to > ?2
  ) AS undetermined`;

const AT_SPOT = `standing.audience = ?3 AND standing.deal = deal.deal AND standing.known_from <= ?1 AND standing.known_to > ?1
  AND standing.effective_from <= ?2 AND standing.effective_to > ?2`;

/** Longest list of deals that a search for words is asked for; beyond it, the deals are gone through one by one. */
export const MOST_CANDIDATES = 2_000;

/** Reads how every deal stood. */
export class KnowledgeMap {
  private readonly begin;
  private readonly heldFrom;
  private readonly one;
  private readonly laterThan;
  private readonly mentioned;
  private readonly moving;
  private readonly prepared = new Map<string, StatementSync>();

  constructor(private readonly db: DatabaseSync) {
    this.begin = db.prepare('SELECT max(last_position) FROM deal');
    this.heldFrom = db.prepare(
      `SELECT ${COLUMNS} FROM deal LEFT JOIN standing ON ${AT_SPOT} LEFT JOIN wording ON wording.id = wording
       WHERE deal.deal > ?4 AND first_position <= ?5 ORDER BY deal.deal LIMIT ?6`,
    );
    this.one = db.prepare(
      `SELECT ${COLUMNS} FROM deal LEFT JOIN standing ON ${AT_SPOT} LEFT JOIN wording ON wording.id = wording
       WHERE deal.deal = ?4`,
    );
    this.laterThan = db.prepare('SELECT deal FROM deal WHERE last_position > ? LIMIT ?');
    this.moving = db.prepare(
      'SELECT DISTINCT deal FROM moment WHERE audience = ? AND at > ? AND at <= ? AND deal > ? ORDER BY deal LIMIT ?',
    );
    this.mentioned = db.prepare(
      'SELECT deal.deal FROM mention JOIN deal ON deal.id = mention.rowid WHERE mention.words MATCH ? LIMIT ?',
    );
  }

  /** Deals of which the audience may have learned something after `from` and up to `to`, by slug, behind `after`. */
  dealsMoving(audience: Audience, from: Instant, to: Instant, after: string, limit: number): string[] {
    const rows = this.moving.all(audience, from, to, after, limit) as { deal: string }[];
    return rows.map(({ deal }) => deal);
  }

  /** Everything that is read meanwhile is of one state of the map. The work must not wait for anything. */
  inOneView<T>(work: () => T): T {
    this.db.exec('BEGIN');
    try {
      this.begin.get();
      return work();
    } finally {
      this.db.exec('COMMIT');
    }
  }

  /** Deals with events after a position, at most `limit`. */
  dealsAfter(position: number, limit: number): readonly string[] {
    return (this.laterThan.all(position, limit) as { deal: string }[]).map(({ deal }) => deal);
  }

  /** Deals that the record held at a basis, in the order of their slugs, behind `after`. */
  heldAt(basis: number, { audience, knownAt, effectiveAt }: Spot, after: string, limit: number): HeldDeal[] {
    const rows = this.heldFrom.all(
      knownAt,
      effectiveAt,
      audience,
      after,
      basis,
      limit,
    ) as unknown as Columns[];
    return rows.map(heldDeal);
  }

  /** One deal that the record holds. */
  held(deal: string, { audience, knownAt, effectiveAt }: Spot): HeldDeal {
    return heldDeal(this.one.get(knownAt, effectiveAt, audience, deal) as unknown as Columns);
  }

  /** The deals whose words ever held these; null when there are too many, or the words are too short to search for. */
  dealsMentioning({ q, party }: Pick<DealFilter, 'q' | 'party'>): readonly string[] | null {
    const texts = [...(q === undefined ? [] : wordsOf(q)), ...(party === undefined ? [] : [foldCase(party)])];
    const phrases = texts
      .filter((text) => Array.from(text).length >= 3 && !text.includes('\0'))
      .map((text) => `"${text.replaceAll('"', '""')}"`);
    if (phrases.length === 0) {
      return null;
    }
    const deals = this.mentioned.all(phrases.join(' AND '), MOST_CANDIDATES + 1) as { deal: string }[];
    return deals.length > MOST_CANDIDATES ? null : deals.map(({ deal }) => deal);
  }

  /** The first rows of a list behind a mark. */
  list(list: ListOnMap, after: Mark | null, limit: number): MappedRow[] {
    const { sql, values } = this.streams(list, after ?? firstMark(list));
    const streams = sql.map((one) => `SELECT place, deal, standing ${one}`).join(' UNION ALL ');
    const found = this.statement(
      `SELECT ${COLUMNS} FROM (${streams} ORDER BY 1, 2 LIMIT ?3) AS found
         CROSS JOIN standing ON standing.id = found.standing
         CROSS JOIN deal ON deal.deal = standing.deal
         CROSS JOIN wording ON wording.id = wording
       ORDER BY found.place, found.deal`,
    ).all(list.at, list.at, limit, ...values) as unknown as Columns[];
    return found.map(mappedRow);
  }

  /** How many deals a list has. */
  count(list: ListOnMap): number {
    const { sql, values } = this.streams({ ...list, sort: 'deal' }, null);
    const counts = sql.map((one) => `SELECT count(*) AS deals ${one}`).join(' UNION ALL ');
    const { deals } = this.statement(`SELECT sum(deals) AS deals FROM (${counts})`).get(
      list.at,
      null,
      null,
      ...values,
    ) as { deals: number };
    return deals;
  }

  /** One stream of rows in order for each status and each bucket; the first three parameters are theirs together. */
  private streams(
    { at, audience, sort, filter }: ListOnMap,
    after: Mark | null,
  ): { readonly sql: string[]; readonly values: SQLInputValue[] } {
    const residual = conditionsOf(filter);
    const values: SQLInputValue[] = [...residual.values, ...(after ? [after.place, after.deal] : [])];
    const mark = 4 + residual.values.length;
    const behind = after ? ` AND (place, deal) > (?${mark}, ?${mark + 1})` : '';
    const sql = [...new Set(filter.statuses ?? STATUSES_LISTED)].flatMap((status) => {
      const list = 3 + values.push(listOf(sort, audience, status));
      return bucketsAt(at).map(
        (bucket) =>
          `FROM diagonal WHERE list = ?${list} AND bucket = ?${3 + values.push(bucket)}${behind} AND at_from <= ?1 AND at_to > ?1${residual.sql}`,
      );
    });
    return { sql, values };
  }

  private statement(sql: string): StatementSync {
    const statement = this.prepared.get(sql) ?? this.db.prepare(sql);
    this.prepared.set(sql, statement);
    return statement;
  }
}

/** Newest first, a list begins with what has been so since its own instant: nothing that began later holds by then. */
function firstMark({ sort, at }: ListOnMap): Mark | null {
  return sort === 'since' ? { place: 0 - at, deal: '' } : null;
}

/** What columns of the rectangle itself must hold besides its status; parameters from the fourth on. */
function conditionsOf({ currency, amountMin, amountMax, episode, disputed }: FilterOnMap): {
  readonly sql: string;
  readonly values: SQLInputValue[];
} {
  const values: SQLInputValue[] = [];
  const bind = (value: SQLInputValue) => `?${3 + values.push(value)}`;
  const range = currency === undefined ? null : placesOfRange(currency, amountMin, amountMax);
  const conditions = [
    ...(range === null ? [] : [`amount_place BETWEEN ${bind(range[0])} AND ${bind(range[1])}`]),
    ...(episode === undefined ? [] : [`episode = ${bind(episode)}`]),
    ...(disputed === undefined ? [] : [`disputed = ${bind(Number(disputed))}`]),
  ];
  const sql = ` AND EXISTS (SELECT 1 FROM standing AS s WHERE s.id = standing AND ${conditions.join(' AND ')})`;
  return { sql: conditions.length === 0 ? '' : sql, values };
}

function heldDeal(columns: Columns): HeldDeal {
  return {
    deal: columns.deal,
    firstPosition: columns.first_position,
    lastPosition: columns.last_position,
    mapped: columns.status === null ? null : mappedRow(columns),
  };
}

function mappedRow(columns: Columns): MappedRow {
  const { deal, title, status, since, episode, amount, revision } = columns;
  return {
    row: {
      deal,
      alsoRecordedAs: splitLines(columns.also_recorded_as),
      title,
      status: status === 'none' ? null : (status as DealRow['status']),
      since: since === null ? null : formatInstant(instantOf(since)),
      episode,
      officiallyConfirmed: columns.officially_confirmed === 1,
      disputed: columns.disputed === 1,
      amount: amount === null ? null : (JSON.parse(amount) as DealRow['amount']),
      firstKnownAt: formatInstant(instantOf(columns.first_known_at)),
      sources: columns.sources,
      revision,
      undetermined: columns.undetermined === 1,
    },
    names: splitLines(columns.names),
    lastPosition: columns.last_position,
  };
}
