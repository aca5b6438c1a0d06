import { sayFigure } from '../../src/prose/figures.js';
import { columns, wrap } from '../../src/cli/prose/layout.js';
import { nearest } from '../../src/cli/near-matches.js';
import { Style } from '../../src/cli/prose/style.js';
import { sayDuration, When } from '../../src/prose/when.js';
import { wholeLines } from '../../src/cli/whole-lines.js';

describe('figures', () => {
  it.each([
    [{ value: '10000000000', qualifier: 'at_least', currency: 'USD' }, 'at least $10bn'],
    [{ value: '50000000000', qualifier: 'up_to', currency: 'EUR' }, 'up to €50bn'],
    [{ min: '1500000000', max: '2000000000', qualifier: 'range', currency: 'GBP' }, '£1.5bn to £2bn'],
    [{ value: '73486938123', qualifier: 'exact', currency: 'USD' }, '$73,486,938,123'],
    [{ value: '1200000000000', qualifier: 'approximately', currency: 'JPY' }, 'about ¥1.2tn'],
    [{ value: '90000000', qualifier: 'exact', currency: 'CHF', basis: 'claimed' }, 'CHF 90m (claimed)'],
    [{ value: '750000', qualifier: 'exact', currency: 'USD' }, '$750,000'],
    [{ value: '1000006000', qualifier: 'exact', currency: 'USD' }, '$1,000,006,000'],
    [{ value: '0', qualifier: 'exact', currency: 'USD' }, '$0'],
    [{ value: '1000000.5', qualifier: 'exact', currency: 'USD' }, '$1,000,000.50'],
  ])('says %j as %s', (figure, said) => {
    expect(sayFigure(figure)).toBe(said);
  });

  it('gives prices to the cent and percentages as they are', () => {
    expect(sayFigure({ value: '54.2', qualifier: 'exact', currency: 'USD' }, { per: 'a share' })).toBe(
      '$54.20 a share',
    );
    expect(sayFigure({ value: '9.2', qualifier: 'approximately' }, { percent: true })).toBe('about 9.2%');
  });
});

describe('times', () => {
  const utc = new When('UTC');
  const newYork = new When('America/New_York');

  it('says a day where the end of a day is meant, and the time otherwise', () => {
    expect(utc.instant('2025-12-20T23:59:59.999Z')).toBe('20 Dec 2025');
    expect(newYork.instant('2025-12-21T04:59:59.999Z')).toBe('20 Dec 2025');
    expect(newYork.instant('2017-10-10T13:35:00.000Z')).toBe('10 Oct 2017, 09:35 New York time');
    expect(utc.instant('2022-04-05T03:59:59.999Z')).toBe('5 Apr 2022, 03:59:59 UTC');
  });

  it('says a time as its source gave it', () => {
    const given = (value: string) =>
      utc.given({ value, zone: 'UTC', earliest: '2025-10-01T12:00:00.000Z', latest: '' });
    expect(['2025', '2025-10', '2025-10-16', '2025-10-01T08:00:00-04:00'].map(given)).toEqual([
      '2025',
      'October 2025',
      '16 Oct 2025',
      '1 Oct 2025, 12:00',
    ]);
  });

  it('finds the day of another zone that ended at an instant', () => {
    expect(utc.dayMeant('2022-04-05T03:59:59.999Z')).toBe('4 Apr 2022');
    expect(utc.dayMeant('2024-01-22T18:29:59.999Z')).toBe('22 Jan 2024');
    expect(utc.dayMeant('2024-01-22T14:59:59.999Z')).toBe('22 Jan 2024');
    expect(utc.dayMeant('2022-04-14T11:23:21.000Z')).toBe('14 Apr 2022');
  });

  it('says durations', () => {
    expect(['P7D', 'P1D', 'P2W', 'PT12H', 'P1DT30M'].map(sayDuration)).toEqual([
      '7 days',
      '1 day',
      '2 weeks',
      '12 hours',
      '1 day and 30 minutes',
    ]);
  });
});

describe('layout', () => {
  it('wraps between words and leaves long words whole', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('https://example.com/long b', 10)).toEqual(['https://example.com/long', 'b']);
  });

  it('lets no control character of the record reach the terminal', () => {
    expect(wrap('a\u001b[31mb\u202ec\nd', 80)).toEqual(['a [31mb c d']);
  });

  it('takes two cells for an ideograph', () => {
    expect(wrap('東京 大阪', 6)).toEqual(['東京', '大阪']);
  });

  it('gives long cells lines of their own column', () => {
    expect(
      columns(
        [
          ['a', 'x y'],
          ['bb', 'z'],
        ],
        20,
      ),
    ).toEqual(['a   x y', 'bb  z']);
    const [first, second] = columns([['label', 'word '.repeat(12)]], 40) as [string, string];
    expect(first.startsWith('label  word')).toBe(true);
    expect(second.startsWith('       word')).toBe(true);
  });

  it('colours only where colour is wanted', () => {
    expect(new Style(false).bold('x')).toBe('x');
    expect(new Style(true).bold('x')).toBe('\u001b[1mx\u001b[22m');
  });
});

it('finds the names that are meant', () => {
  const names = ['amazon-openai', 'adobe-figma', 'shell-bp', 'twitter-musk'];
  expect(nearest('adobe-figmaa', names)).toEqual(['adobe-figma']);
  expect(nearest('musk', names)).toEqual(['twitter-musk']);
  expect(nearest('something-else', names)).toEqual([]);
});

describe('whole lines', () => {
  async function pieces(chunks: readonly string[], stop = new AbortController()): Promise<string[]> {
    const out: string[] = [];
    const input = (async function* () {
      yield* chunks;
    })();
    for await (const piece of wholeLines(input, stop.signal, () => {})) {
      out.push(piece.toString());
      if (out.length === 2) {
        stop.abort();
      }
    }
    return out;
  }

  it('hands on whole lines, and the last one without an end', async () => {
    expect(await pieces(['a\nb', 'c\n', 'd'].slice(0, 2))).toEqual(['a\n', 'bc\n']);
    expect(await pieces(['a', 'b'])).toEqual(['ab']);
  });

  it('ends between two lines when it is told to stop', async () => {
    expect(await pieces(['a\n', 'b\nc', 'd\ne\n'])).toEqual(['a\n', 'b\n']);
  });
});
