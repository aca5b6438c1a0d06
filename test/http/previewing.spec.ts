import { report, runService, type RunningService } from './running-service.js';

let service: RunningService;
beforeAll(async () => {
  service = await runService();
});
afterAll(() => service.close());

const fields = (changed: { field: string }[]) => changed.map(({ field }) => field);

describe('previewing a report', () => {
  it('tells what it would change for the desk and for the public, and records nothing', async () => {
    await service.post('/deals/alpha/reports', report('alpha'));
    const head = await service.head();
    const talks = report('alpha', {
      reportId: 'alpha/talks',
      title: undefined,
      publishedAt: '2024-03-02',
      zone: 'America/New_York',
      status: 'in_talks',
      terms: { amount: { value: '10000000000', qualifier: 'up_to', currency: 'USD' } },
    });

    const { status, body } = await service.post('/deals/alpha/reports/preview', talks);

    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'appends', deal: 'alpha', reportId: 'alpha/talks', revision: 0 });
    expect(body.claims).toMatchObject([
      { type: 'TalksReported', publishedAt: { latest: '2024-03-03T04:59:59.999Z' } },
      { type: 'TermsReported' },
    ]);
    for (const { before, after, changed } of [body.desk, body.public]) {
      expect([before.status.value, after.status.value]).toEqual(['rumored', 'in_talks']);
      expect(fields(changed)).toEqual(['status', 'terms.amount']);
    }
    expect(await service.head()).toBe(head);
    expect((await service.get('/deals/alpha')).body).toMatchObject({ status: { value: 'rumored' } });
  });

  it('says what recording then does, event by event', async () => {
    const first = report('bravo', { parties: [{ name: 'Bravo', roles: ['target'] }] });
    const previewed = (await service.post('/deals/bravo/reports/preview', first)).body;
    const receipt = (await service.post('/deals/bravo/reports', first, { 'if-match': '"r-1"' })).body;
    expect(previewed.revision).toBe(-1);
    expect(previewed.claims.map(({ event }: { event: string }) => event)).toEqual(receipt.events);

    const { asked, ...known } = (await service.get('/deals/bravo')).body;
    expect(asked.audience).toBe('desk');
    expect({ ...previewed.desk.after, firstKnownAt: known.firstKnownAt }).toEqual(known);
    expect(previewed.desk.before).toBeNull();
    expect(fields(previewed.desk.changed)).toEqual(
      expect.arrayContaining(['known', 'title', 'status', 'parties', 'sources']),
    );
  });

  it('leaves the public where it was when the report is not published', async () => {
    await service.post('/deals/charlie/reports', report('charlie'));
    const note = report('charlie', {
      reportId: 'charlie/note',
      source: { name: 'Desk', kind: 'internal' },
      publishedAt: null,
      status: 'in_talks',
    });
    const { body } = await service.post('/deals/charlie/reports/preview', note);
    expect(fields(body.desk.changed)).toEqual(['status', 'sources']);
    expect(body.public.changed).toEqual([]);
  });

  it('tells what a retraction takes away', async () => {
    await service.post('/deals/delta/reports', report('delta'));
    const retraction = { source: { name: 'The Times', kind: 'press' }, retracts: ['delta/first'] };
    const { body } = await service.post('/deals/delta/reports/preview', retraction);
    expect(body.claims).toMatchObject([{ type: 'ReportRetracted', claim: { report: 'delta/first' } }]);
    expect(body.desk).toMatchObject({ before: { status: { value: 'rumored' } }, after: { status: null } });
  });

  it('says that a report stands already', async () => {
    await service.post('/deals/echo/reports', report('echo'));
    const { body } = await service.post('/deals/echo/reports/preview', report('echo'));
    expect(body).toMatchObject({ outcome: 'repeats', claims: [], desk: { changed: [] } });
  });

  it('refuses what recording refuses, with the same problem', async () => {
    await service.post('/deals/foxtrot/reports', report('foxtrot', { status: 'confirmed' }));
    for (const refused of [
      report('foxtrot', { reportId: 'foxtrot/back', publishedAt: '2024-03-02', status: 'rumored' }),
      report('foxtrot', { status: 'collapsed' }),
      report('foxtrot', { reportId: 'foxtrot/none', retracts: ['foxtrot/never'] }),
      report('foxtrot', { reportId: 'foxtrot/later', publishedAt: '2999-01-01' }),
      report('foxtrot', { terms: { amount: { value: '-1', qualifier: 'exact', currency: 'XXX' } } }),
      report('foxtrot', { unheardOf: 1 }),
      'not json',
    ]) {
      const path = '/deals/foxtrot/reports';
      const [previewed, recorded] = [
        await service.post(`${path}/preview`, refused),
        await service.post(path, refused),
      ];
      expect(recorded.status).toBeGreaterThanOrEqual(400);
      expect([previewed.status, steady(previewed.body)]).toEqual([recorded.status, steady(recorded.body)]);
    }
  });

  it('is refused to pages of other origins', async () => {
    const reply = await service.post('/deals/golf/reports/preview', report('golf'), {
      origin: 'https://elsewhere.example',
    });
    expect(reply.status).toBe(403);
  });
});

/** A problem without the instant at which it was found. */
function steady(problem: object): unknown {
  return JSON.parse(JSON.stringify(problem).replaceAll(/\(it is [^)]+\)/g, ''));
}
