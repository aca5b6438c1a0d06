import { isIsin, isLei } from '../../src/deal/identifier.js';
import { readReport } from '../../src/deal/report.js';
import type { RawReport } from './history.js';

const least: RawReport = {
  deal: 'acme-beta',
  source: { name: 'The Wire', kind: 'press' },
  status: 'rumored',
};

function faults(change: RawReport): string[] {
  return faultsIn({ ...least, ...change });
}

function faultsIn(input: unknown): string[] {
  const found = readReport(input);
  return 'faults' in found ? found.faults.map(({ pointer }) => pointer) : [];
}

function read(change: RawReport) {
  const found = readReport({ ...least, ...change });
  if (!('report' in found)) {
    throw new Error(JSON.stringify(found.faults));
  }
  return found.report;
}

const money = (figure: unknown) => ({
  terms: { amount: { value: figure, qualifier: 'exact', currency: 'USD' } },
});
const range = (min: string, max: string) => ({
  terms: { amount: { min, max, qualifier: 'range', currency: 'EUR' } },
});
const quantity = (figure: unknown) => ({ terms: { stakePct: { value: figure, qualifier: 'exact' } } });

describe('a report', () => {
  it('needs a deal, a source and something to say', () => {
    expect(faultsIn({})).toEqual(['/deal', '/source']);
    expect(faultsIn({ deal: 'a', source: {} })).toEqual(['/source/name', '/source/kind']);
    expect(faults({ status: null })).toEqual(['']);
    expect(faults({ status: null, parties: [], statements: [], reviews: [], related: [] })).toEqual(['']);
    expect(faults({ status: null, corrects: 'first' })).toEqual([]);
  });

  it.each([null, undefined, 'text', 1, NaN, true, [], [least], () => least])(
    'is an object, not %p',
    (input) => {
      expect(faultsIn(input)).toEqual(['']);
    },
  );

  it('takes null where a member may be absent for its absence', () => {
    const optional =
      'title reportId publishedAt effectiveAt receivedAt zone summary contested terms parties statements milestone reviews related corrects retracts clerical';
    const nulls = Object.fromEntries(optional.split(' ').map((member) => [member, null]));
    expect(read(nulls)).toEqual(read({}));
    expect(faults({ deal: null })).toEqual(['/deal']);
    expect(faults({ source: { name: 'The Wire', kind: 'press', url: null, reliability: null } })).toEqual([]);
    expect(faults({ source: { name: null, kind: 'press' } })).toEqual(['/source/name']);
  });

  it('refuses every unknown field by its place', () => {
    expect(faults({ 'st/at~us': 1 })).toEqual(['/st~1at~0us']);
    expect(faults({ source: { name: 'a', kind: 'press', reliabilty: 'A' } })).toEqual(['/source/reliabilty']);
    expect(faults({ terms: { price: {} } })).toEqual(['/terms/price']);
    expect(faults({ parties: [{ name: 'Acme', roles: ['target'], role: 'x' }] })).toEqual([
      '/parties/0/role',
    ]);
  });

  it('refuses keys that mean something to JavaScript as unknown fields', () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const input: unknown = JSON.parse(`{"${key}": {"deal": "x"}, ${JSON.stringify(least).slice(1)}`);
      expect(faultsIn(input)).toEqual([`/${key}`]);
    }
    const hidden: unknown = JSON.parse(
      '{"__proto__": {"deal": "a", "source": {"name": "b", "kind": "press"}}}',
    );
    expect(faultsIn(hidden)).toEqual(['/__proto__', '/deal', '/source']);
    expect(faultsIn(Object.create(least))).toEqual(['/deal', '/source']);
    expect(({} as Record<string, unknown>).deal).toBeUndefined();
  });

  it.each([
    [{ deal: 'Acme' }, '/deal'],
    [{ deal: 'acme--beta' }, '/deal'],
    [{ deal: 'a'.repeat(101) }, '/deal'],
    [{ deal: 'acme\n' }, '/deal'],
    [{ status: 'RUMORED' }, '/status'],
    [{ status: ['rumored'] }, '/status'],
    [{ contested: 'true' }, '/contested'],
    [{ title: '' }, '/title'],
    [{ title: ' \u00a0\u2003' }, '/title'],
    [{ title: 'x'.repeat(301) }, '/title'],
    [{ title: 1 }, '/title'],
    [{ zone: 'Mars/Olympus' }, '/zone'],
    [{ zone: 1, publishedAt: '2025' }, '/zone'],
    [{ publishedAt: 20251216 }, '/publishedAt'],
    [{ publishedAt: '16.12.2025' }, '/publishedAt'],
    [{ publishedAt: { value: '2025-12-16' } }, '/publishedAt/zone'],
    [{ publishedAt: { value: '2025-12-16', zone: '+01:00' } }, '/publishedAt/zone'],
    [{ publishedAt: { value: '2025-12-16', zone: 'UTC', earliest: 0 } }, '/publishedAt/earliest'],
    [{ publishedAt: [] }, '/publishedAt'],
    [{ parties: {} }, '/parties'],
    [{ parties: [null] }, '/parties/0'],
    [{ parties: [{ name: 'Acme', roles: [] }] }, '/parties/0/roles'],
    [{ retracts: [] }, '/retracts'],
    [{ retracts: ['a', 'a'] }, '/retracts/1'],
    [{ corrects: 'a', retracts: ['b', 'a'] }, '/retracts/1'],
    [{ reportId: 'rumored' }, '/reportId'],
    [{ reportId: 'a b' }, '/reportId'],
    [{ reportId: 'ä' }, '/reportId'],
    [{ clerical: true }, '/clerical'],
    [{ terms: {} }, '/terms'],
    [{ source: { name: 'a', kind: 'blog' } }, '/source/kind'],
    [{ source: { name: 'a', kind: 'press', url: 'javascript:alert(1)' } }, '/source/url'],
    [{ source: { name: 'a', kind: 'press', credibility: 2.5 } }, '/source/credibility'],
    [{ source: { name: 'a', kind: 'press', credibility: '2' } }, '/source/credibility'],
    [{ statements: [{ party: 'Acme', position: 'confirmed', denies: 'rumored' }] }, '/statements/0/denies'],
    [{ statements: [{ party: 'Acme', position: 'denied', confirms: 'rumored' }] }, '/statements/0/confirms'],
  ])('is refused: %j', (change, pointer) => expect(faults(change)).toEqual([pointer]));

  it('refuses contested without a status', () => {
    expect(faults({ status: null, milestone: { kind: 'signed' }, contested: true })).toEqual(['/contested']);
  });

  it('tells all that is wrong with it at once', () => {
    expect(faults({ deal: 'X', title: '', status: 'off', parties: [{ roles: ['a'] }] })).toEqual([
      '/deal',
      '/title',
      '/status',
      '/parties/0/name',
    ]);
  });

  it('reads its dates in its zone, and a time with a zone of its own in that', () => {
    const { publishedAt, effectiveAt } = read({
      zone: 'America/New_York',
      publishedAt: '2020-10-28',
      effectiveAt: { value: '2020-10-28', zone: 'Europe/Paris' },
    });
    expect(publishedAt).toMatchObject({
      zone: 'America/New_York',
      earliest: Date.parse('2020-10-28T04:00:00Z'),
    });
    expect(effectiveAt).toMatchObject({ zone: 'Europe/Paris', earliest: Date.parse('2020-10-27T23:00:00Z') });
  });
});

