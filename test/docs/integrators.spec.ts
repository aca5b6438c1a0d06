import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { report, runService, type RunningService } from '../http/running-service.js';
import { ALL_SAMPLES } from '../samples.js';

jest.setTimeout(60_000);

const page = readFileSync('docs/integrators.md', 'utf8');

/** The one block of the page in a language. */
function blockIn(language: string): string {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))];
  expect(blocks).toHaveLength(1);
  return blocks[0]![1]!;
}

const SUBSCRIBERS: readonly (readonly [name: string, language: string, command: string, file: string])[] = [
  ['curl', 'sh', 'sh', 'subscriber.sh'],
  ['TypeScript', 'ts', process.execPath, 'subscriber.mts'],
  ['Python', 'python', 'python3', 'subscriber.py'],
];

let service: RunningService;
let directory: string;
beforeAll(async () => {
  service = await runService();
  await service.upload(ALL_SAMPLES);
});
afterAll(() => service.close());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knownwhen-subscriber-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Runs the subscriber until it has kept a position, and kills it. */
async function runUntil(position: number, command: string, file: string): Promise<void> {
  const child: ChildProcess = spawn(command, [file], { cwd: directory, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const ended = once(child, 'exit');
  try {
    while ((await keptPosition()) < position) {
      expect(child.exitCode).toBeNull();
      await pause(20);
    }
  } finally {
    process.kill(-child.pid!, 'SIGKILL'); // with the programs that it runs
    await ended;
  }
}

/** Whether a program is not on this machine; then nothing can be shown of it. */
function isMissing(program: string): boolean {
  const missing = spawnSync(program, ['--version']).status !== 0;
  if (missing) {
    process.stdout.write(`skipped: ${program} is not on this machine\n`);
  }
  return missing;
}

async function keptPosition(): Promise<number> {
  const path = join(directory, 'position');
  return existsSync(path) ? Number(await readFile(path, 'utf8')) : -1;
}

it.each(SUBSCRIBERS)('the subscriber in %s gets every event, and goes on where it was killed', async (name, language, command, file) => {
  if (isMissing(language === 'sh' ? 'curl' : command)) {
    return;
  }
  const code = blockIn(language);
  expect(page).toContain(`\`${file}\``);
  await writeFile(join(directory, file), code.replace('http://127.0.0.1:3000', service.url));
  const head = await service.head();
  await runUntil(head, command, file);
  for (const place of [1, 2]) {
    const deal = `${name.toLowerCase()}-${place}`;
    await service.post(`/deals/${deal}/reports`, report(deal));
  }
  await runUntil(head + 2, command, file);
  const events = (await readFile(join(directory, 'events.ndjson'), 'utf8')).trimEnd().split('\n');
  const { body } = await service.get('/events?limit=1000');
  // Killed between dealing with an event and keeping its position, it is told it again.
  const byPlace = new Map(events.map((line) => [(JSON.parse(line) as { sequence: string }).sequence, JSON.parse(line)]));
  expect([...byPlace.values()]).toEqual(body.events);
});

it('the effect that the page shows is one that an event had', async () => {
  const { body } = await service.get('/events?limit=1000');
  const effects = body.events.map(({ data }: { data: { effect: unknown } }) => data.effect);
  expect(effects).toContainEqual(JSON.parse(blockIn('json')));
});

it('every address that the page names is there', async () => {
  for (const address of ['/events/types', '/asyncapi.json', '/openapi.json', '/events', '/events?wait=0']) {
    expect((await service.get(address)).status).toBe(200);
  }
});
