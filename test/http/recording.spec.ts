import { report, runService, type RunningService } from './running-service.js';

let service: RunningService;
beforeAll(async () => {
  service = await runService();
});
afterAll(() => service.close());

describe('recording one report', () => {
  it('answers with its events, and the answers of this node know of it', async () => {
    const reply = await service.post(
      '/deals/alpha/reports',
      report('alpha', { parties: [{ name: 'A', roles: ['buyer'] }] }),
    );
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      deal: 'alpha',
      reportId: 'alpha/first',
      events: [expect.any(String), expect.any(String)],
      revision: 1,
      position: expect.any(Number),
      recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      projected: true,
    });
    expect(reply.headers.get('location')).toBe('/deals/alpha');
    expect(reply.headers.get('etag')).toBe('"r1"');
    const known = await service.get('/deals/alpha');
    expect(known.body).toMatchObject({ known: true, revision: 1, status: { value: 'rumored' } });
  });

  it('takes the deal from the address, and makes an id where the report has none', async () => {
    const { deal: _, reportId: __, ...rest } = report('bravo');
    const reply = await service.post('/deals/bravo/reports', rest);
    expect(reply.status).toBe(201);
    expect(reply.body.reportId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses a report of another deal than the address names', async () => {
    const reply = await service.post('/deals/alpha/reports', report('beta'));
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ type: '/problems/malformed-report', errors: [{ pointer: '/deal' }] });
  });

  it('records the same report once, however often it is sent', async () => {
    const first = await service.post('/deals/charlie/reports', report('charlie'));
    const again = await service.post('/deals/charlie/reports', report('charlie'));
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
  });

  it('refuses the same id with other content', async () => {
    await service.post('/deals/delta/reports', report('delta'));
    const reply = await service.post('/deals/delta/reports', report('delta', { status: 'in_talks' }));
    expect(reply.status).toBe(409);
    expect(reply.body).toMatchObject({
      type: '/problems/report-id-taken',
      errors: [{ pointer: '/reportId' }],
    });
  });

  it.each([
    ['quoted', '"echo/key \\"1\\""', 400],
    ['quoted', '"echo/quoted"', 201],
    ['bare', 'echo/bare', 201],
    ['unfinished', '"echo/unfinished', 400],
  ])('takes a %s Idempotency-Key for the id (%s: %d)', async (_, key, status) => {
    const { reportId: __, ...rest } = report('echo');
    const headers = { 'idempotency-key': key };
    const reply = await service.post('/deals/echo/reports', rest, headers);
    expect(reply.status).toBe(status);
    if (status === 201) {
      expect(reply.body.reportId).toBe(key.replaceAll('"', ''));
      expect((await service.post('/deals/echo/reports', rest, headers)).status).toBe(200);
    } else {
      expect(reply.body.errors).toMatchObject([{ header: 'Idempotency-Key' }]);
    }
  });

  it('refuses an Idempotency-Key that is not the reportId', async () => {
    const reply = await service.post('/deals/foxtrot/reports', report('foxtrot'), {
      'idempotency-key': 'other',
    });
    expect(reply.status).toBe(400);
    expect(reply.body.errors).toMatchObject([{ pointer: '/reportId' }]);
  });
});

describe('If-Match', () => {
  it('lets one of many writers win that saw the same revision', async () => {
    const { revision } = (await service.post('/deals/golf/reports', report('golf'))).body;
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        service.post('/deals/golf/reports', report('golf', { reportId: `golf/${n}` }), {
          'if-match': `"r${revision}"`,
        }),
      ),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    const lost = replies.filter(({ status }) => status === 412);
    expect(lost).toHaveLength(7);
    expect(lost[0]!.body.type).toBe('/problems/revision-moved');
    expect((await service.get('/deals/golf')).body.revision).toBe(revision + 1);
  });

  it('accepts the report that stands already, whatever came since', async () => {
    await service.post('/deals/hotel/reports', report('hotel'));
    await service.post('/deals/hotel/reports', report('hotel', { reportId: 'hotel/second' }));
    const again = await service.post('/deals/hotel/reports', report('hotel'), { 'if-match': '"r-1"' });
    expect(again.status).toBe(200);
  });

  it.each([
    ['"r-1"', 201],
    ['"r7"', 412],
    ['W/"r-1"', 412],
    ['"abc"', 412],
    ['*', 400],
    ['r0', 400],
  ])('answers %s on a new deal with %d', async (tag, status) => {
    const deal = `india${Buffer.from(tag).toString('hex')}`;
    expect((await service.post(`/deals/${deal}/reports`, report(deal), { 'if-match': tag })).status).toBe(
      status,
    );
  });
});

it('loses nothing when 16 writers record on one deal', async () => {
  await service.post('/deals/juliet/reports', report('juliet'));
  const replies = await Promise.all(
    Array.from({ length: 16 }, async (_, writer) => {
      const own = [];
      for (let n = 0; n < 10; n++) {
        const body = report('juliet', { reportId: `juliet/${writer}-${n}` });
        own.push(await service.post('/deals/juliet/reports', body));
      }
      return own;
    }),
  );
  expect(replies.flat().map(({ status }) => status)).toEqual(Array(160).fill(201));
  const revisions = replies.flat().map(({ body }) => body.revision as number);
  expect(revisions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 160 }, (_, n) => n + 1));
  const { claims } = (await service.get('/deals/juliet/timeline')).body;
  expect(new Set(claims.map(({ reportId }: { reportId: string }) => reportId)).size).toBe(161);
});