describe('text', () => {
  it.each(['\u0000', 'a\u001bb', 'a\u007f', 'a\u0085', 'a\ud800', '\udc00a', 'a\nb', 'a\tb'])(
    'of a line refuses %j',
    (title) => expect(faults({ title })).toEqual(['/title']),
  );

  it('of several lines takes line feeds and tabs, and no other control characters', () => {
    expect(faults({ summary: 'one\n\ttwo' })).toEqual([]);
    expect(faults({ summary: 'one\r\ntwo' })).toEqual(['/summary']);
    expect(faults({ summary: 'one\u0000' })).toEqual(['/summary']);
  });

  it('is taken as it is: other scripts, pairs of surrogates, no normalization', () => {
    for (const title of ['日本製鉄', 'M&A 🚀', 'e\u0301', 'é', '<b>x</b>', "'; DROP TABLE"]) {
      expect(read({ title }).title).toBe(title);
    }
  });
});

describe('money', () => {
  it.each([
    ['54.20', '54.2'],
    ['007', '7'],
    ['0.00', '0'],
    ['10000000000', '10000000000'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['9'.repeat(30), '9'.repeat(30)],
    [`0.${'1'.repeat(20)}`, `0.${'1'.repeat(20)}`],
    [0, '0'],
    [-0, '0'],
  ])('of %j is %s', (figure, decimal) => {
    expect(read(money(figure)).terms!.amount).toMatchObject({ value: decimal });
  });

  it.each([
    54.2,
    NaN,
    Infinity,
    -1,
    '-1',
    Number.MAX_SAFE_INTEGER + 1,
    1e21,
    '1e3',
    '1,000',
    '1.',
    '.5',
    '+1',
    ' 1',
    '1 ',
    '0x10',
    '٣',
    '',
    true,
    [],
    {},
    10n,
    '9'.repeat(31),
    `0.${'1'.repeat(21)}`,
  ])('is refused: %p', (figure) => expect(faults(money(figure))).toEqual(['/terms/amount/value']));

  it('needs a currency in use', () => {
    for (const currency of ['usd', 'XXX', 'XAU', 'DEM', '', null, 840]) {
      expect(faults({ terms: { amount: { value: '1', qualifier: 'exact', currency } } })).toEqual([
        '/terms/amount/currency',
      ]);
    }
  });

  it('of a range runs from its smaller to its greater end', () => {
    expect(faults(range('9.9', '10'))).toEqual([]);
    expect(faults(range('10', '10.0'))).toEqual([]);
    expect(faults(range('10', '9.9'))).toEqual(['/terms/amount/min']);
    expect(faults({ terms: { amount: { value: '1', qualifier: 'range', currency: 'EUR' } } })).toEqual([
      '/terms/amount/value',
      '/terms/amount/min',
      '/terms/amount/max',
    ]);
  });
});

describe('a quantity', () => {
  it.each([
    [9.2, '9.2'],
    [-0.5, '-0.5'],
    ['-0.50', '-0.5'],
    ['-0', '0'],
    [0.1, '0.1'],
  ])('of %j is %s', (figure, decimal) => {
    expect(read(quantity(figure)).terms!.stakePct).toMatchObject({ value: decimal });
  });

  it.each([NaN, Infinity, -Infinity, 1e21, 1e-7, '1/3', null])('is refused: %p', (figure) => {
    expect(faults(quantity(figure))).toEqual(['/terms/stakePct/value']);
  });
});

describe('identifiers', () => {
  it.each(['506700GE1G29325QX363', '5493001KJTIIGC8Y1R12', '7LTWFZYICNSX8D621K86'])('LEI %s', (lei) =>
    expect(isLei(lei)).toBe(true),
  );

  it.each([
    '5493001KJTIIGC8Y1R13',
    '5493001kjtiigc8y1r12',
    '5493001KJTIIGC8Y1R1',
    '',
    '5493001KJTIIGC8Y1R12\n',
  ])('no LEI %j', (lei) => expect(isLei(lei)).toBe(false));

  it.each(['US0378331005', 'GB0002634946', 'DE0007164600'])('ISIN %s', (isin) =>
    expect(isIsin(isin)).toBe(true),
  );

  it.each(['US0378331006', 'us0378331005', 'US037833100', '0US378331005', ''])('no ISIN %j', (isin) =>
    expect(isIsin(isin)).toBe(false),
  );

  it('of parties are verified', () => {
    const party = { name: 'Acme', roles: ['target'], lei: '5493001KJTIIGC8Y1R13', isin: 'US0378331006' };
    expect(faults({ parties: [party] })).toEqual(['/parties/0/lei', '/parties/0/isin']);
  });
});
