import { ticksBetween } from '../../src/web/time-axis.js';

const labels = (from: string, to: string, zone = 'UTC', most = 8) =>
  ticksBetween(Date.parse(from), Date.parse(to), zone, most).map(({ label }) => label);

describe('a time axis', () => {
  it('has round times, as many as fit', () => {
    expect(labels('2022-01-20T00:00Z', '2022-08-03T00:00Z')).toEqual([
      'Feb 2022',
      'Mar',
      'Apr',
      'May',
      'Jun',
      'Jul',
      'Aug',
    ]);
    expect(labels('2016-05-01T00:00Z', '2022-05-01T00:00Z')).toEqual([
      '2017',
      '2018',
      '2019',
      '2020',
      '2021',
      '2022',
    ]);
    expect(labels('2017-10-10T13:30Z', '2017-10-10T13:38Z', 'UTC', 4)).toEqual([
      '10 Oct 2017, 13:30',
      '13:35',
    ]);
  });

  it('names the year where it begins', () => {
    expect(labels('2025-11-20T00:00Z', '2026-02-20T00:00Z')).toEqual(['Dec 2025', 'Jan 2026', 'Feb']);
  });

  it('goes by the clocks of the zone, when they change too', () => {
    const ticks = ticksBetween(
      Date.parse('2022-03-12T00:00-05:00'),
      Date.parse('2022-03-15T00:00-04:00'),
      'America/New_York',
      4,
    );
    expect(ticks.map(({ at }) => new Date(at).toISOString())).toEqual([
      '2022-03-12T05:00:00.000Z',
      '2022-03-13T05:00:00.000Z',
      '2022-03-14T04:00:00.000Z',
      '2022-03-15T04:00:00.000Z',
    ]);
  });

  it('never has more than were asked for', () => {
    for (const days of [0.01, 1, 9, 40, 400, 4_000, 40_000]) {
      const from = Date.UTC(2000, 4, 17, 3);
      expect(ticksBetween(from, from + days * 86_400_000, 'UTC', 6).length).toBeLessThanOrEqual(7);
    }
  });
});
