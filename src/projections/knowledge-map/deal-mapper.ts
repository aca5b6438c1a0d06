import type { DatabaseSync } from 'node:sqlite';
import type { DealEvent } from '../../deal/claim.js';
import { foldCase } from '../../deal/deal-row.js';
import { earlier, type Instant } from '../../deal/instant.js';
import {
  mapChangesFrom,
  momentsOf,
  slabsOfStandings,
  slabsUndetermined,
  type MappedDeal,
} from '../../deal/knowledge-map.js';
import { AUDIENCES, type Audience } from '../../deal/question.js';
import { LAST, rectanglesOf, type Rectangle } from '../../deal/rectangle.js';
import type { RecordedDeal } from '../../deal/recorded-deal.js';
import { bucketsOf, onDiagonal, placeOfAmount, placesOf } from './diagonal.js';
import { joinLines, splitLines } from './lines.js';

/** A rectangle as its row; everything but its name and its bounds decides whether two of them are one. */
interface StandingRow {
  readonly known_from: Instant;
  readonly effective_from: Instant;
  readonly known_to: Instant;
  readonly effective_to: Instant;
  readonly status: string;
  readonly since: Instant | null;
  readonly episode: number;
  readonly officially_confirmed: number;
  readonly disputed: number;
  readonly amount: string | null;
  readonly amount_place: string;
  readonly first_known_at: Instant;
  readonly also_recorded_as: string;
  readonly sources: number;
  readonly wording: number;
}

interface KeptRow extends StandingRow {
  readonly id: number;
  readonly title: string | null;
  readonly names: string;
}

type Bounds = Pick<StandingRow, 'known_from' | 'effective_from' | 'known_to' | 'effective_to'>;

/** Keeps a deal's rows on the map: writes only those that its new events change. */
export class DealMapper {
  private readonly statements;

  constructor(db: DatabaseSync) {
    this.statements = prepareStatements(db);
  }

  /** Maps a deal of which, or of those that links may join with it, the events from position `since` on are new. */
  map(recorded: RecordedDeal, since: number): void {
    const isLinked = recorded.histories.size > 1;
    const histories = [...recorded.histories.values()].map((events) => ({
      events,
      known: knownBefore(events, since),
    }));
    this.list(recorded, isLinked ? null : histories[0]!.known);
    for (const audience of AUDIENCES) {
      for (const { events, known } of histories) {
        // What was learned of another deal in the past is learned of this one where a link joins them from then on.
        for (const at of momentsOf(events, isLinked ? 0 : known, audience)) {
          this.statements.keepMoment.run(audience, at, recorded.slug);
        }
      }
      const starts = histories.flatMap(({ events, known }) => mapChangesFrom(events, known, audience) ?? []);
      if (starts.length > 0) {
        const from = starts.reduce(earlier);
        this.mapStandings(recorded, audience, from);
        this.mapUndetermined(recorded, audience, from);
      }
    }
  }

  /** Lists a deal with its words; `known` is how many of its events they are made of already, null to make them anew. */
  private list({ slug, events, histories }: RecordedDeal, known: number | null): void {
    const before = this.statements.deal.get(slug) as { id: number; words: string } | undefined;
    const words =
      known === null
        ? joinLines(
            [...histories]
              .toSorted(([a], [b]) => (a < b ? -1 : 1))
              .flatMap(([one, all]) => linesOf([one], all)),
          )
        : joinLines(linesOf(before ? splitLines(before.words) : [slug], events.slice(known)));
    const last = Math.max(...[...histories.values()].map((all) => all.at(-1)!.position));
    const { id } = this.statements.keepDeal.get(
      slug,
      events[0]!.position,
      last,
      events.at(-1)!.revision,
      words,
    ) as { id: number };
    if (words !== before?.words) {
      this.statements.mention.run(id, words);
    }
  }

  private mapStandings(recorded: RecordedDeal, audience: Audience, from: Instant): void {
    const { slug: deal } = recorded;
    const kept = this.statements.standings.all(audience, deal, from) as unknown as KeptRow[];
    const before = kept
      .filter((row) => row.known_from < from)
      .map((row) => {
        const value = valueOf(row);
        return { key: JSON.stringify(value), rectangle: { ...boundsOf(row), knownTo: LAST, value } };
      });
    const rectangles = rectanglesOf(slabsOfStandings(recorded, audience, from), before);
    const keptByName = new Map(kept.map((row) => [nameOf(row), row]));
    const changed: { row: StandingRow; value: MappedDeal }[] = [];
    for (const rectangle of rectangles) {
      const row = { ...rowBounds(rectangle), ...this.columnsOf(rectangle.value) };
      const same = keptByName.get(nameOf(row));
      if (same && isSame(same, row)) {
        keptByName.delete(nameOf(row));
      } else {
        changed.push({ row, value: rectangle.value });
      }
    }
    keptByName.forEach((row) => this.forget(deal, audience, row));
    changed.forEach(({ row, value }) => this.keep(deal, audience, row, value));
  }

  private forget(deal: string, audience: Audience, row: KeptRow): void {
    this.statements.forget.run(row.id);
    this.eachOnDiagonal(deal, row, valueOf(row), (sort, bucket, place, at) =>
      this.statements.forgetDiagonal.run(sort, audience, row.status, bucket, place, deal, at.from),
    );
  }

  private keep(deal: string, audience: Audience, row: StandingRow, value: MappedDeal): void {
    const { lastInsertRowid: id } = this.statements.keep.run(
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
      row.also_recorded_as,
      row.sources,
      row.wording,
    );
    this.eachOnDiagonal(deal, row, value, (sort, bucket, place, at) =>
      this.statements.keepDiagonal.run(sort, audience, row.status, bucket, place, deal, at.from, at.to, id),
    );
  }

