import type { GroupCommit } from '../../src/event-store/engines/sqlite/record-writer.js';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';
import { ChildProgram } from './child-program.js';
import { events } from './contract.js';
import { SqliteEngine } from './sqlite-engine.js';

const engine = new SqliteEngine();
const deals = (count: number): string[] => Array.from({ length: count }, (_, deal) => `deal-${deal}`);

describe('the thread that writes the record', () => {
  afterEach(() => engine.cleanUp());

  it('commits appends that come together, and those that come meanwhile, in few transactions', async () => {
    const commits: GroupCommit[] = [];
    const store = await SqliteEventStore.open(await engine.newDirectory(), {
      onCommit: (commit) => commits.push(commit),
    });
    await store.append('deal-alone', -1, events(3));
    expect(commits).toEqual([{ requests: 1, events: 3, durationMs: expect.any(Number) }]);
    await Promise.all(deals(200).map((deal) => store.append(deal, -1, events(2))));
    expect(commits.length).toBeLessThan(20);
    expect(commits.reduce((sum, commit) => sum + commit.requests, 0)).toBe(201);
    expect(commits.reduce((sum, commit) => sum + commit.events, 0)).toBe(403);
    await store.close();
  });

  it('counts nothing as appended that was refused or repeated', async () => {
    const commits: GroupCommit[] = [];
    const store = await SqliteEventStore.open(await engine.newDirectory(), {
      onCommit: (commit) => commits.push(commit),
    });
    const batch = events(2);
    await Promise.allSettled([
      store.append('deal-a', -1, batch),
      store.append('deal-a', -1, batch),
      store.append('deal-a', -1, events(2)),
    ]);
    expect(commits).toMatchObject([{ requests: 3, events: 2 }]);
    await store.close();
  });

  it('leaves no append unanswered when it dies, and health says so', async () => {
    const child = new ChildProgram('./dying-writer.ts', [await engine.newDirectory()]);
    const line = await child.printed('saw');
    await child.ended;
    const { outcomes, late, reasons } = JSON.parse(line.slice('saw '.length)) as Record<string, unknown>;
    expect(['appended', 'StoreUnavailable']).toEqual(expect.arrayContaining(outcomes as string[]));
    expect(late).toBe('StoreUnavailable');
    expect(reasons).toEqual(['the writer thread ended']);
    const store = await engine.reopen();
    expect([-1, 49]).toContain(await store.head());
  });

  it.each([
    ['no stream', '', -1, events(1)],
    ['no events', 'deal-a', -1, []],
    ['no such revision', 'deal-a', -2, events(1)],
    ['half a character', 'deal-a', -1, [{ id: 'x', type: 'x', data: '"\ud800"' }]],
  ])('is never handed an append with %s', async (_, stream, expected, batch) => {
    const store = await engine.open();
    const others = store.append('deal-b', -1, events(1));
    await expect(store.append(stream, expected, batch)).rejects.toThrow(/an append names|strings of whole/);
    expect(await others).toMatchObject({ position: 0 });
  });
});
