import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import type { StoredEvent } from '../../src/deal/stored-event.js';
import type { RecordedEvent } from '../../src/event-store/recorded-event.js';
import { dealClaims } from '../../src/projections/deal-claims/projection.js';
import { knowledgeMap } from '../../src/projections/knowledge-map/projection.js';
import { world, type World } from '../deal/history.js';

/** Each world holds about three histories. */
const WORLDS = 900;

/** The claims and the map of a record, beside each other in memory. */
class LiveMap {
  private readonly db = new DatabaseSync(':memory:');
  private readonly folds;

  constructor() {
    this.db.exec(`${dealClaims.schema}; ${knowledgeMap.schema}`);
    this.folds = [dealClaims, knowledgeMap].map((model) => model.prepare(this.db, () => this.db));
  }

  takeIn(page: readonly RecordedEvent[]): this {
    this.folds.forEach((fold) => fold(page));
    return this;
  }

  /** The map made at once from all claims. */
  static built(events: readonly RecordedEvent[]): LiveMap {
    const map = new LiveMap();
    map.folds[0]!(events);
    Array.from(knowledgeMap.build!(map.db, () => map.db));
    return map;
  }

  /** Every row, without the numbers that rows were given. */
  rows(): unknown {
    const all = (sql: string) => this.db.prepare(sql).all();
    return [
      all('SELECT deal, first_position, last_position, revision, words FROM deal ORDER BY deal'),
      all(`SELECT audience, deal, known_from, effective_from, known_to, effective_to, status, since, episode,
             officially_confirmed, disputed, amount, amount_place, first_known_at, also_recorded_as, sources, title, names
           FROM standing JOIN wording ON wording.id = wording ORDER BY 1, 2, 3, 4`),
      all(`SELECT list, bucket, place, d.deal, at_from, at_to, known_from, effective_from
           FROM diagonal AS d LEFT JOIN standing ON standing.id = standing ORDER BY 1, 2, 3, 4, 5`),
      all('SELECT * FROM tally WHERE deals <> 0 ORDER BY 1, 2, 3'),
      all('SELECT * FROM undetermined ORDER BY 1, 2, 3, 4'),
    ];
  }

  close(): void {
    this.db.close();
  }
}

function eventsOf({ deals }: World): RecordedEvent[] {
  return [...deals]
    .flatMap(([deal, stored]) => stored.map((event) => recorded(event, deal)))
    .toSorted((a, b) => a.position - b.position);
}

function recorded(event: StoredEvent, deal: string): RecordedEvent {
  return { ...event, stream: `deal-${deal}` };
}

it('the map that follows the record event by event equals one made anew after every event, and one built at once', () => {
  const histories = { checked: 0 };
  fc.assert(
    fc.property(world, (record) => {
      histories.checked += record.deals.size;
      const events = eventsOf(record);
      const live = new LiveMap();
      for (const [place, event] of events.entries()) {
        live.takeIn([event]);
        const anew = new LiveMap().takeIn(events.slice(0, place + 1));
        expect(JSON.stringify(live.rows())).toBe(JSON.stringify(anew.rows()));
        anew.close();
      }
      const built = LiveMap.built(events);
      expect(JSON.stringify(built.rows())).toBe(JSON.stringify(live.rows()));
      built.close();
      live.close();
    }),
    { numRuns: WORLDS },
  );
  expect(histories.checked).toBeGreaterThanOrEqual(2_000);
}, 900_000);
