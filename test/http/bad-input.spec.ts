import { connect } from 'node:net';
import { report, runService, type RunningService } from './running-service.js';

let service: RunningService;
beforeAll(async () => {
  service = await runService();
  await service.post('/deals/standing/reports', report('standing'));
  await service.post('/deals/other/reports', report('other'));
  await service.post(
    '/deals/standing/reports',
    report('standing', { reportId: 'standing/taken-back', status: undefined, milestone: { kind: 'leaked' } }),
  );
  await service.post(
    '/deals/standing/reports',
    report('standing', {
      reportId: 'standing/retraction',
      status: undefined,
      retracts: ['standing/taken-back'],
    }),
  );
});
afterAll(() => service.close());

const fresh = (over: Record<string, unknown>) => report('standing', { reportId: 'standing/bad', ...over });
const json = (over: Record<string, unknown>) => JSON.stringify(fresh(over));
const amount = (value: unknown) => ({ terms: { amount: { value, qualifier: 'exact', currency: 'USD' } } });

/** What is sent, the rule that refuses it, and the place that the problem names. */
const BAD_REPORTS: [what: string, body: string | Buffer, rule: string, pointer: string][] = [
  ['an unknown field', json({ sumary: 'x' }), 'malformed-report', '/sumary'],
  [
    'an unknown field inside',
    json({ source: { name: 'A', kind: 'press', colour: 'red' } }),
    'malformed-report',
    '/source/colour',
  ],
  ['a wrong type', json({ status: 7 }), 'malformed-report', '/status'],
  ['an impossible date', json({ publishedAt: '2024-02-30' }), 'malformed-report', '/publishedAt'],
  ['an unknown zone', json({ zone: 'Mars/Olympus' }), 'malformed-report', '/zone'],
  [
    'an unknown currency',
    json({ terms: { amount: { value: '1', qualifier: 'exact', currency: 'XYZ' } } }),
    'malformed-report',
    '/terms/amount/currency',
  ],
  ['a NaN', json(amount(111)).replace('111', 'NaN'), 'malformed-json', '/terms/amount/value'],
  ['an Infinity', json(amount(111)).replace('111', '-Infinity'), 'malformed-json', '/terms/amount/value'],
  ['a float too large for money', json(amount(1e300)), 'malformed-report', '/terms/amount/value'],
  ['a number beyond all', json(amount(111)).replace('111', '1e999'), 'malformed-json', '/terms/amount/value'],
  [
    'an amount that would be rounded',
    json(amount(111)).replace('111', '4503599627370497.5'),
    'malformed-json',
    '/terms/amount/value',
  ],
  ['an empty report', json({ status: undefined }), 'malformed-report', ''],
  ['an empty object', '{}', 'malformed-report', '/source'],
  ['no object', '[]', 'malformed-report', ''],
  ['nothing at all', '', 'malformed-json', ''],
  ['half a report', json({}).replace(/Times.*/, ''), 'malformed-json', '/source/name'],
  ['a deal that is a path', json({ deal: '../../etc/passwd' }), 'malformed-report', '/deal'],
  ['1 MB of summary', json({ summary: 'x'.repeat(1_000_000) }), 'malformed-report', '/summary'],
  [
    'invalid UTF-8',
    Buffer.concat([
      Buffer.from('{"source":{"name":"Caf'),
      Buffer.from([0xe9]),
      Buffer.from('","kind":"press"}}'),
    ]),
    'malformed-json',
    '/source/name',
  ],
  ['a lone surrogate', json({}).replace('The Times', String.raw`\ud800`), 'malformed-report', '/source/name'],
  ['a bad escape', json({}).replace('The Times', String.raw`\x41`), 'malformed-json', '/source/name'],
  [
    'duplicate keys',
    json({}).replace('"status"', '"status":"confirmed","status"'),
    'malformed-json',
    '/status',
  ],
  [
    'duplicate keys that are written differently',
    json({}).replace('"status"', String.raw`"st\u0061tus":"confirmed","status"`),
    'malformed-json',
    '/status',
  ],
  [
    'a __proto__ key',
    json({}).replace('"status"', '"__proto__":{"status":"confirmed"},"status"'),
    'malformed-report',
    '/__proto__',
  ],
  [
    'a __proto__ key inside',
    json({}).replace('"kind"', '"__proto__":{"admin":true},"kind"'),
    'malformed-report',
    '/source/__proto__',
  ],
  [
    'a constructor key',
    json({}).replace('"status"', '"constructor":{"prototype":{}},"status"'),
    'malformed-report',
    '/constructor',
  ],
  ['nesting without end', `{"terms":${'['.repeat(100_000)}`, 'malformed-json', `/terms${'/0'.repeat(32)}`],
  [
    'a correction of a report that is not there',
    json({ corrects: 'standing/none' }),
    'unknown-report',
    '/corrects',
  ],
  [
    'a correction of a report of another deal',
    json({ corrects: 'other/first' }),
    'unknown-report',
    '/corrects',
  ],
  [
    'retracting twice',
    json({ status: undefined, retracts: ['standing/taken-back'] }),
    'already-removed',
    '/retracts/0',
  ],
  [
    'the same reportId with other content',
    json({ reportId: 'standing/first', status: 'collapsed' }),
    'report-id-taken',
    '/reportId',
  ],
  ['a future publishedAt', json({ publishedAt: '2999-01-01' }), 'not-yet-so', '/publishedAt'],
  [
    'a confirmation by nobody',
    json({ status: 'confirmed', source: { name: 'The Times', kind: 'press_anonymous' } }),
    'confirmed-needs-named-source',
    '/status',
  ],
];

