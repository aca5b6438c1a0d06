import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import { events } from '../event-store/contract.js';
import { Served } from './served.js';

jest.setTimeout(30_000);
const script = join(__dirname, 'plain-subscriber.mjs');
const served = new Served();
afterEach(() => served.cleanUp());

it.each(['@eventstore/db-client', '@kurrent/kurrentdb-client'])(
  'lets a plain script that uses only %s be killed, resume from its checkpoint and miss nothing',
  async (clientPackage) => {
    await served.open();
    const directory = await mkdtemp(join(tmpdir(), 'knownwhen-'));
    const args = [script, clientPackage, served.protocol.url, join(directory, 'checkpoint')];
    await served.store.append('deal-a', NO_STREAM, events(300));
    const first = await positionsUntil(120, args);
    await served.store.append('deal-b', NO_STREAM, events(50));
    const second = await positionsUntil(349, args);
    // At least once: what was handled but not yet noted when it was killed comes again.
    expect(second[0]).toBeLessThanOrEqual(first.at(-1)! + 1);
    expect([...new Set([...first, ...second])]).toEqual([...Array(350).keys()]);
    await rm(directory, { recursive: true });
  },
);

/** What the script prints until it has seen a position, when it is killed. */
async function positionsUntil(last: number, args: string[]): Promise<number[]> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seen.push(Number(line));
    if (Number(line) === last) {
      child.kill('SIGKILL');
    }
  }
  return seen;
}
