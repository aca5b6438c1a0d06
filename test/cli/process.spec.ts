import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleFiles } from './desk.js';

jest.setTimeout(60_000);

/* The built program as a process of its own; `npm test` builds it first. */
const ROOT = join(import.meta.dirname, '../..');
const CLI = join(ROOT, 'dist/cli.js');

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knownwhen-cli-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

function types(...typed: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [CLI, ...typed], { encoding: 'utf8' });
}

it('serves on the port that it prints, refuses its directory to others, and ends in good order', async () => {
  const data = join(directory, 'served');
  const service = spawn(process.execPath, [CLI, 'serve', '--data', data, '--port', '0', '--json']);
  const { url } = JSON.parse(await firstLine(service)) as { url: string };
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  const other = types('serve', '--data', data, '--port', '0');
  expect({ status: other.status, stdout: other.stdout }).toEqual({ status: 1, stdout: '' });
  expect(other.stderr).toContain(`the data directory ${data} is in use by another Knownwhen process`);
  service.kill('SIGTERM');
  expect(await exitOf(service)).toBe(0);
});

it('ends by itself when a command is done, and quietly when nobody reads on', async () => {
  const data = join(directory, 'piped');
  expect(types('import', ...(await sampleFiles()), '--data', data)).toMatchObject({ status: 0, stderr: '' });
  const asked = spawn(process.execPath, [CLI, 'timeline', 'twitter-musk', '--data', data]);
  asked.stdout.destroy();
  let complaints = '';
  asked.stderr.on('data', (text) => (complaints += String(text)));
  expect(await exitOf(asked)).toBe(0);
  expect(complaints).toBe('');
});

it('says in one sentence which Node it needs, before it loads anything else', () => {
  const asIf20 = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', asIf20, CLI, 'list'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe(
    'Knownwhen needs Node 24 or newer, and this is Node 20.20.2: start it with "npm run knownwhen --", which brings the right one.\n',
  );
  expect(status).toBe(1);
  expect(readFileSync(join(ROOT, 'src/cli.ts'), 'utf8')).not.toMatch(/^import /m);
});

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (chunk) => {
      text += String(chunk);
      if (text.includes('\n')) {
        resolve(text);
      }
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready`)));
  });
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
}
