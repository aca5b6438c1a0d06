import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildProgram } from './child-program.js';
import { diskFaults } from './disk-faults.js';
import { SqliteEngine } from './sqlite-engine.js';

const built = mkdtempSync(join(tmpdir(), 'knownwhen-'));
const faults = diskFaults(built);
const [describeOrSkip, why] =
  'preload' in faults ? [describe, ''] : [describe.skip, ` (skipped: ${faults.reason})`];

describeOrSkip(`a disk that fails${why}`, () => {
  const engine = new SqliteEngine();
  afterEach(() => engine.cleanUp());
  afterAll(() => rmSync(built, { recursive: true }));

  function onFaultyDisk(program: string, settings: Record<string, string>): ChildProgram {
    const preload = 'preload' in faults ? faults.preload : '';
    return new ChildProgram(program, [engine.directory], { ...settings, LD_PRELOAD: preload });
  }

  it('keeps nobody but the one who appends waiting when it is slow', async () => {
    await engine.newDirectory();
    const child = onFaultyDisk('./slow-disk.ts', { SLOW_SYNC_MS: '500' });
    const line = await child.printed('meanwhile');
    const { timers, reads } = JSON.parse(line.slice('meanwhile '.length)) as {
      timers: number;
      reads: number;
    };
    expect(timers).toBeGreaterThan(20);
    expect(reads).toBeGreaterThan(500);
    await child.ended;
  }, 30_000);

  it('refuses appends when it is full, keeps nothing of them, and recovers when it has room again', async () => {
    const flag = join(await engine.newDirectory(), 'full');
    const child = onFaultyDisk('./full-disk.ts', { FULL_WHILE: flag });
    const line = await child.printed('saw');
    const refusal: unknown = expect.stringMatching(/^StoreUnavailable: .*full/);
    expect(JSON.parse(line.slice('saw '.length))).toMatchObject({
      refusals: [refusal, refusal, refusal],
      whileFull: { health: [expect.stringContaining('full')], events: 2 },
      again: refusal,
      repeated: { revision: 4, position: 4, repeated: false },
      other: { revision: 1, position: 6 },
    });
    await child.ended;
    const store = await engine.reopen();
    expect((await store.readStream('deal-a')).map((recorded) => recorded.revision)).toEqual([0, 1, 2, 3, 4]);
    expect(await store.readStream('deal-c')).toEqual([]);
    expect(await store.head()).toBe(6);
  }, 30_000);
});
