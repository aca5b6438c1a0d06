import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { openKnownwhen } from '../../src/cli/open.js';
import { run } from '../../src/cli/run.js';
import { Terminal } from '../../src/cli/terminal.js';
import { startService, type Service } from '../../src/service.js';
import { sampleFiles, type Ran } from './desk.js';

jest.setTimeout(60_000);

const QUESTIONS = [
  'ask amazon-openai --audience public --known-at 2025-12-20',
  'ask amazon-openai --audience public --known-at 2025-12-20 --json',
  'ask twitter-musk --audience public --known-at 2022-04-03',
  'ask twitter-musk --known-at 2022-04-03',
  'timeline google-apple-erroneous --audience public --known-at 2017-10-11',
  'timeline twitter-musk --audience public --known-at 2022-10-04 --json',
  'diff twitter-musk --audience public --from 2022-04-03 --to 2022-04-06',
  'diff twitter-musk --audience public --from 2022-04-03 --to 2022-04-06 --json',
  'list --audience public --known-at 2022-07-31 --limit 3',
  'list --audience public --known-at 2022-07-31 --limit 3 --json',
  'history zee-sony --field amount --json',
  'changes --audience public --from 2022-04-01 --to 2022-04-30 --limit 1',
  'ask twitter --known-at 2022-04-03',
  'ask twitter-musk --known-at yesterday',
  'ask twitter-musk --basis 99999',
  'list --cursor nonsense',
];

let directory: string;

/** Types a command as a process would, with nothing of the program replaced. */
async function types(typed: readonly string[], stdin = '', stop = new AbortController()): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = new Terminal({ stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr, env: {} });
  const code = await run(typed, {
    terminal,
    program: 'knownwhen',
    open: (place, purpose) => openKnownwhen(place, purpose, {}),
    untilStopped: () => stop.signal,
  });
  const [out, err] = [stdout, stderr].map((stream) => String(stream.read() ?? '')) as [string, string];
  return { code, out, err };
}

/** Without what differs because the record is elsewhere. */
function withoutPlace({ code, out, err }: Ran): Ran {
  const place = / --(?:url|data) \S+/g;
  return { code, out: out.replaceAll(place, ''), err: err.replaceAll(place, '') };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knownwhen-cli-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

it('says the same of a record behind a service and in a directory', async () => {
  const data = join(directory, 'record');
  const service: Service = await startService({ dataDirectory: data, port: 0, host: '127.0.0.1' });
  const asked: Ran[] = [];
  try {
    const files = await sampleFiles();
    const url = ['--url', service.url];
    expect(await types(['import', ...files, ...url])).toEqual({
      code: 0,
      out: '148 recorded, 0 already there, 0 refused\n',
      err: '',
    });
    expect(await types(['import', '-', ...url], '{"deal":\n{}')).toMatchObject({
      code: 1,
      out: '0 recorded, 0 already there, 2 refused\n',
      err: expect.stringMatching(
        /^stdin:1: \/deal is not JSON.*\nstdin:2: \/deal is required \(malformed-report\)\n/,
      ),
    });
    const report = {
      deal: 'one-two',
      title: 'T',
      source: { name: 'S', kind: 'press' },
      reportId: 'r',
      status: 'rumored',
    };
    expect(await types(['record', ...url], JSON.stringify(report))).toMatchObject({ code: 0, err: '' });
    expect(
      await types(
        ['record', ...url, '--if-revision', '4', '--json'],
        JSON.stringify({ ...report, reportId: 'q' }),
      ),
    ).toMatchObject({
      code: 1,
      out: expect.stringContaining('revision-moved'),
    });
    expect(await types(['rebuild', ...url])).toMatchObject({
      code: 0,
      out: expect.stringContaining('made anew'),
    });
    const held = await types(['ask', 'one-two', '--data', data]);
    expect(held).toMatchObject({
      code: 1,
      err: expect.stringMatching(/is in use by another Knownwhen process.*--url/),
    });
    for (const question of QUESTIONS) {
      asked.push(await types([...question.split(' '), ...url]));
    }
  } finally {
    await service.close();
  }
  for (const [place, question] of QUESTIONS.entries()) {
    const here = await types([...question.split(' '), '--data', data]);
    expect({ question, ...withoutPlace(here) }).toEqual({ question, ...withoutPlace(asked[place]!) });
  }
});

it('serves until it is told to stop', async () => {
  const stop = new AbortController();
  const data = join(directory, 'served');
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = new Terminal({ stdin: Readable.from([]), stdout, stderr, env: {} });
  const served = run(['serve', '--json', '--port', '0', '--data', data], {
    terminal,
    program: 'knownwhen',
    open: (place, purpose) => openKnownwhen(place, purpose, {}),
    untilStopped: () => stop.signal,
  });
  const { url } = JSON.parse(String((await stdout[Symbol.asyncIterator]().next()).value)) as { url: string };
  expect((await types(['list', '--url', url])).out).toContain('The desk knows of no deals.');
  const port = new URL(url).port;
  expect(await types(['serve', '--port', port, '--data', join(directory, 'other')])).toMatchObject({
    code: 1,
    err: `error: port ${port} of 127.0.0.1 is taken by another program; --port N chooses another, --port 0 a free one\n`,
  });
  stop.abort();
  expect(await served).toBe(0);
});

it('asks nothing of a record that is not there', async () => {
  const missing = await types(['list', '--data', join(directory, 'missing')]);
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('there is no record in') });
  expect((await types(['list', '--data', 'a', '--url', 'http://127.0.0.1:1'])).code).toBe(2);
  expect((await types(['list', '--url', 'nowhere'])).code).toBe(2);
  expect(await types(['list', '--url', 'http://127.0.0.1:1'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('no Knownwhen service answers at http://127.0.0.1:1 ('),
  });
});

it('walks through the demo, as often as one likes', async () => {
  const data = join(directory, 'demo');
  const first = await demo(data);
  expect(first).toMatchObject({ code: 0 });
  expect(first.out).toContain('148 recorded, 0 already there, 0 refused');
  expect(first.out).toMatch(/the public knew of it, with\s+no status reported yet; a stake of at least 5%/);
  const second = await demo(data);
  expect(second.out).toContain('0 recorded, 148 already there, 0 refused: nothing was added.');
  expect(second.out.split('\n').slice(1).length).toBe(first.out.split('\n').slice(1).length);
});

async function demo(data: string): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = new Terminal({ stdin: Readable.from([]), stdout, stderr, env: { KNOWNWHEN_PORT: '0' } });
  const code = await run(['demo', '--once', '--data', data], {
    terminal,
    program: 'knownwhen',
    open: (place, purpose) => openKnownwhen(place, purpose, {}),
    untilStopped: () => new AbortController().signal,
  });
  return { code, out: String(stdout.read()), err: String(stderr.read() ?? '') };
}
