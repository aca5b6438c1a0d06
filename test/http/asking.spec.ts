import { readFile } from 'node:fs/promises';
import { report, runService, type RunningService } from './running-service.js';

let service: RunningService;
beforeAll(async () => {
  service = await runService();
  for (const sample of ['twitter-musk', 'amazon-openai', 'google-apple-erroneous', 'zee-sony']) {
    const results = await service.upload(await readFile(`samples/${sample}.ndjson`));
    expect(results.every(({ status }) => status === 201)).toBe(true);
  }
});
afterAll(() => service.close());

const asPublic = (deal: string, knownAt: string, more = '') =>
  service.get(`/deals/${deal}?audience=public&knownAt=${knownAt}${more}`);

describe('what was known of a deal', () => {
  it('knows of the stake in Twitter only from the day it was disclosed', async () => {
    const before = await asPublic('twitter-musk', '2022-04-03');
    expect(before.status).toBe(200);
    expect(before.body).toMatchObject({ known: false, reason: 'not_published_yet', title: null });
    const after = await asPublic('twitter-musk', '2022-04-06', '&effectiveAt=2022-03-20');
    expect(after.body).toMatchObject({
      known: true,
      status: null,
      terms: { stakePct: { value: expect.any(String) } },
    });
  });

  it('counts only claims of the kinds of sources asked for', async () => {
    const all = await asPublic('twitter-musk', '2022-12-01');
    const some = await asPublic('twitter-musk', '2022-12-01', '&sourceKind=court,regulator');
    expect(some.body.sources).toBeLessThan(all.body.sources);
    expect(some.body.asked.sourceKind).toEqual(['court', 'regulator']);
  });

  it('answers for the desk and for the public apart, at any basis', async () => {
    expect((await service.get('/deals/twitter-musk?basis=0&knownAt=2022-12-01')).body).toMatchObject({
      known: false,
      reason: 'not_recorded_yet',
      asked: { basis: 0, audience: 'desk' },
    });
    expect((await service.get('/deals/zee-sony?basis=0')).status).toBe(404);
  });
});

describe('the headline', () => {
  const headline = async (question: string) =>
    (await service.get(`/deals/${question}`)).body as { headline: string; title: string | null };

  it('says in one sentence what was known, who had confirmed it and on whose word', async () => {
    const { headline: said, title } = await headline(
      'amazon-openai/headline?audience=public&knownAt=2025-12-20',
    );
    expect(title).toBe('Amazon investment in OpenAI');
    expect(said).toMatch(
      /^On 20 Dec 2025 the public knew of talks; neither Amazon nor OpenAI had confirmed; .*\$10bn.*, according to .+\.$/,
    );
  });

  it('says that nothing was known, and why', async () => {
    expect((await headline('twitter-musk/headline?audience=public&knownAt=2022-04-03')).headline).toBe(
      'On 3 Apr 2022 the public did not know of twitter-musk: nothing about it had been published yet.',
    );
  });

  it('is about the present where no instant is given, and says instants by the clocks of the zone', async () => {
    expect((await headline('zee-sony/headline?audience=public')).headline).toMatch(/^The public knows /);
    const then = 'zee-sony/headline?audience=public&knownAt=2024-01-22T12:00:00Z';
    expect((await headline(`${then}&zone=Asia/Kolkata`)).headline).toMatch(
      /^On 22 Jan 2024, 17:30 Kolkata time the public knew /,
    );
  });
});

describe('the timeline', () => {
  it('holds every claim known then in order of effect, and says what took it back', async () => {
    const { body } = await service.get('/deals/google-apple-erroneous/timeline?audience=public');
    const removed = body.claims.filter((claim: { removedBy?: unknown }) => claim.removedBy);
    expect(removed.length).toBeGreaterThan(0);
    expect(removed[0].removedBy[0]).toMatchObject({ how: 'retracted', reportId: expect.any(String) });
  });

  it('keeps only what was told late, when asked to', async () => {
    const all = await service.get('/deals/twitter-musk/timeline?audience=public');
    const late = await service.get('/deals/twitter-musk/timeline?audience=public&lateBy=P7D');
    expect(late.body.claims.length).toBeGreaterThan(0);
    expect(late.body.claims.length).toBeLessThan(all.body.claims.length);
  });
});

