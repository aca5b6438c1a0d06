import {
  areasOf,
  beliefAt,
  changesOf,
  extentOf,
  instantAt,
  shareOf,
  type Belief,
} from '../../src/web/views/map/map-scale.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const day = (date: string) => `${date}T00:00:00.000Z`;

/** Talks from the 10th, known on the 20th; confirmed from the 30th, known at once. */
const beliefs: Belief[] = [
  {
    value: null,
    knownFrom: day('2025-05-20'),
    knownTo: null,
    effectiveFrom: null,
    effectiveTo: day('2025-05-10'),
  },
  {
    value: 'in_talks',
    knownFrom: day('2025-05-20'),
    knownTo: day('2025-05-30'),
    effectiveFrom: day('2025-05-10'),
    effectiveTo: null,
    event: 'a',
  },
  {
    value: 'in_talks',
    knownFrom: day('2025-05-30'),
    knownTo: null,
    effectiveFrom: day('2025-05-10'),
    effectiveTo: day('2025-05-30'),
    event: 'a',
  },
  {
    value: 'confirmed',
    knownFrom: day('2025-05-30'),
    knownTo: null,
    effectiveFrom: day('2025-05-30'),
    effectiveTo: null,
    event: 'b',
  },
];
const at = (known: string, effective: string) =>
  beliefAt(beliefs, Date.parse(day(known)), Date.parse(day(effective)))?.value;

describe('the knowledge map', () => {
  it('holds what was believed by then about any moment, and nothing before it was known', () => {
    expect(at('2025-05-19', '2025-05-15')).toBeUndefined();
    expect(at('2025-05-20', '2025-05-15')).toBe('in_talks');
    expect(at('2025-05-20', '2025-05-09')).toBeNull();
    expect(at('2025-05-29', '2025-05-30')).toBe('in_talks');
    expect(at('2025-05-30', '2025-05-30')).toBe('confirmed');
    expect(at('2025-05-30', '2025-05-29')).toBe('in_talks');
  });

  it('shows all changes with some air around, and no time that has not come', () => {
    const { known, effective } = extentOf(beliefs, NOW)!;
    expect(known.fromMs).toBeLessThan(Date.parse(day('2025-05-20')));
    expect(effective.toMs).toBeGreaterThan(Date.parse(day('2025-05-30')));
    const early = Date.parse(day('2025-05-30')) + 3_600_000;
    expect(extentOf(beliefs, early)!.known.toMs).toBe(early);
    expect(extentOf([], NOW)).toBeNull();
  });

  it('cuts what is open at its edges, so that the areas fill it from the first knowledge on', () => {
    const extent = extentOf(beliefs, NOW)!;
    const areas = areasOf(beliefs, extent);
    const share = ({ known, effective }: (typeof areas)[number]) =>
      (shareOf(extent.known, known.toMs) - shareOf(extent.known, known.fromMs)) *
      (shareOf(extent.effective, effective.toMs) - shareOf(extent.effective, effective.fromMs));
    const filled = areas.reduce((sum, area) => sum + share(area), 0);
    expect(filled).toBeCloseTo(1 - shareOf(extent.known, Date.parse(day('2025-05-20'))), 10);
  });

  it('names the instants at which something changes', () => {
    expect(changesOf(beliefs, 'known')).toEqual(
      [day('2025-05-20'), day('2025-05-30')].map((one) => Date.parse(one)),
    );
    expect(changesOf(beliefs, 'effective')).toEqual(
      [day('2025-05-10'), day('2025-05-30')].map((one) => Date.parse(one)),
    );
  });

  it('asks about days where a pixel is hours, about minutes where it is less, and about changes to the millisecond', () => {
    const instant = Date.parse('2025-05-20T22:31:40.123Z');
    expect(instantAt(instant, 6 * 3_600_000, 'UTC')).toBe('2025-05-20');
    expect(instantAt(instant, 6 * 3_600_000, 'Asia/Tokyo')).toBe('2025-05-21');
    expect(instantAt(instant, 1_000, 'UTC')).toBe('2025-05-20T22:32:00.000Z');
    expect(instantAt(instant, 0, 'UTC')).toBe('2025-05-20T22:31:40.123Z');
  });
});