describe.each(BAD_REPORTS)('a report with %s', (_, body, rule, pointer) => {
  it(`is refused as ${rule} at "${pointer.slice(0, 40)}", and the record stays as it was`, async () => {
    const head = await service.head();
    const reply = await service.post('/deals/standing/reports', body);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(reply.headers.get('content-type')).toMatch('application/problem+json');
    expect(reply.body).toMatchObject({ type: `/problems/${rule}`, status: reply.status });
    expect(reply.body.errors).toContainEqual({ pointer, detail: expect.any(String) });
    expect(await service.head()).toBe(head);
  });

  it('is refused in the same words as a line of an upload', async () => {
    const head = await service.head();
    const line = Buffer.isBuffer(body) ? body : Buffer.from(body);
    const good = JSON.stringify(report('standing'));
    const results = await service.upload(Buffer.concat([line, Buffer.from(`\n${good}\n`)]));
    const [refused] = line.length > 0 ? results : [null];
    if (refused) {
      expect(refused).toMatchObject({ line: 1, type: `/problems/${rule}` });
      const missing = body === '{}' ? '/deal' : pointer;
      expect(refused.errors).toContainEqual({ pointer: missing, detail: expect.any(String) });
    }
    expect(results.at(-1)).toMatchObject({ line: 2, status: 200 });
    expect(await service.head()).toBe(head);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });
});

it.each(['/deals/standing/reports', '/deals/standing/reports/preview', '/reports'])(
  '%s refuses an unknown field',
  async (path) => {
    const reply = await service.post(path, `${json({ unheardOf: 1 })}\n`, {
      'content-type': path === '/reports' ? 'application/x-ndjson' : 'application/json',
    });
    expect(reply.text).toContain('"/unheardOf"');
    expect(reply.text).toContain('malformed-report');
  },
);

it('takes a body at every address that says so, and those are all tested for unknown fields', async () => {
  const { paths } = (await service.get('/openapi.json')).body;
  const withBody = Object.keys(paths).filter((path) => (paths[path].post ?? paths[path].patch)?.requestBody);
  expect(withBody.filter((path) => !path.startsWith('/webhooks')).toSorted()).toEqual([
    '/deals/{deal}/reports',
    '/deals/{deal}/reports/preview',
    '/reports',
  ]);
  expect((await service.post('/read-models/rebuild', { unheardOf: 1 })).status).toBe(400);
});

it('refuses a body of more than 2 MiB', async () => {
  const reply = await service.post('/deals/standing/reports', json({ summary: 'x'.repeat(3 * 1024 * 1024) }));
  expect(reply.status).toBe(413);
  expect(reply.body.type).toBe('/problems/body-too-large');
});

it.each([
  ['text/plain', undefined],
  ['application/xml', undefined],
  ['application/x-ndjson', undefined],
  ['application/json; charset=latin1', undefined],
  ['application/json', 'gzip'],
])('refuses one report as %s (content coding %s)', async (type, coding) => {
  const reply = await service.post('/deals/standing/reports', json({}), {
    'content-type': type,
    ...(coding && { 'content-encoding': coding }),
  });
  expect(reply.status).toBe(415);
  expect(reply.body.type).toBe('/problems/unsupported-media-type');
});

it('refuses many reports as application/json', async () => {
  expect((await service.post('/reports', json({}))).status).toBe(415);
});

