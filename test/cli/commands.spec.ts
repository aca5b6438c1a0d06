import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryBus } from '@nestjs/cqrs';
import { DealAsKnown } from '../../src/queries/deal-as-known.js';
import { readDealDiff } from '../../src/queries/read-deal-diff.js';
import { readDealTimeline } from '../../src/queries/read-deal-timeline.js';
import { instantOf } from '../../src/deal/instant.js';
import { Desk, sampleFiles } from './desk.js';

jest.setTimeout(60_000);

let files: string;
const open: Desk[] = [];

beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'knownwhen-files-'));
});

afterAll(() => rm(files, { recursive: true, force: true }));

afterEach(async () => {
  await Promise.all(open.splice(0).map((desk) => desk.close()));
});

async function emptyDesk(): Promise<Desk> {
  const desk = await Desk.open();
  open.push(desk);
  return desk;
}

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const path = join(files, name);
  await writeFile(path, content);
  return path;
}

function report(more: object = {}): string {
  const source = { name: 'The Gazette', kind: 'press' };
  return JSON.stringify({
    deal: 'one-two',
    title: 'One and Two',
    source,
    reportId: 'first',
    status: 'in_talks',
    ...more,
  });
}

describe('import', () => {
  it('adds nothing the second time, and says so', async () => {
    const desk = await emptyDesk();
    const typed = ['import', ...(await sampleFiles())];
    expect(await desk.types(typed)).toMatchObject({
      code: 0,
      out: '148 recorded, 0 already there, 0 refused\n',
    });
    expect(await desk.types(typed)).toMatchObject({
      code: 0,
      out: '0 recorded, 148 already there, 0 refused: nothing was added.\n',
    });
  });

  it('tells each bad line with its file and line, and records the rest', async () => {
    const desk = await emptyDesk();
    const file = await fileOf(
      'mixed.ndjson',
      Buffer.concat([
        Buffer.from(
          `${report()}\n\n{"deal":"one-two","deal":"three"}\n${report({ reportId: 'second', sttus: 'x' })}\n`,
        ),
        Buffer.from([0x22, 0xff, 0x22, 0x0a]),
        Buffer.from(
          `${report({ reportId: 'third', publishedAt: '2031' })}\n${report({ reportId: 'fourth' })}\n{"deal":`,
        ),
      ]),
    );
    const { code, out, err } = await desk.types(['import', file]);
    expect(code).toBe(1);
    expect(out).toBe('2 recorded, 0 already there, 5 refused\n');
    expect(
      err
        .trim()
        .split('\n')
        .map((line) => line.replace(file, 'FILE')),
    ).toEqual([
      'FILE:3: /deal is given more than once (malformed-json)',
      'FILE:4: /sttus is not a field of this format (malformed-report)',
      'FILE:5: holds bytes that are not UTF-8 (malformed-json)',
      'FILE:6: /publishedAt 2031 has not come yet (it is 2026-11-24T09:00:00.000Z) (not-yet-so)',
      expect.stringMatching(/^FILE:8: \/deal is not JSON: .* \(malformed-json\)$/),
    ]);
  });

  it('reads stdin, and prints a line of result for each with --json', async () => {
    const desk = await emptyDesk();
    const stdin = `${report()}\n${report()}\n[]\n`;
    const { code, out, err } = await desk.types(['import', '-', '--json'], { stdin });
    const results = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(code).toBe(1);
    expect(err).toBe('1 recorded, 1 already there, 1 refused\n');
    expect(results).toMatchObject([
      { file: '-', line: 1, status: 201, reportId: 'first' },
      { file: '-', line: 2, status: 200, reportId: 'first' },
      { file: '-', line: 3, status: 400, type: '/problems/malformed-report' },
    ]);
  });

  it('records nothing when one of the files cannot be read', async () => {
    const desk = await emptyDesk();
    const good = await fileOf('good.ndjson', `${report()}\n`);
    const { code, err } = await desk.types(['import', good, join(files, 'missing.ndjson')]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('missing.ndjson: ENOENT') });
    expect(await desk.types(['import', files])).toMatchObject({
      code: 2,
      err: expect.stringContaining('is a directory'),
    });
    expect((await desk.types(['ask', 'one-two'])).code).toBe(1);
  });

  it('keeps the order of a deal: a correction may stand right behind what it corrects', async () => {
    const desk = await emptyDesk();
    const lines = Array.from({ length: 600 }, (_, index) =>
      report({ reportId: `r${index + 1}`, ...(index > 0 && { corrects: `r${index}` }) }),
    );
    const file = await fileOf('chain.ndjson', lines.join('\n'));
    expect(await desk.types(['import', file])).toMatchObject({
      code: 0,
      out: '600 recorded, 0 already there, 0 refused\n',
    });
  });
});

