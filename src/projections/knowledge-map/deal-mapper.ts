import type { DatabaseSync } from 'node:sqlite';
import type { DealEvent } from '../../deal/claim.js';
import { foldCase, SORTS } from '../../deal/deal-row.js';
import type { Instant } from '../../deal/instant.js';
import { mapChangesFrom, momentsOf, slabsUndetermined, sweepStandings } from '../../deal/knowledge-map.js';
import { AUDIENCES, type Audience } from '../../deal/question.js';
import { LAST, rectanglesOf } from '../../deal/rectangle.js';
import { placeOfTitle } from './diagonal.js';
import {
  boundsOf,
  isSame,
  nameOf,
  rowBounds,
  standingRow,
  valueOf,
  type Bounds,
  type KeptRow,
  type StandingRow,
} from './standing-row.js';

/** A deal whose events from a position on are new. */
export interface NewsOfDeal {
  readonly deal: string;
  readonly events: readonly DealEvent[];
  readonly since: number;
}

/** Keeps the rows of deals on the map: writes only those that their new events change. */
export class DealMapper {
  private readonly statements;
  /** Ids of standings that are no more. */
  private gone: number[] = [];

  constructor(db: DatabaseSync) {
    this.statements = prepareStatements(db);
  }

  /** Brings the map up to the news of deals, each told at most once. */
  mapAll(deals: Iterable<NewsOfDeal>): void {
    this.gone = [];
    const { id: newest } = this.statements.newest.get() as { id: number };
    for (const deal of deals) {
      this.map(deal);
    }
    const gone = JSON.stringify(this.gone);
    this.statements.forgetPlaces.run(gone);
    this.statements.forget.run(gone);
    SORTS.forEach((_, sort) => this.statements.keepPlaces.run(newest, sort));
  }

  /** Maps deals that are not on the map yet, and puts them in no list before {@link placeAll}. */
  mapNew(deals: Iterable<NewsOfDeal>): void {
    for (const deal of deals) {
      this.map(deal);
    }
  }

  /** Puts everything on the map in the lists, of which there is nothing yet: one order after the other, yielding between. */
  *placeAll(): Generator<void> {
    for (const sort of SORTS.keys()) {
      this.statements.keepPlaces.run(0, sort);
      yield;
    }
  }

  private map({ deal, events, since }: NewsOfDeal): void {
    const known = events.findIndex(({ position }) => position >= since);
    this.list(deal, events, known);
    for (const audience of AUDIENCES) {
      for (const at of momentsOf(events, known, audience)) {
        this.statements.keepMoment.run(audience, at, deal);
      }
      const from = mapChangesFrom(events, known, audience);
      if (from !== null) {
        this.mapStandings(deal, events, known, audience, from);
        this.mapUndetermined(deal, events, audience, from);
      }
    }
  }

  private list(deal: string, events: readonly DealEvent[], known: number): void {
    const before = this.statements.deal.get(deal) as { id: number; words: string } | undefined;
    const lines = new Set(before?.words.split('\n') ?? [deal]);
    for (const { title, claim } of events.slice(known)) {
      const names = claim.type === 'PartyNamed' ? [claim.name, ...(claim.aliases ?? [])] : [];
      [...(title === undefined ? [] : [title]), ...names].forEach((text) => lines.add(foldCase(text)));
    }
    const words = [...lines].join('\n');
    const { position, revision } = events.at(-1)!;
    const { id } = this.statements.keepDeal.get(deal, events[0]!.position, position, revision, words) as {
      id: number;
    };
    if (words !== before?.words) {
      this.statements.mention.run(id, words);
    }
  }

  private mapStandings(
    deal: string,
    events: readonly DealEvent[],
    known: number,
    audience: Audience,
    from: Instant,
  ): void {
    const { effectFrom, slabs } = sweepStandings(events, known, audience, from);
    const kept = this.statements.standings.all(audience, deal, from, effectFrom) as unknown as KeptRow[];
    const before = kept
      .filter((row) => row.known_from < from)
      .map((row) => {
        const value = valueOf(row);
        return { key: JSON.stringify(value), rectangle: { ...boundsOf(row), knownTo: LAST, value } };
      });
    const keptByName = new Map(kept.map((row) => [nameOf(row), row]));
    for (const rectangle of rectanglesOf(slabs, before)) {
      const row = standingRow(rectangle, this.wordingOf(rectangle.value.title, rectangle.value.names));
      const same = keptByName.get(nameOf(row));
      if (same && isSame(same, row)) {
        keptByName.delete(nameOf(row));
      } else {
        this.keep(deal, audience, row);
      }
    }
    keptByName.forEach(({ id }) => this.gone.push(id));
  }

