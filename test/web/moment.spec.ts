import { daysLater, lastInstantOf, putTogether, sayMoment, takeApart } from '../../src/web/moment.js';

describe('an instant of an address', () => {
  it('is a date, of which the end is meant, or a date with a time of day on the clocks of the zone', () => {
    expect(takeApart('2022-04-06', 'America/New_York')).toEqual({ date: '2022-04-06', time: '' });
    expect(takeApart('2022-04-06T13:30:00.000Z', 'America/New_York')).toEqual({
      date: '2022-04-06',
      time: '09:30',
    });
    expect(putTogether({ date: '2022-04-06', time: '09:30' }, 'America/New_York')).toBe(
      '2022-04-06T13:30:00.000Z',
    );
    expect(putTogether({ date: '2022-04-06', time: '' }, 'America/New_York')).toBe('2022-04-06');
  });

  it('has no time of day when it is the last millisecond of the day there', () => {
    expect(takeApart('2022-04-07T03:59:59.999Z', 'America/New_York')).toEqual({
      date: '2022-04-06',
      time: '',
    });
    expect(lastInstantOf('2022-04-06', 'America/New_York')).toBe('2022-04-07T03:59:59.999Z');
  });

  it('moves by days of the calendar, over a change of the clocks too', () => {
    expect(daysLater('2022-04-06', -1, 'UTC')).toBe('2022-04-05');
    expect(daysLater('2022-03-12T14:30:00.000Z', 1, 'America/New_York')).toBe('2022-03-13T13:30:00.000Z');
  });

  it('is said in words, and as it stands where it is none', () => {
    expect(sayMoment('2022-04-06', 'UTC')).toBe('the end of 6 Apr 2022');
    expect(sayMoment('2022-04-06T13:30:00.000Z', 'America/New_York')).toBe('6 Apr 2022, 09:30');
    expect(sayMoment('soon', 'UTC')).toBe('soon');
    expect(putTogether({ date: '2022-13', time: '' }, 'UTC')).toBeNull();
  });
});
