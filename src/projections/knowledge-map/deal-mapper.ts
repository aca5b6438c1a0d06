import type { DatabaseSync } from 'node:sqlite';
import { isRemoval, type DealEvent } from '../../deal/claim.js';
import { foldCase, SORTS } from '../../deal/deal-row.js';
import { earlier, type Instant } from '../../deal/instant.js';
import { mapChangesFrom, momentsOf, slabsUndetermined, sweepStandings } from '../../deal/knowledge-map.js';
import { AUDIENCES, type Audience } from '../../deal/question.js';
import { LAST, rectanglesOf } from '../../deal/rectangle.js';
import type { RecordedDeal } from '../../deal/recorded-deal.js';
import { placeOfTitle } from './diagonal.js';
import { joinLines, splitLines } from './lines.js';
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
import { KEEP_TALLY } from './tally.js';
import { Told } from './told.js';

/** Keeps the rows of deals on the map: writes only those that their new events change. */
export class DealMapper {
  private readonly statements;
  /** Ids of standings that are no more. */
  private gone: number[] = [];

  constructor(db: DatabaseSync) {
    this.statements = prepareStatements(db);
  }

  /**
   * Brings the map up to the news of deals: their events from position `since` on, and those of deals that links may join with
   * them. Each deal is told at most once, and with it all that links may join.
   */
  mapAll(deals: Iterable<RecordedDeal>, since: number): void {
    this.gone = [];
    const { id: newest } = this.statements.newest.get() as { id: number };
    for (const deal of deals) {
      this.map(deal, since);
    }
    const gone = JSON.stringify(this.gone);
    this.statements.keepTally.run(gone, newest);
    this.statements.forgetPlaces.run(gone);
    this.statements.forget.run(gone);
    this.statements.keepPlaces.run(newest);
  }

  /** Maps deals that are not on the map yet, and puts them in no list before {@link placeAll}. */
  mapNew(deals: Iterable<RecordedDeal>): void {
    for (const deal of deals) {
      this.map(deal, 0);
    }
  }

  /** Puts everything on the map in the lists, of which there is nothing yet: one order after the other, yielding between. */
  *placeAll(): Generator<void> {
    this.statements.keepTally.run('[]', 0);
    for (const sort of SORTS.keys()) {
      this.statements.keepPlacesOf.run(sort);
      yield;
    }
  }

  private map(recorded: RecordedDeal, since: number): void {
    this.list(recorded, since);
    for (const audience of AUDIENCES) {
      this.keepMoments(recorded, since, audience);
      const starts = [...recorded.histories.values()]
        .filter((events) => events.at(-1)!.position >= since)
        .flatMap((events) => mapChangesFrom(events, knownBefore(events, since), audience) ?? []);
      if (starts.length > 0) {
        const from = starts.reduce(earlier);
        this.mapStandings(recorded, since, audience, from);
        this.mapUndetermined(recorded, audience, from);
      }
    }
  }

  /** What was learned of other deals, also before, was learned of the one under which they answer once they are joined. */
  private keepMoments(recorded: RecordedDeal, since: number, audience: Audience): void {
    const moments = recorded.mayBeFirst
      ? [...recorded.histories.values()].flatMap((events) => [...momentsOf(events, 0, audience)])
      : momentsOf(recorded.events, knownBefore(recorded.events, since), audience);
    for (const at of moments) {
      this.statements.keepMoment.run(audience, at, recorded.slug);
    }
  }

  private list(recorded: RecordedDeal, since: number): void {
    const { slug, events, histories } = recorded;
    const before = this.statements.deal.get(slug) as DealBefore | undefined;
    const words = recorded.mayBeFirst ? wordsOfAll(recorded) : wordsOf(events, since, before?.words ?? slug);
    const last = Math.max(...[...histories.values()].map((all) => all.at(-1)!.position));
    const { revision } = events.at(-1)!;
    const news = recorded.isLinked
      ? [...histories.values()].flat()
      : events.slice(knownBefore(events, since));
    const told = new Told(before?.told ?? '').add(news).stored();
    const isIntricate =
      before?.intricate === 1 || recorded.isLinked || news.some(({ claim }) => isRemoval(claim));
    const kept = [slug, events[0]!.position, last, revision, words, told, Number(isIntricate)];
    const { id } = this.statements.keepDeal.get(...kept) as { id: number };
    if (words !== before?.words) {
      this.statements.mention.run(id, words);
    }
  }

