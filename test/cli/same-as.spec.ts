import { Desk } from './desk.js';

jest.setTimeout(60_000);

const report = (deal: string, reportId: string, says: object) =>
  JSON.stringify({
    deal,
    reportId,
    publishedAt: '2024-03-01',
    source: { name: 'The Gazette', kind: 'press' },
    ...says,
  });

/** Both slugs use the report id `first`. */
const RECORD = [
  report('acme-beta', 'first', { title: 'Acme and Beta', status: 'rumored', summary: 'Acme looks at Beta.' }),
  report('omega', 'first', { title: 'Project Omega', status: 'in_talks', publishedAt: '2024-03-05' }),
  report('omega', 'link', {
    publishedAt: '2024-03-10',
    source: { name: 'The Herald', kind: 'press' },
    related: [{ name: 'acme-beta', relation: 'same_as' }],
  }),
].join('\n');

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
  expect((await desk.types(['import', '-'], { stdin: RECORD })).code).toBe(0);
  await desk.isProjected();
});
afterAll(() => desk.close());

const read = async (typed: string) => {
  const { code, out, err } = await desk.types(typed.split(' '));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
};

describe('a deal that a link joins to another', () => {
  it('is told with both its slugs, who says so, and the slug asked', async () => {
    expect(await read('ask omega --audience public')).toContain(
      'recorded as     acme-beta and omega: one deal, according to The Herald (asked about as omega)',
    );
    expect(await read('ask acme-beta --audience public')).toContain('one deal, according to The Herald\n');
    expect(await read('ask omega --audience public --known-at 2024-03-09')).not.toContain('one deal');
  });

  it('has a timeline that tells under which slug each report was recorded', async () => {
    const out = await read('timeline omega --audience public');
    expect(out).toContain('acme-beta (also recorded as omega): the public knows 3 claims, in 3 reports');
    expect(out.match(/under acme-beta by/g)).toHaveLength(1);
    expect(out.match(/under omega by/g)).toHaveLength(2);
    expect(out.match(/Acme looks at Beta\./g)).toHaveLength(1);
    expect(await read('timeline omega --audience public --known-at 2024-03-09')).not.toContain('under omega');
  });

  it('stands once in the list, with its other slug', async () => {
    const rows = (await read('list --audience public'))
      .split('\n')
      .filter((line) => line.includes('Project Omega'));
    expect(rows).toEqual([expect.stringMatching(/^ *acme-beta .* also omega$/)]);
  });

  it('has a difference and a history that tell of the join', async () => {
    const out = await read('diff omega --audience public --from 2024-03-09');
    expect(out).toContain('omega -> acme-beta');
    expect(out).toMatch(/other slugs +nothing -> omega/);
    expect(await read('history omega --audience public --field status')).toContain(
      'acme-beta (asked about as omega): every value of status',
    );
  });
});