  private eachOnDiagonal(
    deal: string,
    row: Bounds,
    { title, since, amount }: MappedDeal,
    work: (
      sort: string,
      bucket: number,
      place: number | string | Uint8Array,
      at: { from: Instant; to: Instant },
    ) => void,
  ): void {
    const at = onDiagonal({ ...boundsOf(row), value: null });
    if (at) {
      for (const [sort, place] of placesOf({ deal, title, since, amount })) {
        bucketsOf(at.from, at.to).forEach((bucket) => work(sort, bucket, place, at));
      }
    }
  }

  private columnsOf(value: MappedDeal): Omit<StandingRow, keyof Bounds> {
    return {
      status: value.status ?? 'none',
      since: value.since,
      episode: value.episode,
      officially_confirmed: Number(value.officiallyConfirmed),
      disputed: Number(value.disputed),
      amount: value.amount && JSON.stringify(value.amount),
      amount_place: placeOfAmount(value.amount),
      first_known_at: value.firstKnownAt,
      also_recorded_as: joinLines(value.alsoRecordedAs),
      sources: value.sources,
      wording: this.wordingOf(value.title, joinLines(value.names)),
    };
  }

  private wordingOf(title: string | null, names: string): number {
    const held = this.statements.wording.get(names, title) as { id: number } | undefined;
    return held?.id ?? Number(this.statements.keepWording.run(title, names).lastInsertRowid);
  }

  private mapUndetermined(recorded: RecordedDeal, audience: Audience, from: Instant): void {
    const { slug: deal } = recorded;
    const kept = this.statements.undetermined.all(audience, deal, from) as unknown as Bounds[];
    const before = kept
      .filter((row) => row.known_from < from)
      .map((row) => ({ key: '', rectangle: { ...boundsOf(row), knownTo: LAST, value: true as const } }));
    const rows = rectanglesOf(slabsUndetermined(recorded, audience, from), before).map(rowBounds);
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
    keepWording: db.prepare('INSERT INTO wording (title, names) VALUES (?, ?)'),
    standings: db.prepare(
      `SELECT standing.*, title, names FROM standing JOIN wording ON wording.id = wording
       WHERE audience = ? AND deal = ? AND known_to >= ?`,
    ),
    keep: db.prepare(
      `INSERT INTO standing (audience, deal, known_from, effective_from, known_to, effective_to, status, since, episode,
         officially_confirmed, disputed, amount, amount_place, first_known_at, also_recorded_as, sources, wording)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    forget: db.prepare('DELETE FROM standing WHERE id = ?'),
    keepDiagonal: db.prepare('INSERT INTO diagonal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    forgetDiagonal: db.prepare(
      `DELETE FROM diagonal
       WHERE sort = ? AND audience = ? AND status = ? AND bucket = ? AND place = ? AND deal = ? AND at_from = ?`,
    ),
    undetermined: db.prepare('SELECT * FROM undetermined WHERE audience = ? AND deal = ? AND known_to >= ?'),
    keepUndetermined: db.prepare('INSERT INTO undetermined VALUES (?, ?, ?, ?, ?, ?)'),
    forgetUndetermined: db.prepare(
      'DELETE FROM undetermined WHERE audience = ? AND deal = ? AND known_from = ? AND effective_from = ?',
    ),
  };
}

/** How many events came before a position. */
function knownBefore(events: readonly DealEvent[], position: number): number {
  const first = events.findIndex((event) => event.position >= position);
  return first < 0 ? events.length : first;
}

/** Lines to search in, with those that events add to them: titles, names and aliases of parties. */
function linesOf(before: readonly string[], events: readonly DealEvent[]): string[] {
  const lines = new Set(before);
  for (const { title, claim } of events) {
    const names = claim.type === 'PartyNamed' ? [claim.name, ...(claim.aliases ?? [])] : [];
    [...(title === undefined ? [] : [title]), ...names].forEach((text) => lines.add(foldCase(text)));
  }
  return [...lines];
}

function nameOf({ known_from, effective_from }: Bounds): string {
  return `${known_from} ${effective_from}`;
}

function isSame(a: KeptRow, b: StandingRow): boolean {
  return (Object.keys(b) as (keyof StandingRow)[]).every((column) => a[column] === b[column]);
}

/** In the order of members in which the sweep makes it, so that equal values have equal keys. */
function valueOf(row: KeptRow): MappedDeal {
  return {
    title: row.title,
    firstKnownAt: row.first_known_at,
    alsoRecordedAs: splitLines(row.also_recorded_as),
    status: row.status === 'none' ? null : (row.status as MappedDeal['status']),
    since: row.since,
    episode: row.episode,
    officiallyConfirmed: row.officially_confirmed === 1,
    disputed: row.disputed === 1,
    amount: row.amount === null ? null : (JSON.parse(row.amount) as MappedDeal['amount']),
    names: splitLines(row.names),
    sources: row.sources,
  };
}

function boundsOf(row: Bounds): Omit<Rectangle<unknown>, 'value'> {
  return {
    knownFrom: row.known_from,
    effectiveFrom: row.effective_from,
    knownTo: row.known_to,
    effectiveTo: row.effective_to,
  };
}

function rowBounds(rectangle: Rectangle<unknown>): Bounds {
  return {
    known_from: rectangle.knownFrom,
    effective_from: rectangle.effectiveFrom,
    known_to: rectangle.knownTo,
    effective_to: rectangle.effectiveTo,
  };
}
