import type { DatabaseSync } from 'node:sqlite';
import { foldCase, wordsOf, type DealFilter } from '../../deal/deal-row.js';
import type { Instant } from '../../deal/instant.js';
import type { Audience } from '../../deal/question.js';
import { Lists } from './lists.js';
import { columnsFor, mappedRow, prepareRows, type Columns, type MappedRow } from './mapped-row.js';

/** Where on the map is looked. */
export interface Spot {
  readonly audience: Audience;
  readonly knownAt: Instant;
  readonly effectiveAt: Instant;
}

/** A deal that the record holds, and its row if the audience knew of it. */
export interface HeldDeal {
  readonly deal: string;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly mapped: MappedRow | null;
  /** Whether anything about it is open there. */
  readonly isOpen: boolean;
  /** Links may join it to others, or something was taken back: what is possible does not follow from what is certain. */
  readonly isIntricate: boolean;
  /** Which kinds of sources told what, for `Told` to read. */
  readonly told: string;
}

type HeldColumns = readonly [...Columns, told: string, intricate: number];

const HELD = `SELECT ${columnsFor('?3')}, told, intricate FROM deal`;

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
  readonly lists: Lists;

  constructor(private readonly db: DatabaseSync) {
    this.lists = new Lists(db);
    this.begin = db.prepare('SELECT max(last_position) FROM deal');
    this.heldFrom = prepareRows(
      db,
      `${HELD} LEFT JOIN standing ON ${AT_SPOT} LEFT JOIN wording ON wording.id = wording
       WHERE deal.deal > ?4 AND first_position <= ?5 ORDER BY deal.deal LIMIT ?6`,
    );
    this.one = prepareRows(
      db,
      `${HELD} LEFT JOIN standing ON ${AT_SPOT} LEFT JOIN wording ON wording.id = wording
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
    ) as unknown as HeldColumns[];
    return rows.map(heldDeal);
  }

  /** One deal that the record holds. */
  held(deal: string, { audience, knownAt, effectiveAt }: Spot): HeldDeal {
    return heldDeal(this.one.get(knownAt, effectiveAt, audience, deal) as unknown as HeldColumns);
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
}

function heldDeal(held: HeldColumns): HeldDeal {
  const [deal, , firstPosition, lastPosition, , status] = held;
  const [undetermined, told, intricate] = held.slice(-3) as [number, string, number];
  return {
    deal,
    firstPosition,
    lastPosition,
    mapped: status === null ? null : mappedRow(held as unknown as Columns),
    isOpen: undetermined === 1,
    isIntricate: intricate === 1,
    told,
  };
}