describe('record', () => {
  it('records one report and tells where it stands', async () => {
    const desk = await emptyDesk();
    expect(await desk.types(['record'], { stdin: report() })).toEqual({
      code: 0,
      err: '',
      out: 'Recorded first of one-two: 1 event, the last at position 0 (revision 0 of the deal), at 2026-11-24T09:00:00.000Z.\n',
    });
    const again = await desk.types(['record', await fileOf('pretty.json', `${report()}\n\n`)]);
    expect(again).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing was added: first of one-two'),
    });
  });

  it('prints the receipt or the problem as the API gives it with --json', async () => {
    const desk = await emptyDesk();
    const { out } = await desk.types(['record', '--json'], { stdin: report() });
    expect(JSON.parse(out)).toEqual({
      deal: 'one-two',
      reportId: 'first',
      events: [expect.any(String)],
      revision: 0,
      position: 0,
      recordedAt: '2026-11-24T09:00:00.000Z',
      projected: true,
    });
    const refused = await desk.types(['record', '--json'], { stdin: report({ status: 'rumored' }) });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ type: '/problems/report-id-taken', status: 409 });
  });

  it('refuses with the place and the rule', async () => {
    const desk = await emptyDesk();
    const stdin = report({
      terms: { amount: { value: 'ten', qualifier: 'exact', currency: 'USD' } },
      zone: 'Mars',
    });
    const { code, out, err } = await desk.types(['record'], { stdin });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^not recorded:\nstdin: \/zone must be an IANA time zone .* \(malformed-report\)\nstdin: \/terms\/amount\/value must be a decimal/m,
    );
  });

  it('keeps to the revision that it is told', async () => {
    const desk = await emptyDesk();
    expect((await desk.types(['record', '--if-revision', '-1'], { stdin: report() })).code).toBe(0);
    const moved = await desk.types(['record', '--if-revision', '-1'], {
      stdin: report({ reportId: 'second' }),
    });
    expect(moved).toMatchObject({ code: 1, err: expect.stringContaining('(revision-moved)') });
    expect((await desk.types(['record', '--if-revision', 'x'], { stdin: report() })).code).toBe(2);
  });

  it('names the user of this machine as the one who recorded it', async () => {
    const desk = await emptyDesk();
    await desk.types(['record'], { stdin: report() });
    const { out } = await desk.types(['timeline', 'one-two', '--json']);
    expect(JSON.parse(out)).toMatchObject({ claims: [{ recordedBy: { type: 'user', id: 'analyst' } }] });
  });
});