  private keep(deal: string, audience: Audience, row: StandingRow): void {
    this.statements.keep.run(
      audience,
      deal,
      row.known_from,
      row.effective_from,
      row.known_to,
      row.effective_to,
      row.status,
      row.since,
      row.episode,
      row.officially_confirmed,
      row.disputed,
      row.amount,
      row.amount_place,
      row.first_known_at,
      row.sources,
      row.wording,
    );
  }

  private wordingOf(title: string | null, party: readonly string[]): number {
    const names = party.join('\n');
    const held = this.statements.wording.get(names, title) as { id: number } | undefined;
    const add = () => this.statements.keepWording.run(title, names, placeOfTitle(title)).lastInsertRowid;
    return held?.id ?? Number(add());
  }

  private mapUndetermined(
    deal: string,
    events: readonly DealEvent[],
    audience: Audience,
    from: Instant,
  ): void {
    const kept = this.statements.undetermined.all(audience, deal, from) as unknown as Bounds[];
    const before = kept
      .filter((row) => row.known_from < from)
      .map((row) => ({ key: '', rectangle: { ...boundsOf(row), knownTo: LAST, value: true as const } }));
    const rows = rectanglesOf(slabsUndetermined(events, audience, from), before).map(rowBounds);
    const keptByName = new Map(kept.map((row) => [nameOf(row), row]));
    const changed = rows.filter((row) => {
      const same = keptByName.get(nameOf(row));
      const stays = same?.known_to === row.known_to && same.effective_to === row.effective_to;
      return !(stays && keptByName.delete(nameOf(row)));
    });
    keptByName.forEach((row) =>
      this.statements.forgetUndetermined.run(audience, deal, row.known_from, row.effective_from),
    );
    for (const row of changed) {
      this.statements.keepUndetermined.run(
        audience,
        deal,
        row.known_from,
        row.effective_from,
        row.known_to,
        row.effective_to,
      );
    }
  }
}

function prepareStatements(db: DatabaseSync) {
  return {
    deal: db.prepare('SELECT id, words FROM deal WHERE deal = ?'),
    keepDeal: db.prepare(
      `INSERT INTO deal (deal, first_position, last_position, revision, words) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (deal) DO UPDATE SET last_position = ?3, revision = ?4, words = ?5 RETURNING id`,
    ),
    mention: db.prepare('INSERT OR REPLACE INTO mention (rowid, words) VALUES (?, ?)'),
    keepMoment: db.prepare('INSERT INTO moment VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    wording: db.prepare(
      'SELECT id FROM wording WHERE names = ?1 AND ifnull(title, char(0)) = ifnull(?2, char(0))',
    ),
    keepWording: db.prepare('INSERT INTO wording (title, names, title_place) VALUES (?, ?, ?)'),
    standings: db.prepare(
      `SELECT standing.*, title, names FROM standing JOIN wording ON wording.id = wording
       WHERE audience = ? AND deal = ? AND known_to >= ? AND effective_to > ?`,
    ),
    newest: db.prepare('SELECT ifnull(max(id), 0) AS id FROM standing'),
    keep: db.prepare(
      `INSERT INTO standing (audience, deal, known_from, effective_from, known_to, effective_to, status, since, episode,
         officially_confirmed, disputed, amount, amount_place, first_known_at, sources, wording)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    forget: db.prepare('DELETE FROM standing WHERE id IN (SELECT value FROM json_each(?))'),
    keepPlaces: db.prepare(
      `INSERT INTO diagonal SELECT list, bucket, place, deal, at_from, at_to, standing FROM placement
       WHERE standing > ? AND sort = ? ORDER BY 1, 2, 3, 4, 5`,
    ),
    forgetPlaces: db.prepare(
      `DELETE FROM diagonal WHERE (list, bucket, place, deal, at_from) IN (
         SELECT list, bucket, place, deal, at_from FROM placement WHERE standing IN (SELECT value FROM json_each(?)))`,
    ),
    undetermined: db.prepare('SELECT * FROM undetermined WHERE audience = ? AND deal = ? AND known_to >= ?'),
    keepUndetermined: db.prepare('INSERT INTO undetermined VALUES (?, ?, ?, ?, ?, ?)'),
    forgetUndetermined: db.prepare(
      'DELETE FROM undetermined WHERE audience = ? AND deal = ? AND known_from = ? AND effective_from = ?',
    ),
  };
}