describe('the difference between two instants', () => {
  it('tells what the public learned, and what that changed', async () => {
    const { status, body } = await service.get(
      '/deals/twitter-musk/diff?audience=public&from=2022-04-03&to=2022-04-04&zone=America/New_York',
    );
    expect(status).toBe(200);
    expect(body.learned.length).toBeGreaterThan(0);
    expect(body.changed).toContainEqual(
      expect.objectContaining({ field: 'known', before: false, after: true }),
    );
    expect(body.from.knownAt).toBe('2022-04-04T03:59:59.999Z');
  });
});

describe('the list of deals', () => {
  it('is filtered by status, party and words', async () => {
    const names = async (query: string) =>
      ((await service.get(`/deals?${query}`)).body.deals as { deal: string }[]).map(({ deal }) => deal);
    expect(await names('party=openai')).toEqual(['amazon-openai']);
    expect(await names('q=elon%20twitter')).toEqual(['twitter-musk']);
    expect(await names('status=collapsed,none')).toEqual(expect.arrayContaining(['zee-sony']));
    expect(await names('status=collapsed')).not.toContain('twitter-musk');
    expect(await names('audience=public&knownAt=2021-01-01')).toEqual(['google-apple-erroneous']);
  });

  it('is paged at one basis, whatever is recorded meanwhile', async () => {
    const seen: string[] = [];
    let basis: number | undefined;
    for (let path: string | undefined = '/deals?limit=1&sort=title'; path !== undefined;) {
      const page = await service.get(path);
      basis ??= page.body.basis;
      expect(page.body).toMatchObject({ basis, total: 4 });
      expect(page.body.deals).toHaveLength(1);
      seen.push(page.body.deals[0].deal);
      path = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      const deal = `between-${seen.length}`;
      await service.post(`/deals/${deal}/reports`, report(deal));
    }
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
  });
});

describe('the history of a field', () => {
  it('tells every value with the event behind it, and when it was the answer', async () => {
    const { status, body, headers } = await service.get(
      '/deals/google-apple-erroneous/history?field=status&audience=public',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ field: 'status', asked: { audience: 'public', certainty: 'certain' } });
    expect(body.rectangles.at(0)).toMatchObject({ value: null, effectiveFrom: null });
    expect(body.rectangles).toContainEqual(
      expect.objectContaining({ value: 'confirmed', event: expect.any(String), knownTo: expect.any(String) }),
    );
    expect(headers.get('etag')).not.toMatch(/^W/);
  });

  it('is asked for a field of the answer, and for no instant', async () => {
    expect((await service.get('/deals/zee-sony/history')).status).toBe(400);
    expect((await service.get('/deals/zee-sony/history?field=mood')).status).toBe(400);
    expect((await service.get('/deals/zee-sony/history?field=status&knownAt=2022-01-01')).status).toBe(400);
    expect((await service.get('/deals/nobody/history?field=status')).status).toBe(404);
  });
});

describe('what was learned of all deals', () => {
  it('names the deals and what changed, page by page', async () => {
    const span = 'audience=public&from=2021-01-01&to=2026-06-30';
    const whole = await service.get(`/changes?${span}`);
    const names = (whole.body.changes as { deal: string }[]).map(({ deal }) => deal);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(['amazon-openai', 'twitter-musk', 'zee-sony']));
    expect(names).not.toContain('google-apple-erroneous');
    expect(whole.body.changes[0].changed).toContainEqual(
      expect.objectContaining({ field: 'known', before: false, after: true }),
    );
    const first = await service.get(`/changes?${span}&limit=${names.length - 1}`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')![1]!;
    const second = await service.get(next);
    expect([...first.body.changes, ...second.body.changes]).toEqual(whole.body.changes);
    expect(second.headers.get('link')).toBeNull();
  });

  it('is nothing where nothing was learned', async () => {
    const { body } = await service.get('/changes?audience=public&from=1999-01-01&to=1999-12-31');
    expect(body.changes).toEqual([]);
  });
});

describe('the difference between two bases', () => {
  it('tells what recording more changed in the same answer', async () => {
    const { body } = await service.get(
      '/deals/twitter-musk/diff?audience=public&fromBasis=3&toBasis=20&to=2022-12-31',
    );
    expect(body.from).toMatchObject({ basis: 3, knownAt: body.to.knownAt });
    expect(body.to.basis).toBe(20);
    expect(body.learned.length).toBeGreaterThan(0);
  });
});

