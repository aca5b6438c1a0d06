import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDb } from './duckdb.js';
import { report, runService, type RunningService } from './running-service.js';

/*
 * The deal of Acme and Beta, recorded as `acme-beta`, and by somebody else as `project-omega`; a link says on 10 March that
 * they are one. A third deal has nothing to do with them.
 */
const LINK = {
  deal: 'project-omega',
  reportId: 'link',
  source: { name: 'The Herald', kind: 'press' },
  publishedAt: '2024-03-10T09:00:00Z',
  related: [{ name: 'acme-beta', relation: 'same_as' }],
};

let service: RunningService;
beforeAll(async () => {
  service = await runService();
  const reports = [
    report('acme-beta', { parties: [{ name: 'Acme', roles: ['acquirer'] }] }),
    report('project-omega', {
      title: 'Project Omega',
      publishedAt: '2024-03-05T09:00:00Z',
      status: 'in_talks',
    }),
    report('other-one'),
    LINK,
  ];
  const results = await service.upload(reports.map((one) => JSON.stringify(one)).join('\n'));
  expect(results.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
});
afterAll(() => service.close());

const BEFORE = 'audience=public&knownAt=2024-03-09';
const AFTER = 'audience=public&knownAt=2024-03-10';

const deals = async (path: string) => (await service.get(path)).body.deals.map(({ deal }: any) => deal);

it.each(['', '/timeline', '/diff', '/history'])(
  'the second slug answers with the first (/deals/{deal}%s)',
  async (question) => {
    const rest = {
      '/diff': '?audience=public&from=2024-03-11',
      '/history': '?audience=public&field=status&basis=4',
    };
    const address = `${question}${rest[question as keyof typeof rest] ?? `?${AFTER}`}`;
    const [first, second] = await Promise.all(
      ['acme-beta', 'project-omega'].map((slug) => service.get(`/deals/${slug}${address}`)),
    );
    expect([first!.status, second!.status]).toEqual([200, 200]);
    expect([first!.body.deal, second!.body.deal]).toEqual(['acme-beta', 'acme-beta']);
    const told = ({ body: { asked, from, to, revision, rectangles, ...same } }: any) => ({
      ...same,
      open: rectangles
        ?.filter(({ knownTo }: any) => knownTo === null)
        .map(({ value }: any) => String(value))
        .toSorted(),
    });
    expect(told(second)).toEqual(told(first));
  },
);

it('an answer tells its other slugs, the slug asked, and the revision that a write to that one expects', async () => {
  const { body } = await service.get(`/deals/project-omega?${AFTER}`);
  expect(body).toMatchObject({
    deal: 'acme-beta',
    alsoRecordedAs: ['project-omega'],
    revision: 1,
    title: 'Project Omega',
    status: { value: 'in_talks' },
    asked: { deal: 'project-omega' },
  });
  const next = { ...LINK, reportId: 'more', related: undefined, milestone: { kind: 'met' } };
  const write = (revision: number) =>
    service.post(
      '/deals/project-omega/reports',
      { ...next, deal: undefined },
      { 'if-match': `"r${revision}"` },
    );
  expect((await write(0)).status).toBe(412);
  expect((await write(body.revision as number)).status).toBe(201);
});

it('a timeline names the slug under which each claim was recorded', async () => {
  const { body } = await service.get(`/deals/acme-beta/timeline?${AFTER}&basis=4`);
  expect(body.claims.map(({ deal, type }: any) => [deal, type])).toEqual([
    ['acme-beta', 'DealRumored'],
    ['acme-beta', 'PartyNamed'],
    ['project-omega', 'TalksReported'],
    ['project-omega', 'DealLinked'],
  ]);
});

it('a list shows it once from when the link is known, and twice before', async () => {
  expect(await deals(`/deals?${BEFORE}`)).toEqual(['acme-beta', 'other-one', 'project-omega']);
  expect(await deals(`/deals?${AFTER}`)).toEqual(['acme-beta', 'other-one']);
  expect(await deals(`/deals?${AFTER}&certainty=possible&sort=title`)).toEqual(['acme-beta', 'other-one']);
  expect((await service.get(`/deals?${AFTER}&status=in_talks`)).body).toMatchObject({
    total: 1,
    deals: [{ deal: 'acme-beta', alsoRecordedAs: ['project-omega'], title: 'Project Omega' }],
  });
});

it('a list by an older basis keeps them apart', async () => {
  expect(await deals(`/deals?${AFTER}&basis=3`)).toEqual(['acme-beta', 'other-one', 'project-omega']);
  expect(await deals(`/deals?${AFTER}&basis=3&status=rumored`)).toEqual(['acme-beta', 'other-one']);
});

it('a list by an older basis that is gone through deal by deal keeps them apart too', async () => {
  for (const rest of ['q=acme', 'effectiveAt=2024-03-09', 'certainty=possible']) {
    const { body } = await service.get(`/deals?${AFTER}&basis=3&${rest}`);
    const found = body.deals.find(({ deal }: any) => deal === 'acme-beta');
    expect([rest, found]).toEqual([
      rest,
      expect.objectContaining({ alsoRecordedAs: [], title: 'The acme-beta deal', status: 'rumored' }),
    ]);
  }
});

it('a search finds it by the words of both slugs, titles and parties', async () => {
  for (const words of ['q=project-omega', 'q=acme-beta', 'q=Project Omega', 'party=acme&q=omega']) {
    expect([words, await deals(`/deals?${AFTER}&${words}`)]).toEqual([words, ['acme-beta']]);
  }
  expect(await deals(`/deals?${BEFORE}&q=project-omega`)).toEqual(['project-omega']);
});

it('a panel has it once on each date from when the link is known', async () => {
  const { body } = await service.get('/panel?audience=public&dates=2024-03-09,2024-03-10');
  expect(body.rows.map(({ known_at: at, deal }: any) => [at.slice(0, 10), deal])).toEqual([
    ['2024-03-09', 'acme-beta'],
    ['2024-03-09', 'other-one'],
    ['2024-03-09', 'project-omega'],
    ['2024-03-10', 'acme-beta'],
    ['2024-03-10', 'other-one'],
  ]);
});

it('vintages and exported histories end the values of the second slug where the link is known', async () => {
  const { body } = await service.get('/panel?format=vintages&audience=public&field=status');
  const statuses = body.rows.map((row: any) => [row.deal, row.value, row.known_to]);
  expect(statuses).toContainEqual(['project-omega', 'in_talks', '2024-03-10T09:00:00.000Z']);
  expect(statuses).toContainEqual(['acme-beta', 'in_talks', null]);
  const open = statuses.filter(
    ([deal, , knownTo]: unknown[]) => deal === 'project-omega' && knownTo === null,
  );
  expect(open).toEqual([]);
});

it('an exported history has the values that vintages have by the same basis', async () => {
  const { body } = await service.get('/panel?format=vintages&audience=public&basis=4');
  const [duckdb, reply, directory] = await Promise.all([
    DuckDb.open(),
    fetch(`${service.url}/exports/4/history.parquet`),
    mkdtemp(join(tmpdir(), 'knownwhen-same-as-')),
  ]);
  const file = join(directory, 'history.parquet');
  await writeFile(file, Buffer.from(await reply.arrayBuffer()));
  const rows = await duckdb.rows(
    `SELECT deal, field, value, event_id FROM '${file}' WHERE audience = 'public' ORDER BY ALL`,
  );
  duckdb.close();
  await rm(directory, { recursive: true });
  const cells = ({ deal, field, value, event_id: event }: any) => [deal, field, value, event].join(' ');
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.map(cells).toSorted()).toEqual(body.rows.map(cells).toSorted());
});