  private mapStandings(recorded: RecordedDeal, since: number, audience: Audience, from: Instant): void {
    const { slug: deal } = recorded;
    const { effectFrom, slabs } = sweepStandings(recorded, since, audience, from);
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
      row.also_recorded_as,
      row.sources,
      row.wording,
    );
  }

  private wordingOf(title: string | null, party: readonly string[]): number {
    const names = joinLines(party);
    const held = this.statements.wording.get(names, title) as { id: number } | undefined;
    const add = () => this.statements.keepWording.run(title, names, placeOfTitle(title)).lastInsertRowid;
    return held?.id ?? Number(add());
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

interface DealBefore {
  readonly id: number;
  readonly words: string;
  readonly told: string;
  readonly intricate: number;
}

/** How many events came before a position. */
function knownBefore(events: readonly DealEvent[], position: number): number {
  const first = events.findIndex((event) => event.position >= position);
  return first < 0 ? events.length : first;
}

/** The words of a deal: what it had before, and what events from a position on add: titles, names and aliases of parties. */
function wordsOf(events: readonly DealEvent[], since: number, before: string): string {
  const lines = new Set(splitLines(before));
  for (const { title, claim } of events.slice(knownBefore(events, since))) {
    const names = claim.type === 'PartyNamed' ? [claim.name, ...(claim.aliases ?? [])] : [];
    [...(title === undefined ? [] : [title]), ...names].forEach((text) => lines.add(foldCase(text)));
  }
  return joinLines([...lines]);
}

/** The words of a deal under whose slug others may answer, with theirs. */
function wordsOfAll({ histories }: RecordedDeal): string {
  const slugs = [...histories.keys()].toSorted();
  return joinLines(slugs.map((slug) => wordsOf(histories.get(slug)!, 0, slug)));
}

const KEEP_PLACES =
  'INSERT INTO diagonal SELECT list, bucket, place, deal, at_from, at_to, standing FROM placement';

function prepareStatements(db: DatabaseSync) {
  return {
    deal: db.prepare('SELECT id, words, told, intricate FROM deal WHERE deal = ?'),
    keepDeal: db.prepare(
      `INSERT INTO deal (deal, first_position, last_position, revision, words, told, intricate)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (deal) DO UPDATE
         SET last_position = ?3, revision = ?4, words = ?5, told = ?6, intricate = ?7 RETURNING id`,
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
         officially_confirmed, disputed, amount, amount_place, first_known_at, also_recorded_as, sources, wording)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    forget: db.prepare('DELETE FROM standing WHERE id IN (SELECT value FROM json_each(?))'),
    keepPlaces: db.prepare(`${KEEP_PLACES} WHERE standing > ?`),
    keepPlacesOf: db.prepare(`${KEEP_PLACES} WHERE sort = ? ORDER BY 1, 2, 3, 4, 5`),
    forgetPlaces: db.prepare(
      `DELETE FROM diagonal WHERE (list, bucket, place, deal, at_from) IN (
         SELECT list, bucket, place, deal, at_from FROM placement WHERE standing IN (SELECT value FROM json_each(?)))`,
    ),
    keepTally: db.prepare(KEEP_TALLY),
    undetermined: db.prepare('SELECT * FROM undetermined WHERE audience = ? AND deal = ? AND known_to >= ?'),
    keepUndetermined: db.prepare('INSERT INTO undetermined VALUES (?, ?, ?, ?, ?, ?)'),
    forgetUndetermined: db.prepare(
      'DELETE FROM undetermined WHERE audience = ? AND deal = ? AND known_from = ? AND effective_from = ?',
    ),
  };
}