describe('ETags', () => {
  it('answer 304 to whoever holds the answer, and are strong where knownAt was given', async () => {
    const path = '/deals/twitter-musk?audience=public&knownAt=2022-04-06';
    const first = await service.get(path);
    const tag = first.headers.get('etag')!;
    expect(tag).toMatch(/^"[\w-]{27}"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    for (const held of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await service.get(path, { 'if-none-match': held });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
    }
    expect((await service.get(path, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each([
    '/deals/zee-sony',
    '/deals/zee-sony/timeline',
    '/deals/zee-sony/diff?from=2023-01-01',
    '/deals?q=zee',
  ])('are weak and stay the same from one moment to the next at %s', async (path) => {
    const first = await service.get(path);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await service.get(path);
    expect(first.headers.get('etag')).toMatch(/^W\/"/);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(second.text).not.toBe(first.text);
    expect((await service.get(path, { 'if-none-match': first.headers.get('etag')! })).status).toBe(304);
  });

  it('change with what is recorded', async () => {
    const before = (await service.get('/deals/zee-sony')).headers.get('etag');
    await service.post('/deals/elsewhere/reports', report('elsewhere'));
    expect((await service.get('/deals/zee-sony')).headers.get('etag')).not.toBe(before);
  });
});

describe('immutable answers', () => {
  const forEver = 'private, max-age=31536000, immutable';

  it.each([
    '/deals/twitter-musk?basis=40&knownAt=2022-05-01&audience=public',
    '/deals/twitter-musk/timeline?basis=40&knownAt=2022-05-01',
    '/deals/twitter-musk/diff?basis=40&from=2022-04-01&to=2022-05-01',
    '/deals?basis=40&knownAt=2022-05-01&audience=public',
  ])('say so at %s, and are the same after more was recorded', async (path) => {
    const before = await service.get(path);
    expect([before.status, before.headers.get('cache-control')]).toEqual([200, forEver]);
    expect(before.headers.get('etag')).toMatch(/^"/);
    await service.post('/deals/twitter-musk/reports', {
      ...report('twitter-musk', {
        reportId: `late/${path.length}`,
        publishedAt: '2022-04-20',
        status: 'collapsed',
      }),
    });
    const after = await service.get(path);
    expect(after.text).toBe(before.text);
  });

  it.each([
    '/deals/twitter-musk?basis=40',
    '/deals/twitter-musk?knownAt=2022-05-01',
    '/deals/twitter-musk/diff?basis=40&from=2022-04-01',
    '/deals/twitter-musk/diff?from=2022-04-01&to=2022-05-01',
  ])('are not those that leave something open, as %s', async (path) => {
    expect((await service.get(path)).headers.get('cache-control')).toBe('private, no-cache');
  });
});

it('answers HEAD as it answers GET, without the body', async () => {
  const path = '/deals/twitter-musk?basis=40&knownAt=2022-05-01';
  const head = await fetch(service.url + path, { method: 'HEAD' });
  const get = await service.get(path);
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(head.headers.get('etag')).toBe(get.headers.get('etag'));
  expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
});

describe('minPosition', () => {
  it('lets an answer know of a write that has just come back', async () => {
    const { position } = (await service.post('/deals/waited/reports', report('waited'))).body;
    const reply = await service.get(`/deals/waited?minPosition=${position}`);
    expect(reply.body.asked.basis).toBeGreaterThanOrEqual(position);
  });

  it('waits for a position that comes later', async () => {
    const waiting = service.get(`/deals/waited?minPosition=${(await service.head()) + 1}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { revision } = (
      await service.post(
        '/deals/waited/reports',
        report('waited', { reportId: 'waited/second', status: 'in_talks' }),
      )
    ).body;
    expect((await waiting).body).toMatchObject({ revision, status: { value: 'in_talks' } });
  });

  it('gives up after 5 s and says when to ask again', async () => {
    const reply = await service.get(`/deals/waited?minPosition=${(await service.head()) + 1_000}`);
    expect([reply.status, reply.body.type]).toEqual([503, '/problems/not-projected-yet']);
    expect(reply.headers.get('retry-after')).toBe('1');
  }, 15_000);
});
