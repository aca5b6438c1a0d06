import * as fc from 'fast-check';
import { parseDurationMs } from '../../src/deal/duration.js';
import { parseTime } from '../../src/deal/imprecise-time.js';
import { formatInstant, instantOf, parseInstant, readStoredInstant } from '../../src/deal/instant.js';
import { isZone } from '../../src/deal/zone.js';

function spanOf(value: string, zone = 'UTC'): string {
  const time = parseTime(value, zone);
  return time.ok ? `${formatInstant(time.value.earliest)} ${formatInstant(time.value.latest)}` : time.detail;
}

describe('a date in a zone', () => {
  // Computed apart from this program, with Python's zoneinfo, second by second.
  it.each([
    ['2018-11-03', 'America/Sao_Paulo', '2018-11-03T03:00:00.000Z', '2018-11-04T02:59:59.999Z'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', '2018-11-05T01:59:59.999Z'],
    ['2018-02-17', 'America/Sao_Paulo', '2018-02-17T02:00:00.000Z', '2018-02-18T02:59:59.999Z'],
    ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z', '2018-02-19T02:59:59.999Z'],
    ['2006-04-01', 'America/St_Johns', '2006-04-01T03:30:00.000Z', '2006-04-02T03:29:59.999Z'],
    ['2006-04-02', 'America/St_Johns', '2006-04-02T03:30:00.000Z', '2006-04-03T02:29:59.999Z'],
    ['2006-10-28', 'America/St_Johns', '2006-10-28T02:30:00.000Z', '2006-10-29T03:29:59.999Z'],
    ['2006-10-29', 'America/St_Johns', '2006-10-29T02:30:00.000Z', '2006-10-30T03:29:59.999Z'],
    ['2021-03-28', 'Asia/Beirut', '2021-03-27T22:00:00.000Z', '2021-03-28T20:59:59.999Z'],
    ['2021-10-30', 'Asia/Beirut', '2021-10-29T21:00:00.000Z', '2021-10-30T21:59:59.999Z'],
    ['2021-10-31', 'Asia/Beirut', '2021-10-30T22:00:00.000Z', '2021-10-31T21:59:59.999Z'],
    ['2011-12-29', 'Pacific/Apia', '2011-12-29T10:00:00.000Z', '2011-12-30T09:59:59.999Z'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31T09:59:59.999Z'],
    ['1892-07-04', 'Pacific/Apia', '1892-07-03T11:26:56.000Z', '1892-07-05T11:26:55.999Z'],
    ['1867-10-18', 'America/Juneau', '1867-10-17T08:57:41.000Z', '1867-10-19T08:57:40.999Z'],
    ['1950-06-01', 'Africa/Monrovia', '1950-06-01T00:44:30.000Z', '1950-06-02T00:44:29.999Z'],
    ['1972-01-06', 'Africa/Monrovia', '1972-01-06T00:44:30.000Z', '1972-01-07T00:44:29.999Z'],
    ['1972-01-07', 'Africa/Monrovia', '1972-01-07T00:44:30.000Z', '1972-01-07T23:59:59.999Z'],
    ['2021-04-04', 'Australia/Lord_Howe', '2021-04-03T13:00:00.000Z', '2021-04-04T13:29:59.999Z'],
    ['2021-03-14', 'America/New_York', '2021-03-14T05:00:00.000Z', '2021-03-15T03:59:59.999Z'],
    ['2021-11-07', 'America/New_York', '2021-11-07T04:00:00.000Z', '2021-11-08T04:59:59.999Z'],
    ['2021-03-14', 'Asia/Kolkata', '2021-03-13T18:30:00.000Z', '2021-03-14T18:29:59.999Z'],
    ['2021-03', 'America/New_York', '2021-03-01T05:00:00.000Z', '2021-04-01T03:59:59.999Z'],
    ['2011-12', 'Pacific/Apia', '2011-12-01T10:00:00.000Z', '2011-12-31T09:59:59.999Z'],
    ['2021', 'Australia/Lord_Howe', '2020-12-31T13:00:00.000Z', '2021-12-31T12:59:59.999Z'],
  ])('%s in %s runs from %s to %s', (value, zone, earliest, latest) => {
    expect(spanOf(value, zone)).toBe(`${earliest} ${latest}`);
  });

  it('runs over months and years as long as they are', () => {
    expect(spanOf('2024-02')).toBe('2024-02-01T00:00:00.000Z 2024-02-29T23:59:59.999Z');
    expect(spanOf('2100-02')).toBe('2100-02-01T00:00:00.000Z 2100-02-28T23:59:59.999Z');
    expect(spanOf('2025-12')).toBe('2025-12-01T00:00:00.000Z 2025-12-31T23:59:59.999Z');
    expect(spanOf('2025')).toBe('2025-01-01T00:00:00.000Z 2025-12-31T23:59:59.999Z');
    expect(spanOf('9998', 'Pacific/Kiritimati')).toBe('9997-12-31T10:00:00.000Z 9998-12-31T09:59:59.999Z');
    expect(spanOf('1583')).toBe('1583-01-01T00:00:00.000Z 1583-12-31T23:59:59.999Z');
  });

  it('is refused where the calendar skipped it', () => {
    expect(spanOf('2011-12-30', 'Pacific/Apia')).toMatch(/was skipped by the calendar of Pacific\/Apia/);
    expect(spanOf('1844-12-31', 'Asia/Manila')).toMatch(/was skipped/);
  });

  it.each(['2025-02-29', '2025-13', '2025-00', '2025-04-31', '1582', '1582-12-31', '9999', '0000-01-01'])(
    'is refused where the calendar has no such date: %s',
    (value) => expect(spanOf(value)).toMatch(/no date of the calendar/),
  );

  it.each([
    '',
    ' 2025',
    '2025-1',
    '25-01-01',
    '2025-01-01 ',
    '2025/01/01',
    '20250101',
    '2025-W01',
    '2025-12-16Z',
    '2025-12~',
    '2025-12-16/2025-12-17',
    '+002025-01-01',
    '2025-12-16\n',
    '２０２５',
    'tomorrow',
  ])('is refused where it is written otherwise: %j', (value) => {
    expect(parseTime(value, 'UTC').ok).toBe(false);
  });

  it('follows the wall clocks: its first and last millisecond show it, and those around it another day', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const day = fc.date({ min: new Date('1840-01-01'), max: new Date('2037-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...zones), day, (zone, at) => {
        const value = at.toISOString().slice(0, 10);
        const parsed = parseTime(value, zone);
        if (!parsed.ok) {
          return;
        }
        const { earliest, latest } = parsed.value;
        expect([wallDay(earliest, zone), wallDay(latest, zone)]).toEqual([value, value]);
        expect(wallDay(earliest - 1, zone)).not.toBe(value);
        expect(wallDay(latest + 1, zone)).not.toBe(value);
        expect(latest - earliest).toBeGreaterThan(20 * 3_600_000);
        expect(latest - earliest).toBeLessThan(49 * 3_600_000);
      }),
      { numRuns: 1_000 },
    );
  });
});

function wallDay(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}

describe('a zone', () => {
  it.each(['UTC', 'America/New_York', 'Asia/Calcutta', 'america/new_york', 'Etc/GMT+5', 'EST5EDT'])(
    'is %s',
    (name) => expect(isZone(name)).toBe(true),
  );

  it.each([
    '',
    '+02:00',
    '-0500',
    'Europe/Atlantis',
    'Europe/Paris ',
    'local',
    '../UTC',
    'UTC\u0000',
    'x'.repeat(500),
  ])('is not %j', (name) => expect(isZone(name)).toBe(false));
});

describe('an RFC 3339 instant', () => {
  it.each([
    ['2022-04-04T16:00:00-04:00', '2022-04-04T20:00:00.000Z'],
    ['2022-04-04t16:00:00z', '2022-04-04T16:00:00.000Z'],
    ['2022-04-04T16:00:00.5Z', '2022-04-04T16:00:00.500Z'],
    ['2022-04-04T16:00:00.12+05:30', '2022-04-04T10:30:00.120Z'],
    ['2022-04-04T16:00:00.123-00:00', '2022-04-04T16:00:00.123Z'],
    ['2024-02-29T23:59:59.999+23:59', '2024-02-29T00:00:59.999Z'],
    ['2022-12-31T23:59:59-23:59', '2023-01-01T23:58:59.000Z'],
    ['1583-01-01T00:00:00Z', '1583-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    const parsed = parseInstant(text);
    expect(parsed.ok && formatInstant(parsed.value)).toBe(instant);
  });

  it.each([
    '2022-04-04T16:00:00',
    '2022-04-04 16:00:00Z',
    '2022-04-04T16:00Z',
    '2022-04-04T16:00:00.Z',
    '2022-04-04T16:00:00,5Z',
    '2022-04-04T16:00:00.1234Z',
    '2022-04-04T24:00:00Z',
    '2022-04-04T23:60:00Z',
    '2016-12-31T23:59:60Z',
    '2022-04-31T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2022-04-04T16:00:00+24:00',
    '2022-04-04T16:00:00+05:60',
    '2022-04-04T16:00:00+0530',
    '2022-04-04T16:00:00+05',
    '+02022-04-04T16:00:00Z',
    '2022-04-04T16:00:00Z\n',
    '9999-12-31T23:59:59Z',
    '1582-10-15T00:00:00Z',
  ])('is not %j', (text) => expect(parseInstant(text).ok).toBe(false));

  it('comes back as it was written', () => {
    const anyInstant = fc.integer({ min: Date.parse('1583-01-02'), max: Date.parse('9998-12-30') });
    fc.assert(
      fc.property(anyInstant, (ms) => {
        const text = formatInstant(instantOf(ms));
        expect(readStoredInstant(text)).toBe(ms);
        expect(parseInstant(text)).toEqual({ ok: true, value: ms });
      }),
    );
  });
});

describe('a duration', () => {
  it.each([
    ['P1D', 86_400_000],
    ['PT12H', 43_200_000],
    ['P1W', 604_800_000],
    ['P2W1DT1H1M1S', 1_299_661_000],
    ['PT0S', 0],
    ['P0D', 0],
    ['PT90M', 5_400_000],
  ])('%s is %d ms', (text, ms) => expect(parseDurationMs(text)).toEqual({ ok: true, value: ms }));

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1Y',
    'PT5',
    '1D',
    'p1d',
    '-P1D',
    'P-1D',
    'PT1.5H',
    'P1D ',
    'P1DT1M1H',
  ])('is not %j', (text) => expect(parseDurationMs(text).ok).toBe(false));

  it('is refused where it cannot be counted', () => {
    expect(parseDurationMs(`P${'9'.repeat(400)}D`)).toMatchObject({ ok: false });
  });
});
