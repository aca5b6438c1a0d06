import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '../../src/event-store/recorded-event.js';
import { seededRandom } from '../seeded-random.js';
import { allEvents } from './all-events.js';
import { ChildProgram } from './child-program.js';
import { SqliteEngine } from './sqlite-engine.js';

const KILLS = 50;

interface Acknowledged {
  readonly append: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

interface Part {
  readonly append: string;
  readonly index: number;
  readonly of: number;
}

/** Each append of the record with its events, after checking that each is there once and whole, in one piece. */
function wholeAppends(all: readonly RecordedEvent[]): Map<string, RecordedEvent[]> {
  const appends = new Map<string, RecordedEvent[]>();
  for (const recorded of all) {
    const { append, index, of } = JSON.parse(recorded.data) as Part;
    const parts = appends.get(append) ?? [];
    const first = parts[0] ?? recorded;
    const together = recorded.stream === first.stream && recorded.recordedAt === first.recordedAt;
    const complete = all[first.position + of - 1]?.stream === first.stream;
    if (index !== parts.length || recorded.position !== first.position + index || !together || !complete) {
      throw new Error(`the append ${append} is half there, or twice, at position ${recorded.position}`);
    }
    appends.set(append, [...parts, recorded]);
  }
  return appends;
}

function expectDense(all: readonly RecordedEvent[]): void {
  const revisions = new Map<string, number>();
  let lastRecordedAt = 0;
  for (const [index, { position, stream, revision, recordedAt }] of all.entries()) {
    if (position !== index || revision !== (revisions.get(stream) ?? -1) + 1 || recordedAt < lastRecordedAt) {
      throw new Error(`${stream} revision ${revision} at position ${position} is out of order`);
    }
    revisions.set(stream, revision);
    lastRecordedAt = recordedAt;
  }
}

describe('a process that is killed while 16 writers append', () => {
  const engine = new SqliteEngine();
  afterEach(() => engine.cleanUp());

  it(`leaves every acknowledged event on disk, once and whole, ${KILLS} times`, async () => {
    const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1e9);
    process.stdout.write(`crash seed ${seed} (CRASH_SEED=${seed} repeats the moments of the kills)\n`);
    const random = seededRandom(seed);
    const directory = await engine.newDirectory();
    const acknowledged: Acknowledged[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = new ChildProgram('./crash-writers.ts', [directory]);
      await child.printed('writing');
      await pause(5 + random() * 145);
      await child.kill();
      const told = child.lines.filter((line) => line.startsWith('appended ') && line.endsWith('}'));
      acknowledged.push(...told.map((line) => JSON.parse(line.slice('appended '.length)) as Acknowledged));

      const store = await engine.reopen();
      const all = await allEvents(store);
      await store.close();
      expectDense(all);
      const appends = wholeAppends(all);
      const missing = acknowledged.filter(({ append, stream, revision, position }) => {
        const last = appends.get(append)?.at(-1);
        return last?.stream !== stream || last.revision !== revision || last.position !== position;
      });
      expect(missing).toEqual([]);
    }
    expect(acknowledged.length).toBeGreaterThan(KILLS);
  }, 240_000);
});
