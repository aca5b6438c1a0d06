import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { report } from '../http/running-service.js';
import { BuiltService } from '../service/built-service.js';
import { Desk } from './desk.js';

const sequenceOf = (line: string) => Number((JSON.parse(line) as { sequence: string }).sequence);

describe('following a record in this process', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.withSamples();
  });
  afterAll(() => desk.close());

  const lines = async (...argv: string[]) => {
    const { out, code, err } = await desk.types(['follow', '--once', ...argv]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out.trimEnd().split('\n').filter(Boolean);
  };

  it('prints every event as a CloudEvent on a line, from where it is told to', async () => {
    const all = await lines();
    expect(all.map(sequenceOf)).toEqual(all.map((_, place) => place));
    expect(await lines('--after', String(all.length - 3))).toEqual(all.slice(-2));
    expect(await lines('--from', '2999-01-01')).toEqual([]);
    const some = await lines('--deal', 'zee-sony', '--type', 'TalksReported,DealCollapsed');
    expect(some.length).toBeGreaterThan(1);
    expect(some).toEqual(
      all.filter((line) => /"subject":"zee-sony"/.test(line) && /TalksReported|DealCollapsed/.test(line)),
    );
  });

  it('says an event in words on a terminal', async () => {
    const { out } = await desk.types(['follow', '--once', '--deal', 'zee-sony', '--type', 'DealCollapsed'], {
      onTerminal: true,
    });
    expect(out).toMatch(
      /^\d+ {2}24 Nov 2026, 09:00 UTC {2}zee-sony {2}status: collapsed.* \[confirmed -> collapsed\] {2}\S.*\n/,
    );
  });

  it.each([
    ['--after', 'x'],
    ['--type', 'Nothing'],
    ['--from', 'yesterday'],
  ])('refuses %s %s as wrong usage', async (option, value) => {
    const { code, err } = await desk.types(['follow', '--once', option, value]);
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`${option} .*"${value}"`));
  });

  it('refuses a position that the record has not reached', async () => {
    const { code, err } = await desk.types(['follow', '--after', '99999']);
    expect(code).not.toBe(0);
    expect(err).toMatch(/has not reached position 99999/);
  });
});

it('follows a service, comes back when that was away, and ends with 0 when it is stopped', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'knownwhen-follow-'));
  let service = await BuiltService.start(directory);
  const { port } = new URL(service.url);
  const post = (deal: string) => service.send('POST', `/deals/${deal}/reports`, JSON.stringify(report(deal)));
  await post('alpha');
  const cli = resolve(__dirname, '../../dist/cli.js');
  const child = spawn(process.execPath, [cli, 'follow', '--url', service.url], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => sequenceOf(String((await told.next()).value));
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += String(chunk)));
  try {
    expect(await next()).toBe(0);
    await post('beta');
    expect(await next()).toBe(1);
    await service.kill();
    service = await BuiltService.start(directory, {}, port);
    await post('gamma');
    expect(await next()).toBe(2);
    expect(complaints).toMatch(/; trying again/);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await service.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}, 60_000);
