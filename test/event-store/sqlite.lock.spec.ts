import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';
import { DataDirectoryInUse, StoreUnavailable } from '../../src/event-store/store-errors.js';
import { ChildProgram } from './child-program.js';
import { events } from './contract.js';
import { SqliteEngine } from './sqlite-engine.js';

describe('a data directory', () => {
  const engine = new SqliteEngine();
  const children: ChildProgram[] = [];
  const child = (): ChildProgram => {
    const program = new ChildProgram('./hold-directory.ts', [engine.directory]);
    children.push(program);
    return program;
  };
  afterEach(async () => {
    await Promise.all(children.splice(0).map((program) => program.kill()));
    await engine.cleanUp();
  });

  it('is refused to a second process, which is told who holds it', async () => {
    await engine.open();
    const refused = await child().printed('refused');
    expect(refused).toContain('DataDirectoryInUse');
    expect(refused).toContain(`pid ${process.pid}`);
  });

  it('is refused to this process while another holds it, and free as soon as that one is killed', async () => {
    await engine.newDirectory();
    const holder = child();
    await holder.printed('open');
    await expect(engine.reopen()).rejects.toMatchObject({
      name: 'DataDirectoryInUse',
      directory: engine.directory,
      holder: `pid ${holder.process.pid}`,
    });
    await holder.kill();
    await expect(engine.reopen()).resolves.toBeInstanceOf(SqliteEventStore);
  });

  it('is refused to a second store in the same process, and still to other processes after that', async () => {
    const store = await engine.open();
    await expect(engine.reopen()).rejects.toThrow(DataDirectoryInUse);
    expect(await store.append('deal-a', -1, events(1))).toMatchObject({ position: 0 });
    expect(await child().printed('refused')).toContain('DataDirectoryInUse');
  });

  it('goes to exactly one of several processes that start together, and the others name it', async () => {
    await engine.newDirectory();
    const programs = [child(), child(), child(), child()];
    const answers = await Promise.all(
      programs.map((program) => Promise.race([program.printed('open'), program.printed('refused')])),
    );
    const winner = answers.indexOf('open');
    expect(answers.filter((answer) => answer === 'open')).toHaveLength(1);
    await expect(engine.reopen()).rejects.toMatchObject({ holder: `pid ${programs[winner]!.process.pid}` });
  });

  it('is free again after it is closed', async () => {
    const store = await engine.open();
    await store.close();
    const holder = child();
    expect(await holder.printed('open')).toBe('open');
  });

  it('is made where it is not there, for its owner alone', async () => {
    const directory = join(await engine.newDirectory(), 'new', 'data');
    engine.directory = directory;
    await engine.reopen();
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it('that cannot be written to is refused with the reason', async () => {
    const file = join(await engine.newDirectory(), 'file');
    await writeFile(file, '');
    const inFile = SqliteEventStore.open(join(file, 'data'));
    await expect(inFile).rejects.toThrow(StoreUnavailable);
    await expect(inFile).rejects.toThrow(/ENOTDIR|not a directory/);
    await mkdir(join(engine.directory, 'blocked', 'lock.db'), { recursive: true });
    await expect(SqliteEventStore.open(join(engine.directory, 'blocked'))).rejects.toThrow(StoreUnavailable);
  });
});
