import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(__dirname, '../..');
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'knownwhen-house-'));
  for (const part of ['src', 'package.json', 'tsconfig.json', '.dependency-cruiser.mjs']) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('the import table', () => {
  it('holds in the whole of src', async () => {
    expect(await violations()).toEqual([]);
  }, 60_000);

  it.each([
    [
      'deal/planted.ts',
      `import { createHash } from 'node:crypto';\nexport const planted = createHash;`,
      'deal-is-pure',
    ],
    ['deal/planted.ts', `import { v5 } from 'uuid';\nexport const planted = v5;`, 'deal-is-pure'],
    [
      'deal/planted.ts',
      `import { eventId } from '../commands/event-id.js';\nexport const planted = eventId;`,
      'deal-imports-only-its-table',
    ],
    [
      'commands/planted.ts',
      `import { ReadModels } from '../projections/read-models.js';\nexport const planted = ReadModels;`,
      'commands-imports-only-its-table',
    ],
    [
      'queries/planted.ts',
      `import { EventStore } from '../event-store/event-store.js';\nexport const planted = EventStore;`,
      'queries-imports-only-its-table',
    ],
    [
      'event-store/planted.ts',
      `import { slug } from '../deal/report.js';\nexport const planted = slug;`,
      'event-store-imports-only-its-table',
    ],
    [
      'subscription/planted.ts',
      `import { SqliteEventStore } from '../event-store/engines/sqlite/sqlite-event-store.js';\nexport const planted = SqliteEventStore;`,
      'only-one-file-names-engines',
    ],
    [
      'web/planted.ts',
      `import { answer } from '../deal/knowledge.js';\nexport const planted = answer;`,
      'the-page-knows-answers-by-their-types-alone',
    ],
    [
      'web/planted.ts',
      `import { readPanel } from '../queries/read-panel.js';\nexport const planted = readPanel;`,
      'web-imports-only-its-table',
    ],
    [
      'http/planted.ts',
      `import { parseAddress } from '../web/address.js';\nexport const planted = parseAddress;`,
      'nobody-imports-the-page',
    ],
    [
      'helpers/planted.ts',
      `import { slug } from '../deal/report.js';\nexport const planted = slug;`,
      'no-unknown-folder',
    ],
  ])(
    'turns red when %s holds: %s',
    async (path, text, rule) => {
      const file = join(copy, 'src', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      try {
        expect(await violations()).toContain(rule);
      } finally {
        rmSync(file);
      }
    },
    60_000,
  );
});

/** The names of the rules that are broken in the copy. */
async function violations(): Promise<string[]> {
  const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [tool, 'src', '--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
  const options = { cwd: copy, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, args, options).catch(
    (failed: { stdout: string }) => failed,
  );
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return summary.violations.map(({ rule }) => rule.name);
}