const BAD_QUESTIONS: [path: string, parameter: string][] = [
  ['/deals/standing?knowAt=2024-01-01', 'knowAt'],
  ['/deals/standing?audience=desk&audience=public', 'audience'],
  ['/deals/standing?audience=everyone', 'audience'],
  ['/deals/standing?knownAt=2024-02-30', 'knownAt'],
  ['/deals/standing?knownAt=2024-01-01T00:00:00+01:00', 'knownAt'],
  ['/deals/standing?effectiveAt=yesterday', 'effectiveAt'],
  ['/deals/standing?certainty=maybe', 'certainty'],
  ['/deals/standing?zone=Mars/Olympus', 'zone'],
  ['/deals/standing?basis=1.5', 'basis'],
  ['/deals/standing?basis=-2', 'basis'],
  ['/deals/standing?basis=99999999999999999999', 'basis'],
  ['/deals/standing?sourceKind=press,gossip', 'sourceKind'],
  ['/deals/standing?minPosition=x', 'minPosition'],
  ['/deals/standing?__proto__=x', '__proto__'],
  ['/deals/..%2F..%2Fetc', 'deal'],
  [`/deals/${'x'.repeat(200)}`, 'deal'],
  ['/deals/standing/timeline?lateBy=P1M', 'lateBy'],
  ['/deals/standing/timeline?lateBy=soon', 'lateBy'],
  ['/deals/standing/diff', 'from'],
  ['/deals/standing/diff?from=2024-01-01&knownAt=2024-01-02', 'knownAt'],
  ['/deals/standing/diff?from=2024-01-03&to=2024-01-02', 'to'],
  ['/deals/standing/diff?from=never', 'from'],
  ['/deals?status=rumored,dead', 'status'],
  ['/deals?sort=size', 'sort'],
  ['/deals?limit=0', 'limit'],
  ['/deals?limit=1001', 'limit'],
  ['/deals?party=', 'party'],
  ['/deals?lateBy=P1D', 'lateBy'],
];

it.each(BAD_QUESTIONS)('refuses GET %s and names %s', async (path, parameter) => {
  const reply = await service.get(path);
  expect(reply.status).toBe(400);
  expect(reply.body.type).toBe('/problems/malformed-question');
  expect(reply.body.errors).toContainEqual({ parameter, detail: expect.any(String) });
  expect(reply.body.detail).toContain(parameter);
  expect(reply.headers.get('cache-control')).toBe('no-store');
});

it.each(['/deals/standing/reports?dry=1', '/reports?dry=1', '/read-models/rebuild?dry=1'])(
  'takes no parameter at POST %s',
  async (path) => {
    const reply = await service.post(path, '');
    expect(reply.status).toBe(400);
    expect(reply.body.errors).toMatchObject([{ parameter: 'dry' }]);
  },
);

it('refuses a basis that the record has not reached, and a cursor of another list', async () => {
  const beyond = await service.get('/deals/standing?basis=1000000');
  expect([beyond.status, beyond.body.type]).toEqual([400, '/problems/basis-not-reached']);
  const link = (await service.get('/deals?limit=1')).headers.get('link')!;
  const cursor = /cursor=([^&>]+)/.exec(link)![1]!;
  const other = await service.get(`/deals?limit=1&sort=title&cursor=${cursor}`);
  expect([other.status, other.body.type]).toEqual([400, '/problems/bad-cursor']);
  expect((await service.get('/deals?cursor=x')).body.type).toBe('/problems/bad-cursor');
});

describe('what is no request of this service', () => {
  it.each([
    ['GET', '/nowhere', 404, 'not-found'],
    ['GET', '/deals/none', 404, 'deal-not-recorded'],
    ['GET', '/problems/none', 404, 'not-found'],
    ['GET', '/docs/nothing.js', 404, 'not-found'],
    ['GET', '/deals/%zz', 400, 'malformed-request'],
    ['DELETE', '/deals/standing', 405, 'method-not-allowed'],
    ['PUT', '/deals/standing/reports', 405, 'method-not-allowed'],
    ['GET', '/reports', 405, 'method-not-allowed'],
  ])('answers %s %s with %d %s', async (method, path, status, rule) => {
    const response = await fetch(service.url + path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(await response.json()).toMatchObject({ type: `/problems/${rule}`, status });
    expect(response.headers.get('allow') !== null).toBe(status === 405);
  });

  it('answers what is not HTTP with a problem too', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1', () =>
        socket.write('HELLO\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*malformed-request/s);
  });
});

it('has explained every problem that it names', async () => {
  const all = (await service.get('/problems')).body as { type: string; status: number }[];
  for (const { type, status } of all) {
    expect((await service.get(type)).body).toMatchObject({ type, status, explanation: expect.any(String) });
  }
});