it('changes tell of it once, under its first slug', async () => {
  const { body } = await service.get('/changes?audience=public&from=2024-03-09&to=2024-03-10');
  expect(body.changes).toEqual([
    expect.objectContaining({
      deal: 'acme-beta',
      changed: expect.arrayContaining([
        { field: 'alsoRecordedAs', before: [], after: ['project-omega'] },
      ]) as unknown,
    }),
  ]);
});

it('changes tell what was learned under the second slug, though the link was recorded only later', async () => {
  const says = (deal: string, reportId: string, publishedAt: string, more: object) => ({
    ...report(deal, { reportId, publishedAt: `${publishedAt}T09:00:00Z` }),
    ...more,
  });
  const lines = [
    says('left', 'left', '2024-05-01', {}),
    says('right', 'right', '2024-05-01', {}),
    says('right', 'talks', '2024-05-05', { status: 'in_talks' }),
    says('right', 'link', '2024-05-02', {
      status: undefined,
      milestone: { kind: 'named' },
      related: [{ name: 'left', relation: 'same_as' }],
    }),
  ];
  await service.upload(lines.map((one) => JSON.stringify(one)).join('\n'));
  const { body } = await service.get('/changes?audience=public&from=2024-05-04&to=2024-05-06');
  expect(body.changes).toEqual([expect.objectContaining({ deal: 'left', learned: 1 })]);
});

it('statistics count it once', async () => {
  const count = async (rest: string) => (await service.get(`/stats/transitions?${rest}`)).body;
  expect(await count(BEFORE)).toMatchObject({ deals: 3, transitions: [] });
  expect(await count(AFTER)).toMatchObject({
    deals: 2,
    transitions: [{ from: 'rumored', to: 'in_talks', direct: 1 }],
  });
});

it('a link from a deal to itself is refused by a rule, and one that names no slug by the format', async () => {
  const link = (name: string) =>
    service.post('/deals/other-one/reports', {
      ...LINK,
      deal: undefined,
      related: [{ name, relation: 'same_as' }],
    });
  const itself = await link('other-one');
  expect(itself.status).toBe(422);
  expect(itself.body).toMatchObject({ type: expect.stringMatching(/same-as-itself$/) as string });
  const words = await link('The Omega deal');
  expect(words.status).toBe(400);
  expect(words.body.errors).toMatchObject([{ pointer: '/related/0/name' }]);
});

it('a link to a deal that nobody recorded changes nothing, until that one is recorded', async () => {
  const link = { ...LINK, deal: undefined, related: [{ name: 'third-one', relation: 'same_as' }] };
  expect((await service.post('/deals/other-one/reports', link)).status).toBe(201);
  expect((await service.get(`/deals/other-one?${AFTER}`)).body).toMatchObject({
    deal: 'other-one',
    alsoRecordedAs: [],
  });
  expect((await service.get('/deals/third-one')).status).toBe(404);
  expect(
    (await service.post('/deals/third-one/reports', { ...report('third-one'), deal: undefined })).status,
  ).toBe(201);
  expect((await service.get(`/deals/other-one?${AFTER}`)).body).toMatchObject({
    deal: 'third-one',
    alsoRecordedAs: ['other-one'],
  });
  expect(await deals(`/deals?${AFTER}`)).toEqual(['acme-beta', 'third-one']);
});
