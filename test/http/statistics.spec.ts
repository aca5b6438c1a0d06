import { readFile } from 'node:fs/promises';
import { runService, type RunningService } from './running-service.js';

let service: RunningService;
beforeAll(async () => {
  service = await runService();
  for (const sample of ['twitter-musk', 'zee-sony', 'nvidia-arm', 'adobe-figma']) {
    await service.upload(await readFile(`samples/${sample}.ndjson`));
  }
});
afterAll(() => service.close());

it('counts deals by status as they were known then, and counts only those that pass', async () => {
  const counts = async (query: string) => (await service.get(`/stats/statuses?audience=public${query}`)).body;
  const then = await counts('&knownAt=2022-04-20');
  expect(then).toMatchObject({ statuses: { in_talks: 1, collapsed: 1, confirmed: 1 }, deals: 3 });
  // Two instants apart, and words, are not on the map: the deals are gone through instead.
  expect(await counts('&knownAt=2022-04-20&effectiveAt=2022-04-20&q=twitter')).toMatchObject({
    statuses: { in_talks: 1, collapsed: 0 },
    deals: 1,
  });
  const now = await counts('');
  const listed = (await service.get('/deals?audience=public&status=collapsed')).body;
  expect(now.statuses.collapsed).toBe(listed.total);
  expect(now.deals).toBe(Object.values<number>(now.statuses).reduce((sum, count) => sum + count));
});

it('counts transitions as they were known then, and not as they are known now', async () => {
  const then = (await service.get('/stats/transitions?audience=public&knownAt=2022-03-01')).body;
  const now = (await service.get('/stats/transitions?audience=public')).body;
  expect(then.asked.knownAt).toBe('2022-03-01T23:59:59.999Z');
  expect(then.deals).toBeLessThan(now.deals);
  expect(then.transitions).toContainEqual(
    expect.objectContaining({ from: 'confirmed', to: 'collapsed', direct: 1 }),
  );
  const collapsed = now.transitions.find((one: any) => one.from === 'confirmed' && one.to === 'collapsed');
  expect(collapsed.direct).toBeGreaterThan(1);
});

it('tells waits apart by who told first, and censors those that are open', async () => {
  const address =
    '/stats/durations?audience=public&fromStatus=confirmed&toStatus=collapsed&knownAt=2023-01-01';
  const { body } = await service.get(`${address}&by=sourceKind`);
  expect(body).toMatchObject({ fromStatus: 'confirmed', toStatus: ['collapsed'] });
  for (const { waits, events, open, lost, survival } of body.durations) {
    expect(events + open + lost).toBe(waits);
    expect(survival[0].atRisk).toBe(waits);
  }
  const all = (await service.get(address)).body.durations;
  expect(all).toHaveLength(1);
  expect(all[0].open).toBeGreaterThan(0);
});

it.each([
  ['/stats/statuses?status=rumored', 'status'],
  ['/stats/transitions?by=colour', 'by'],
  ['/stats/transitions?fromStatus=rumored', 'fromStatus'],
  ['/stats/durations?fromStatus=dead', 'fromStatus'],
  ['/stats/durations?toStatus=rumored', 'toStatus'],
  ['/stats/durations?toStatus=', 'toStatus'],
])('refuses %s', async (address, parameter) => {
  const { status, body } = await service.get(address);
  expect([status, body.errors[0].parameter]).toEqual([400, parameter]);
});
