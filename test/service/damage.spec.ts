import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BuiltService } from './built-service.js';

const directory = mkdtempSync(join(tmpdir(), 'knownwhen-damage-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const report = {
  title: 'Ajax and Bolt',
  source: { name: 'The Wire', kind: 'press' },
  status: 'in_talks',
  terms: { amount: { value: '10000000', qualifier: 'exact', currency: 'USD' } },
};

it('a stored amount that changed by one bit is found when it is read, said, and not served', async () => {
  const service = await BuiltService.start(directory);
  await service.send('POST', '/deals/ajax-bolt/reports', JSON.stringify(report));
  // "1" is 0x31 and "0" is 0x30: one bit apart.
  changeBit(join(directory, 'record.db'), 'events');
  changeBit(join(directory, 'read-models', 'deal-claims-1.db'), 'claim');

  const asked = await service.send('GET', '/deals/ajax-bolt');
  expect(asked.status).toBe(503);
  expect(asked.body).toContain('damaged');

  await service.send('POST', '/read-models/rebuild');
  let ready = await service.send('GET', '/health/ready');
  while (ready.status === 200) {
    ready = await service.send('GET', '/health/ready');
  }
  expect(ready.body).toContain('the event at position 1 is damaged');
  expect((await service.send('GET', '/deals/ajax-bolt')).status).toBe(503);
  await service.stop();

  await expect(BuiltService.start(directory)).rejects.toThrow('ended with 1');
}, 30_000);

it('a stored webhook that changed by one bit is said to be damaged, and the metrics tell everything else', async () => {
  const place = mkdtempSync(join(tmpdir(), 'knownwhen-damage-'));
  let service = await BuiltService.start(place);
  const webhook = { url: 'https://receiver.example.com/', description: '10000000' };
  expect((await service.send('POST', '/webhooks', JSON.stringify(webhook))).status).toBe(201);
  expect((await service.send('GET', '/metrics')).body).toContain('knownwhen_webhooks_readable 1');
  await service.stop();
  changeBit(join(place, 'record.db'), 'beside');

  service = await BuiltService.start(place);
  const listed = await service.send('GET', '/webhooks');
  expect(listed.status).toBe(503);
  expect(listed.body).toContain('damaged');
  const { status, body } = await service.send('GET', '/metrics');
  expect(status).toBe(200);
  expect(body).toContain('knownwhen_webhooks_readable 0');
  expect(body).toContain('knownwhen_record_head_position -1');
  expect(body).not.toContain('knownwhen_webhook_lag_events{');
  await service.stop();
  rmSync(place, { recursive: true });
}, 30_000);

function changeBit(file: string, table: string): void {
  const db = new DatabaseSync(file);
  const { changes } = db
    .prepare(`UPDATE ${table} SET data = replace(data, '10000000', '00000000') WHERE data LIKE '%10000000%'`)
    .run();
  db.close();
  expect(changes).toBe(1);
}
