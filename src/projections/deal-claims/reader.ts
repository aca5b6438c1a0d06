import type { DatabaseSync } from 'node:sqlite';
import type { DealEvent } from '../../deal/claim.js';
import { HistoryCache } from '../../deal/history-cache.js';
import { instantOf, type Instant } from '../../deal/instant.js';
import type { Audience } from '../../deal/question.js';
import { RecordedDeal } from '../../deal/recorded-deal.js';
import { LinkedDeals } from './linked-deals.js';
import { readClaim, type ClaimRow } from './recorded-claims.js';

const MOST_EVENTS_KEPT = 10_000;
const NEWEST = Number.MAX_SAFE_INTEGER;

/** Reads the claims of deals, in the order in which they were recorded. */
export class DealClaims {
  /** Where the claims are kept: another thread may read them there while this reader is lent. */
  readonly file: string;
  private readonly cache = new HistoryCache(MOST_EVENTS_KEPT);
  private readonly ofDeal;
  private readonly stampOf;
  private readonly firstAfter;
  private readonly deskAfter;
  private readonly publicAfter;
  private readonly links: LinkedDeals;
  /** Most questions are put to the newest position, one after the other. */
  private lastStamp: { readonly position: number; readonly at: Instant } | undefined;

  constructor(db: DatabaseSync) {
    this.file = db.location()!;
    this.ofDeal = db.prepare('SELECT * FROM claim WHERE deal = ? AND revision >= ? ORDER BY revision');
    this.stampOf = db.prepare('SELECT recorded_at FROM claim WHERE position = ?');
    this.firstAfter = db.prepare(
      'SELECT revision FROM claim WHERE deal = ? AND position > ? ORDER BY revision LIMIT 1',
    );
    const after = 'SELECT 1 FROM claim WHERE deal = ? AND position > ?';
    this.deskAfter = db.prepare(`${after} AND recorded_at <= ? LIMIT 1`);
    this.publicAfter = db.prepare(`${after} AND public_from <= ? LIMIT 1`);
    this.links = new LinkedDeals(db);
  }

  /** A deal, with those that links up to a position may join with it. */
  recorded(deal: string, position: number = NEWEST): RecordedDeal {
    const slugs = this.links.with(deal, position);
    return new RecordedDeal(deal, new Map(slugs.map((slug) => [slug, this.of(slug)])));
  }

  /**
   * Whether an event after a position may count for what an audience knew by an instant, of a deal or of one that links may
   * join with it.
   */
  countsAfter(deal: string, position: number, audience: Audience, knownAt: Instant): boolean {
    const counts = audience === 'desk' ? this.deskAfter : this.publicAfter;
    return this.links.with(deal, NEWEST).some((slug) => counts.get(slug, position, knownAt) !== undefined);
  }

  /** The revision of the first event after a position that is recorded under a slug. */
  revisionAfter(deal: string, position: number): number | undefined {
    return (this.firstAfter.get(deal, position) as { revision: number } | undefined)?.revision;
  }

  /** All events under a slug that are projected; none if there are none. */
  private of(deal: string): readonly DealEvent[] {
    const before = this.cache.get(deal);
    const rows = this.ofDeal.all(deal, before.length) as unknown as ClaimRow[];
    return this.cache.keep(
      deal,
      before,
      rows.map((row) => readClaim(row).event),
    );
  }

  /** Takes in events of one deal that were just projected, to spare reading them back. */
  add(deal: string, events: readonly DealEvent[]): void {
    const before = this.cache.get(deal);
    if (before.length === events[0]?.revision) {
      this.cache.keep(deal, before, events);
    }
  }

  /** When the event at a position was recorded; undefined when it is not projected. */
  recordedAt(position: number): Instant | undefined {
    if (this.lastStamp?.position !== position) {
      const row = this.stampOf.get(position) as { recorded_at: number } | undefined;
      this.lastStamp = row && { position, at: instantOf(row.recorded_at) };
    }
    return this.lastStamp?.at;
  }
}