describe('asking', () => {
  let desk: Desk;

  beforeAll(async () => {
    desk = await Desk.withSamples();
  });

  afterAll(() => desk.close());

  it('prints with --json exactly what the query answers', async () => {
    const queries = desk.app.get(QueryBus, { strict: false });
    const knownAt = instantOf(Date.parse('2025-12-20T23:59:59.999Z'));
    const known = await queries.execute(new DealAsKnown('amazon-openai', { audience: 'public', knownAt }));
    const typed = 'amazon-openai --audience public --known-at 2025-12-20 --json'.split(' ');
    expect((await desk.types(['ask', ...typed])).out).toBe(`${JSON.stringify(known)}\n`);

    const timeline = readDealTimeline('amazon-openai', { audience: 'public', knownAt: '2025-12-20' });
    const told = await queries.execute((timeline as Extract<typeof timeline, { query: unknown }>).query);
    expect((await desk.types(['timeline', ...typed])).out).toBe(`${JSON.stringify(told)}\n`);

    const diff = readDealDiff('twitter-musk', { from: '2022-04-03', to: '2022-04-06' });
    const learned = await queries.execute((diff as Extract<typeof diff, { query: unknown }>).query);
    const span = 'diff twitter-musk --from 2022-04-03 --to 2022-04-06 --json'.split(' ');
    expect(JSON.parse((await desk.types(span)).out)).toEqual(learned);
  });

  it('goes from page to page of the list', async () => {
    const seen: string[] = [];
    let cursor: string[] = [];
    do {
      const { out } = await desk.types(['list', '--limit', '4', ...cursor]);
      seen.push(...out.split('\n').flatMap((line) => /^([a-z]+(?:-[a-z]+)+) {2}/.exec(line)?.[1] ?? []));
      cursor = /^next page .*(--cursor) (\S+)/m.exec(out)?.slice(1) ?? [];
    } while (cursor.length > 0);
    expect(seen).toHaveLength(10);
    expect(new Set(seen).size).toBe(10);
    const { err } = await desk.types(['list', '--limit', '4', '--json']);
    expect(err).toMatch(/^next page: knownwhen list --limit 4 --cursor \S+ --json\n$/);
  });

  it('gives the same answer for the command to repeat it', async () => {
    const first = await desk.types(
      'ask twitter-musk --audience public --source-kind court,filing --json'.split(' '),
    );
    const shown = await desk.types(
      'ask twitter-musk --audience public --source-kind court,filing'.split(' '),
    );
    const command = /^to repeat +knownwhen (.*)$/m.exec(shown.out)![1]!;
    expect((await desk.types([...command.split(' '), '--json'])).out).toBe(first.out);
  });

  it.each([
    ['twiter-musk', 'is it twitter-musk?'],
    ['twitter', 'is it twitter-musk?'],
    ['openai-amazon', 'is it amazon-openai?'],
    ['zzz', '"list" tells which deals it holds'],
  ])('does not know %s, and helps on', async (deal, hint) => {
    const { code, out, err } = await desk.types(['ask', deal]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`holds no deal "${deal}"; ${hint}`);
  });

  it.each([
    [
      'ask twitter-musk --known-at tomorrow',
      'error: --known-at "tomorrow" is neither an RFC 3339 instant nor a date',
    ],
    ['ask twitter-musk --known-at 2022-02-30', 'error: --known-at "2022-02-30" is no date of the calendar'],
    [
      'ask twitter-musk --audience everybody',
      'error: --audience must be one of desk, public, not "everybody"',
    ],
    [
      'ask twitter-musk --certainty maybe',
      'error: --certainty must be one of certain, possible, not "maybe"',
    ],
    ['ask twitter-musk --zone Mars/Base', 'error: --zone "Mars/Base" is no IANA time zone'],
    ['ask twitter-musk --basis -7', 'error: --basis must be a whole number from -1'],
    ['ask twitter-musk --basis 99999', 'error: --basis the record has not reached position 99999'],
    ['ask twitter-musk --source-kind blog', 'error: --source-kind must be one or more of press_anonymous'],
    ['ask ../etc/passwd', 'error: DEAL must be a slug of lower-case letters'],
    ['ask twitter-musk --when 2022', "error: unknown option '--when'"],
    ['ask', "error: missing required argument 'deal'"],
    ['ask twitter-musk shell-bp', 'error: too many arguments'],
    ['timeline twitter-musk --late-by P1M', 'error: --late-by "P1M" is no duration'],
    ['diff twitter-musk', "error: required option '--from <time>' not specified"],
    ['diff twitter-musk --from 2022-05 --to 2022-04', 'error: --to must not be before from'],
    ['list --status open', 'error: --status must be one or more of rumored'],
    ['list --sort price', 'error: --sort must be one of deal, title, since, amount'],
    ['list --limit 0', 'error: --limit must be a whole number from 1'],
    ['list --cursor nonsense', 'error: --cursor the cursor belongs to another question'],
    ['tell twitter-musk', "error: unknown command 'tell'"],
    ['serve --port none', 'error: the port must be a number from 0 to 65535'],
    ['serve --host 0.0.0.0', 'error: Knownwhen does not know its callers yet'],
  ])('%s: wrong usage, and says why', async (typed, message) => {
    const { code, out, err } = await desk.types(typed.split(' '));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('tells its usage and its version', async () => {
    const help = await desk.types(['--help']);
    expect(help).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('Exit codes: 0 done, 1 refused, 2 wrong usage'),
    });
    expect((await desk.types(['ask', '--help'])).out).toContain('--source-kind <kinds>');
    expect(await desk.types(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect((await desk.types([])).code).toBe(2);
  });

  it('makes the read models anew and tells how far', async () => {
    const { code, out } = await desk.types(['rebuild']);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^The read models are made anew, up to position \d+ of the record \(generation 2\)\.\n$/,
      ),
    });
    expect(
      (await desk.types('ask twitter-musk --audience public --known-at 2022-04-03'.split(' '))).code,
    ).toBe(0);
  });
});
