import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskFaults } from '../event-store/disk-faults.js';
import { BuiltService } from './built-service.js';

const directory = mkdtempSync(join(tmpdir(), 'knownwhen-slow-'));
const faults = diskFaults(directory);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const report = (deal: string) =>
  JSON.stringify({ deal, title: deal, source: { name: 'The Wire', kind: 'press' }, status: 'in_talks' });

const tried = 'preload' in faults;

(tried ? it : it.skip)(
  `with every fsync taking 500 ms, liveness and answers still come while a report waits for the disk${tried ? '' : ` (skipped: ${faults.reason})`}`,
  async () => {
    const slow = { LD_PRELOAD: tried ? faults.preload : '', SLOW_SYNC_MS: '500' };
    const service = await BuiltService.start(join(directory, 'data'), slow);
    await service.send('POST', '/deals/ajax-bolt/reports', report('ajax-bolt'));

    const order: string[] = [];
    const recorded = service
      .send('POST', '/deals/crest-dune/reports', report('crest-dune'))
      .then(({ status }) => order.push(`recorded ${status}`));
    for (let round = 0; round < 10; round += 1) {
      order.push(`live ${(await service.send('GET', '/health/live')).status}`);
      order.push(`answer ${(await service.send('GET', '/deals/ajax-bolt')).status}`);
      order.push(`list ${(await service.send('GET', '/deals')).status}`);
    }
    await recorded;

    const asked = ['live 200', 'answer 200', 'list 200'];
    expect(order).toEqual([...Array.from({ length: 10 }, () => asked).flat(), 'recorded 201']);
    expect(await service.stop()).toBe(0);
  },
  60_000,
);
