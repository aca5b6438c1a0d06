import { formatInstant, type Instant } from '../../src/deal/instant.js';
import { periodEnds, type Period } from '../../src/deal/period-ends.js';
import { at } from './given.js';

const ends = (every: Period, from: string, to: string, zone = 'UTC', most = 1_000) =>
  periodEnds(every, at(from), at(to), zone, most).map((end: Instant) => formatInstant(end));

it('ends months and quarters on their last day, in leap years too', () => {
  expect(ends('month', '2024-01-15T00:00:00Z', '2024-04-29T23:59:59.999Z')).toEqual([
    '2024-01-31T23:59:59.999Z',
    '2024-02-29T23:59:59.999Z',
    '2024-03-31T23:59:59.999Z',
  ]);
  expect(ends('quarter', '2023-11-01T00:00:00Z', '2024-06-30T23:59:59.999Z')).toEqual([
    '2023-12-31T23:59:59.999Z',
    '2024-03-31T23:59:59.999Z',
    '2024-06-30T23:59:59.999Z',
  ]);
});

it('ends weeks on Sunday', () => {
  expect(ends('week', '2024-05-06T00:00:00Z', '2024-05-19T23:59:59.999Z')).toEqual([
    '2024-05-12T23:59:59.999Z',
    '2024-05-19T23:59:59.999Z',
  ]);
});

it('goes by the wall clocks of the zone, also where they change', () => {
  expect(ends('day', '2021-03-13T05:00:00Z', '2021-03-16T03:59:59.999Z', 'America/New_York')).toEqual([
    '2021-03-14T04:59:59.999Z',
    '2021-03-15T03:59:59.999Z',
    '2021-03-16T03:59:59.999Z',
  ]);
});

it('leaves out a day that the zone skipped', () => {
  expect(ends('day', '2011-12-29T10:00:00Z', '2011-12-31T09:59:59.999Z', 'Pacific/Apia')).toEqual([
    '2011-12-30T09:59:59.999Z',
    '2011-12-31T09:59:59.999Z',
  ]);
});

it('gives one more than the most that are taken, and no more', () => {
  expect(ends('day', '1600-01-01T00:00:00Z', '9000-01-01T00:00:00Z', 'UTC', 10)).toHaveLength(11);
});
