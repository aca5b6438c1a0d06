import { DatabaseSync } from 'node:sqlite';
import type { DealEvent } from '../../deal/claim.js';
import { RecordedDeal } from '../../deal/recorded-deal.js';
import { decodeEvent } from '../../deal/stored-event.js';
import { leafHash } from '../../event-store/event-leaf.js';
import type { RecordedEvent } from '../../event-store/recorded-event.js';
import { ReadModelDamaged } from '../read-model-damaged.js';
import { LinkedDeals } from './linked-deals.js';
import { dealClaims } from './projection.js';

/** A row of the read model. */
export type ClaimRow = Omit<RecordedEvent, 'recordedAt'> & {
  readonly recorded_at: number;
  readonly leaf: string;
};

/** A claim as it stands in the record, and its event's data as stored. */
export interface RecordedClaim {
  readonly event: DealEvent;
  readonly data: string;
}

/** Reads all claims of the record one after the other, from a connection of its own, so that any thread may. */
export class RecordedClaims {
  private readonly db: DatabaseSync;

  /** `path` is that of the read model's file, which must stay until this is closed. */
  constructor(path: string) {
    this.db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  }

  /** Every claim up to a position, in order. */
  *inOrder(basis: number): Generator<RecordedClaim> {
    const rows = this.db.prepare('SELECT * FROM claim WHERE position <= ? ORDER BY position');
    for (const row of rows.iterate(basis) as Iterable<unknown>) {
      yield readClaim(row as ClaimRow);
    }
  }

  /** Each deal as recorded up to a position, with those that links may join with it, in the order of the slugs. */
  dealByDeal(basis: number): Generator<RecordedDeal> {
    return dealByDeal(this.db, basis);
  }

  close(): void {
    this.db.close();
  }
}

/** The same, from the read model's file. */
export function* dealByDeal(db: DatabaseSync, basis: number): Generator<RecordedDeal> {
  const links = new LinkedDeals(db);
  const ofDeal = db.prepare('SELECT * FROM claim WHERE deal = ? AND position <= ? ORDER BY revision');
  const read = (slug: string) =>
    (ofDeal.all(slug, basis) as unknown as ClaimRow[]).map((row) => readClaim(row).event);
  /** Deals that links may join, which are rare, are read together once. */
  const joinable = new Map<string, RecordedDeal>();
  for (const events of historyByHistory(db, basis)) {
    const [{ deal }] = events as [DealEvent];
    const slugs = joinable.has(deal) ? [] : links.with(deal, basis);
    if (slugs.length > 1) {
      const recorded = new RecordedDeal(deal, new Map(slugs.map((slug) => [slug, read(slug)])));
      slugs.forEach((slug) => joinable.set(slug, recorded.as(slug)));
    }
    yield joinable.get(deal) ?? RecordedDeal.of(events);
    joinable.delete(deal);
  }
}

function* historyByHistory(db: DatabaseSync, basis: number): Generator<readonly DealEvent[]> {
  const rows = db.prepare('SELECT * FROM claim WHERE position <= ? ORDER BY deal, revision');
  let events: DealEvent[] = [];
  for (const row of rows.iterate(basis) as Iterable<unknown>) {
    const { event } = readClaim(row as ClaimRow);
    if (events.length > 0 && events[0]!.deal !== event.deal) {
      yield events;
      events = [];
    }
    events.push(event);
  }
  if (events.length > 0) {
    yield events;
  }
}

/** Reads a row back; it must be what was projected. */
export function readClaim({ recorded_at: recordedAt, leaf, ...row }: ClaimRow): RecordedClaim {
  const stored = { ...row, recordedAt };
  const decoded = decodeEvent(stored);
  if (!decoded.ok || leaf !== leafHash(stored)) {
    throw new ReadModelDamaged(dealClaims.name, stored.position);
  }
  return { event: decoded.value, data: stored.data };
}
