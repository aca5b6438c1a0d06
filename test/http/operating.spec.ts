import { request } from 'node:http';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { ClockBehind, EventDamaged, StoreUnavailable } from '../../src/event-store/store-errors.js';
import { problemOf } from '../../src/http/problem.js';
import { ReadModelDamaged } from '../../src/projections/read-model-damaged.js';
import { startService } from '../../src/service.js';
import { client, type Reply } from './client.js';
import { report, runService, type RunningService } from './running-service.js';

let service: RunningService;
beforeAll(async () => {
  service = await runService();
  await service.post('/deals/alpha/reports', report('alpha'));
});
afterAll(() => service.close());

/** fetch does not let its callers choose the host. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(service.url + path, { method, headers }, (answer) => {
      let body = '';
      answer.on('data', (chunk) => (body += String(chunk)));
      answer.on('end', () => resolve({ status: answer.statusCode!, body }));
    })
      .once('error', reject)
      .end();
  });
}

describe('health', () => {
  it('is live, and ready once the read models have caught up', async () => {
    expect((await service.get('/health/live')).body).toEqual({ status: 'live' });
    expect((await service.get('/health/ready')).body).toEqual({ status: 'ready' });
  });
});

describe('metrics', () => {
  it('are in the text format and count what was done', async () => {
    await service.post('/deals/alpha/reports', report('alpha', { status: 'collapsed' }));
    await service.get('/deals/alpha?knownAt=2024-01-01');
    const { text, headers } = await service.get('/metrics');
    expect(headers.get('content-type')).toMatch('text/plain');
    for (const line of text.split('\n').filter((one) => one !== '')) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)*\})? (-?[\d.]+(e[+-]?\d+)?|NaN|[+-]Inf))$/,
      );
    }
    expect(text).toContain('knownwhen_reports_total{outcome="appended"} 1');
    expect(text).toContain('knownwhen_reports_total{outcome="report-id-taken"} 1');
    expect(text).toContain('knownwhen_events_appended_total 1');
    expect(text).toContain('knownwhen_record_head_position 0');
    expect(text).toContain('knownwhen_read_model_lag_events{read_model="deal-claims"} 0');
    expect(text).toContain('knownwhen_commit_duration_seconds_count 1');
    expect(text).toMatch(
      /request_duration_seconds_count\{method="GET",route="\/deals\/:deal",status="200"\} 1/,
    );
  });
});

describe('a rebuild', () => {
  it('makes the read models anew, one at a time, while answers go on', async () => {
    const before = (await service.get('/deals/alpha?basis=0&knownAt=2030-01-01')).text;
    const replies = await Promise.all([
      service.post('/read-models/rebuild', '', {}),
      service.post('/read-models/rebuild', '', {}),
      service.get('/deals/alpha?basis=0&knownAt=2030-01-01'),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([202, 409, 200]);
    expect(replies[0].body.rebuild).not.toBeNull();
    expect(replies[1].body.type).toBe('/problems/rebuild-under-way');
    let standing = await service.get('/read-models');
    while (standing.body.rebuild !== null) {
      await pause(20);
      standing = await service.get('/read-models');
    }
    expect(standing.body).toMatchObject({
      generation: 2,
      lastFailure: null,
      positions: { 'deal-claims': 0 },
    });
    expect((await service.get('/deals/alpha?basis=0&knownAt=2030-01-01')).text).toBe(before);
  });
});

describe('callers that are not of this machine', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '192.168.0.7', 'localhost.evil:1'])(
    'are not answered under the name "%s"',
    async (host) => {
      const { status, body } = await raw('GET', '/deals', { host });
      expect(status).toBe(421);
      expect(body).toContain('/problems/foreign-host');
    },
  );

  it.each(['localhost', 'LOCALHOST:1234', '127.0.0.1:80', '[::1]:3000'])(
    'are answered under the name %s',
    async (host) => {
      expect((await raw('GET', '/deals', { host })).status).toBe(200);
    },
  );

  it.each([
    ['origin', 'https://evil.example'],
    ['origin', 'http://localhost:8080'],
    ['origin', 'null'],
    ['sec-fetch-site', 'cross-site'],
  ])('make no browser write (%s: %s)', async (name, value) => {
    const { status, body } = await raw('POST', '/deals/alpha/reports', { [name]: value });
    expect(status).toBe(403);
    expect(body).toContain('/problems/foreign-origin');
  });

  it('are not confused with the page of this service', async () => {
    const origin = service.url;
    const reply = await service.post('/deals/alpha/reports', report('alpha'), { origin });
    expect(reply.status).toBe(200);
  });
});

describe('what cannot be trusted is not served', () => {
  let own: RunningService;
  beforeEach(async () => {
    own = await runService();
  });
  afterEach(() => own.close());

  it('says of a damaged row that the read model is damaged, until it was made anew', async () => {
    await own.post(
      '/deals/alpha/reports',
      report('alpha', { terms: { stakePct: { value: '9.2', qualifier: 'exact' } } }),
    );
    await damage(join(own.dataDirectory, 'read-models'), 'deal-claims', 'claim');
    const reply = await own.get('/deals/alpha');
    expect([reply.status, reply.body.type]).toEqual([503, '/problems/read-model-damaged']);
    await own.post('/read-models/rebuild', '', {});
    let again: Reply;
    do {
      await pause(20);
      again = await own.get('/deals/alpha');
    } while (again.status !== 200);
    expect(again.body.terms.stakePct.value).toBe('9.2');
  });

  it('turns red when the record is damaged, and records nothing on top', async () => {
    await own.post(
      '/deals/alpha/reports',
      report('alpha', { terms: { stakePct: { value: '9.2', qualifier: 'exact' } } }),
    );
    await damage(own.dataDirectory, 'record', 'events');
    await own.post('/read-models/rebuild', '', {});
    let standing: Reply;
    do {
      await pause(20);
      standing = await own.get('/read-models');
    } while (standing.body.rebuild !== null);
    expect(standing.body.lastFailure).toContain('damaged');
    const ready = await own.get('/health/ready');
    expect([ready.status, ready.body.type]).toEqual([503, '/problems/not-ready']);
    expect(ready.body.reasons).toContainEqual(expect.stringContaining('damaged'));
    expect((await own.get('/health/live')).status).toBe(200);
  });

  it.each([
    ['record-unavailable', new StoreUnavailable('the disk is full')],
    ['clock-behind', new ClockBehind(9_000)],
    ['record-damaged', new EventDamaged(7, 'its hash differs')],
    ['read-model-damaged', new ReadModelDamaged('deal-claims', 7)],
  ])('is told as %s with 503', (rule, error) => {
    expect(problemOf(error)).toMatchObject({
      type: `/problems/${rule}`,
      status: 503,
      detail: error.message,
    });
  });

  it('tells nothing of the inside when it fails', () => {
    expect(JSON.stringify(problemOf(new TypeError('secret of src/deal')))).not.toMatch(/secret|src/);
  });
});

it('refuses a second service on the same data, and a port that is taken', async () => {
  const { dataDirectory } = service;
  await expect(startService({ dataDirectory, port: 0, host: '127.0.0.1' })).rejects.toThrow('in use');
  const port = Number(new URL(service.url).port);
  const other = join(dataDirectory, 'other');
  await expect(startService({ dataDirectory: other, port, host: '127.0.0.1' })).rejects.toThrow('EADDRINUSE');
  const second = await startService({ dataDirectory: other, port: 0, host: '127.0.0.1' });
  expect((await client(second.url).get('/deals')).body.total).toBe(0);
  await second.close();
});

async function damage(directory: string, stem: string, table: string): Promise<void> {
  const file = readdirSync(directory).find((name) => name.startsWith(stem) && name.endsWith('.db'))!;
  const db = new DatabaseSync(join(directory, file), { timeout: 5_000 });
  const changed = db.prepare(`UPDATE ${table} SET data = replace(data, '9.2', '9.3')`).run().changes;
  db.close();
  expect(changed).toBeGreaterThan(0);
}
