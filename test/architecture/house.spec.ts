import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const sources = filesUnder('src').filter((path) => /\.tsx?$/.test(path));

describe('the house', () => {
  it('names every folder of src in ARCHITECTURE.md, and none that is not there', () => {
    const described = [...readText('ARCHITECTURE.md').matchAll(/^\| `([a-z/-]+)\/` \|/gm)].map(
      ([, folder]) => folder,
    );
    const folders = readdirSync(join(root, 'src')).filter((name) =>
      statSync(join(root, 'src', name)).isDirectory(),
    );

    expect(described.filter((folder) => !folder!.includes('/')).toSorted(byName)).toEqual(
      folders.toSorted(byName),
    );
  });

  it('names files in kebab-case, for the one thing they export', () => {
    const odd = sources
      .map((path) => basename(path))
      .filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?\.tsx?$/.test(name));
    expect(odd).toEqual([]);
  });

  it('has no drawer for things without a name', () => {
    const drawers = /^(utils?|common|shared|core|lib|base|helpers?|managers?|processors?|index)$/;
    const parts = sources.flatMap((path) =>
      path
        .replace(/\.tsx?$/, '')
        .split('/')
        .slice(1),
    );
    expect(parts.filter((part) => drawers.test(part))).toEqual([]);
  });

  it('keeps every file short enough to read in one sitting', () => {
    const long = sources.filter((path) => readText(path).split('\n').length > 400);
    expect(long).toEqual([]);
  });

  it('knows no way to change or remove an event', () => {
    const engine = sources.filter((path) => path.startsWith('src/event-store/'));
    const changing = engine.filter((path) =>
      /\b(UPDATE|DELETE FROM|REPLACE INTO|DROP TABLE) (events|streams)\b/.test(readText(path)),
    );
    expect(changing).toEqual([]);
  });

  it('leaves the clock outside the knowledge model', () => {
    const clocks = sources.filter(
      (path) =>
        path.startsWith('src/deal/') &&
        /Date\.now|new Date\(\)|performance\.|Math\.random/.test(readText(path)),
    );
    expect(clocks).toEqual([]);
  });
});

function byName(a = '', b = ''): number {
  return a.localeCompare(b);
}

function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
