import type { TimelineEntry } from '../../src/deal/timeline.js';
import { scaleOf } from '../../src/web/views/timeline/time-scale.js';
import { bySource, reportsOf } from '../../src/web/views/timeline/told-reports.js';

const instant = (value: string) => ({ value, zone: 'UTC', earliest: value, latest: value });

function claim(
  reportId: string,
  effect: string,
  published: string | null,
  recordedAt: string,
  source = 'The Wire',
) {
  return {
    event: `${reportId}#0`,
    type: 'DealRumored',
    deal: 'acme-beta',
    reportId,
    position: 0,
    revision: 0,
    source: { name: source, kind: 'press' },
    effect: { earliest: effect, latest: effect },
    ...(published !== null && { publishedAt: instant(published) }),
    recordedAt,
    recordedBy: { kind: 'user', id: 'ann' },
    claim: {},
  } as unknown as TimelineEntry;
}

const JAN = '2025-01-01T00:00:00.000Z';
const FEB = '2025-02-01T00:00:00.000Z';
const MARCH = '2025-03-01T00:00:00.000Z';
const YEARS_LATER = '2030-01-01T00:00:00.000Z';

describe('the reports of a timeline', () => {
  it('gather their claims, and those of one source', () => {
    const claims = [
      claim('a', JAN, JAN, FEB),
      claim('b', FEB, FEB, FEB, 'The Post'),
      claim('a', JAN, JAN, FEB),
    ];
    const reports = reportsOf(claims);
    expect(reports.map(({ first, claims: own }) => [first.reportId, own.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(bySource([...reports, ...reportsOf([claim('c', MARCH, MARCH, MARCH)])])).toHaveLength(2);
  });

  it('are two where two slugs of a deal use one id', () => {
    const other = { ...claim('a', FEB, FEB, FEB), deal: 'omega', event: 'omega/a#0' };
    expect(reportsOf([claim('a', JAN, JAN, FEB), other])).toHaveLength(2);
  });

  it('are late when they were published more than a day after they took effect', () => {
    const [late, atOnce, never] = reportsOf([
      claim('late', JAN, FEB, FEB),
      claim('atOnce', JAN, '2025-01-01T20:00:00.000Z', FEB),
      claim('never', JAN, null, FEB),
    ]);
    expect(late!.publishedLateMs).toBe(31 * 86_400_000);
    expect(atOnce!.publishedLateMs).toBeNull();
    expect(never!.publishedLateMs).toBeNull();
  });
});

describe('the scale of a timeline', () => {
  it('holds all three times where they lie close together', () => {
    const scale = scaleOf(reportsOf([claim('a', JAN, JAN, FEB), claim('b', FEB, MARCH, MARCH)]));
    expect(scale.margin).toBeUndefined();
    const places = [JAN, FEB, MARCH].map((at) => scale.place(Date.parse(at)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.every((place) => place > 0 && place < 100)).toBe(true);
  });

  it('gives recordings of years later a margin of their own, so that the rest is not squeezed', () => {
    const scale = scaleOf(
      reportsOf([claim('a', JAN, JAN, YEARS_LATER), claim('b', MARCH, MARCH, YEARS_LATER)]),
    );
    expect(scale.place(Date.parse(YEARS_LATER))).toBe(scale.margin);
    expect(scale.place(Date.parse(MARCH))).toBeGreaterThan(75);
  });
});
