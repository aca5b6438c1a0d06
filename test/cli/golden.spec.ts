import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Desk } from './desk.js';

jest.setTimeout(60_000);

/*
 * What people read, kept as files: after a wanted change, UPDATE_GOLDEN=1 writes them anew, and the difference is read
 * before it is committed.
 */
const GOLDEN = join(import.meta.dirname, '../golden');

const QUESTIONS: Readonly<Record<string, string>> = {
  'amazon-openai-day-before': 'ask amazon-openai --audience public --known-at 2025-12-15',
  'amazon-openai-day-after': 'ask amazon-openai --audience public --known-at 2025-12-17',
  'amazon-openai-undetermined': 'ask amazon-openai --audience public --known-at 2025-12-20',
  'amazon-openai-possible':
    'ask amazon-openai --audience public --known-at 2025-12-20 --certainty possible --zone America/New_York',
  'amazon-openai-desk-now': 'ask amazon-openai',
  'amazon-openai-companies-only':
    'ask amazon-openai --audience public --known-at 2026-01-31 --source-kind company,filing',
  'amazon-openai-size-grows': 'diff amazon-openai --audience public --from 2025-12-31 --to 2026-01-30',
  'amazon-openai-internal': 'timeline amazon-openai --source-kind internal',
  'amazon-openai-internal-public': 'timeline amazon-openai --source-kind internal --audience public',
  'twitter-not-published': 'ask twitter-musk --audience public --known-at 2022-04-03',
  'twitter-not-recorded': 'ask twitter-musk --known-at 2022-04-06',
  'twitter-not-recorded-nor-published': 'ask twitter-musk --known-at 2022-04-03',
  'twitter-undetermined': 'ask twitter-musk --audience public --known-at 2022-04-04T12:00:00Z',
  'twitter-looking-back':
    'ask twitter-musk --audience public --known-at 2022-04-06 --effective-at 2022-03-20',
  'twitter-contested': 'ask twitter-musk --audience public --known-at 2022-07-31',
  'twitter-now': 'ask twitter-musk --audience public --zone America/New_York',
  'twitter-learned-late': 'timeline twitter-musk --audience public --known-at 2022-04-30 --late-by P7D',
  'google-apple-history': 'history google-apple-erroneous --field status --audience public',
  'learned-of-all': 'changes --audience public --from 2022-04-01 --to 2022-04-30',
  'twitter-learned': 'diff twitter-musk --audience public --from 2022-04-03 --to 2022-04-06',
  'google-apple-a-minute-later':
    'ask google-apple-erroneous --audience public --known-at 2017-10-10T09:35:00-04:00 --zone America/New_York',
  'google-apple-next-day':
    'ask google-apple-erroneous --audience public --known-at 2017-10-11 --zone America/New_York',
  'google-apple-timeline': 'timeline google-apple-erroneous --audience public --zone America/New_York',
  'google-apple-taken-back':
    'diff google-apple-erroneous --audience public --from 2017-10-10T09:40:00-04:00 --to 2017-10-11 --zone America/New_York',
  'zee-sony-denied': 'ask zee-sony --audience public --known-at 2024-01-10 --zone Asia/Kolkata',
  'zee-sony-collapsed': 'ask zee-sony --audience public --known-at 2024-01-23 --zone Asia/Kolkata',
  'shell-bp-denied': 'ask shell-bp --audience public --known-at 2025-06-26 --zone Europe/London',
  'list-mid-2022': 'list --audience public --known-at 2022-07-31 --sort since',
  'list-desk-now': 'list --sort amount --limit 4',
  'list-of-a-party': 'list --audience public --party Microsoft',
  'list-nothing-recorded-then': 'list --known-at 2022-07-31',
};

let desk: Desk;

beforeAll(async () => {
  desk = await Desk.withSamples();
});

afterAll(() => desk.close());

it.each(Object.entries(QUESTIONS))('tells %s as in its golden file', async (name, typed) => {
  const { code, out, err } = await desk.types(typed.split(' '));
  const file = join(GOLDEN, `${name}.txt`);
  const text = `$ knownwhen ${typed}\n${out}`;
  if (process.env.UPDATE_GOLDEN) {
    writeFileSync(file, text);
  }
  expect({ code, err, text }).toEqual({ code: 0, err: '', text: readFileSync(file, 'utf8') });
});

it('keeps no golden file without a question', () => {
  expect(readdirSync(GOLDEN).toSorted()).toEqual(
    Object.keys(QUESTIONS)
      .map((name) => `${name}.txt`)
      .toSorted(),
  );
});

it('has no line that is wider than the page, except for commands to paste', async () => {
  for (const name of readdirSync(GOLDEN)) {
    const lines = readFileSync(join(GOLDEN, name), 'utf8').split('\n');
    const wide = lines.filter((line) => line.length > 100 && !line.includes('knownwhen '));
    expect({ name, wide }).toEqual({ name, wide: [] });
  }
});

it('breaks no command that is to be pasted', async () => {
  const { out } = await desk.types([
    'ask',
    'twitter-musk',
    '--audience',
    'public',
    '--known-at',
    '2022-04-03',
  ]);
  const commands = out.split('\n').flatMap((line) => /knownwhen (.*)$/.exec(line)?.[1] ?? []);
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    expect((await desk.types(command.split(' '))).code).toBe(0);
  }
});
