import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteEventStore } from '../dist/event-store/engines/sqlite/sqlite-event-store.js';
import { inTemporaryDirectory, line, middleOfThree, perSecond, ratio } from './measure.js';

const DATA = JSON.stringify({ filler: 'x'.repeat(400) });
const APPENDS = { 1: 2_000, 16: 12_000, 64: 30_000 } as const;

/** Durable appends of one event through the port, beside a bare loop on node:sqlite with the same group size. */
export async function benchAppends(): Promise<void> {
  for (const inFlight of [1, 16, 64] as const) {
    const bare = await middleOfThree(() => bareLoop(APPENDS[inFlight], inFlight));
    const port = await middleOfThree(() => throughPort(APPENDS[inFlight], inFlight));
    line(`bare node:sqlite, ${inFlight} per commit`, bare);
    line(`append through the port, ${inFlight} in flight, durable`, port, ratio(port, bare, 'the bare loop'));
  }
}

function throughPort(count: number, inFlight: number): Promise<number> {
  return inTemporaryDirectory(async (directory) => {
    const store = await SqliteEventStore.open(directory);
    const revisions = new Map<string, number>();
    const rate = await perSecond(count, inFlight, async (place) => {
      const stream = `deal-${place % 1_000}-${Math.floor(place / 1_000) % inFlight}`;
      const expected = revisions.get(stream) ?? -1;
      revisions.set(stream, expected + 1);
      await store.append(stream, expected, [{ id: randomUUID(), type: 'TalksReported', data: DATA }]);
    });
    await store.close();
    return rate;
  });
}

function bareLoop(count: number, perCommit: number): Promise<number> {
  return inTemporaryDirectory(async (directory) => {
    const db = new DatabaseSync(join(directory, 'bare.db'));
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000');
    db.exec(
      'CREATE TABLE event (position INTEGER PRIMARY KEY, stream INTEGER, revision INTEGER, id TEXT, type TEXT, recorded_at INTEGER, data TEXT)',
    );
    db.exec('CREATE UNIQUE INDEX in_stream ON event (stream, revision)');
    const insert = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)');
    const start = performance.now();
    for (let place = 0; place < count; place += perCommit) {
      db.exec('BEGIN');
      for (let one = place; one < place + perCommit; one++) {
        insert.run(
          one,
          one % 1_000,
          Math.floor(one / 1_000),
          randomUUID(),
          'TalksReported',
          Date.now(),
          DATA,
        );
      }
      db.exec('COMMIT');
    }
    const rate = count / ((performance.now() - start) / 1_000);
    db.close();
    return rate;
  });
}
