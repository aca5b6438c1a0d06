import {
  nextRetryMs,
  readRetryAfter,
  STANDARD_RETRIES_MS,
} from '../../../src/feed/webhooks/retry-schedule.js';

const HOUR = 3_600_000;

describe('the schedule of attempts', () => {
  it('is the one that Standard Webhooks suggests: ten attempts over some three days', () => {
    const delays = STANDARD_RETRIES_MS.map((_, index) =>
      nextRetryMs(STANDARD_RETRIES_MS, index + 1, undefined, 0),
    );
    const after = delays.map((_, index) => delays.slice(0, index + 1).reduce((sum, ms) => sum! + ms!, 0));
    expect(after.map((ms) => ms! / 1000)).toEqual([5, 305, 2105, 9305, 27305, 63305, 113705, 185705, 272105]);
    expect(nextRetryMs(STANDARD_RETRIES_MS, 10, undefined, 0)).toBeUndefined();
  });

  it('is spread by up to a tenth, and put off as the receiver asks', () => {
    expect(nextRetryMs([1_000], 1, undefined, 0.5)).toBe(1_050);
    expect(nextRetryMs([1_000], 1, 60_000, 0.5)).toBe(60_000);
    expect(nextRetryMs([1_000], 1, 10, 0.5)).toBe(1_050);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 01 Mar 2026 12:01:00 GMT', 60_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['999999999', 24 * HOUR],
    ['Mon, 01 Mar 2100 12:00:00 GMT', 24 * HOUR],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j is %j ms', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });
});
