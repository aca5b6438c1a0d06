/** Texts that spreadsheets, quoting and encodings trip over. */
export const HOSTILE = [
  '=cmd()',
  '=HYPERLINK("http://example.com","x")',
  '+1-2',
  '-2+3',
  '@SUM(A1)',
  'say "so", they said',
  "it's; DROP TABLE deals; --",
  'アマゾンとオープンエーアイ',
  'Ærø Ωmega أمازون עברית 亚马逊 🤝',
  'null',
  '  spaces around  '.trim(),
];

export const LARGE = '1234567890123456789.12345678';
export const FINER = '0.00000000000000000001';

/** One deal for each text, and one for each amount. */
export function hostileReports(): Record<string, unknown>[] {
  const source = (name: string) => ({
    name,
    kind: 'press',
    attribution: `line one\nline "two"\n  ${name}`,
  });
  const texts = HOSTILE.map((text, place) => ({
    deal: `hostile-${place}`,
    title: text,
    reportId: `=r("${place}")`,
    source: source(text),
    summary: `${text}\nsecond, line\n"third"`,
    publishedAt: '2024-03-01T09:00:00Z',
    status: 'rumored',
  }));
  const amounts = [LARGE, FINER].map((value, place) => ({
    deal: `large-${place}`,
    title: 'A large deal',
    reportId: `large-${place}`,
    source: source('The Times'),
    publishedAt: '2024-03-02',
    status: 'in_talks',
    terms: { amount: { value, qualifier: 'exact', currency: 'USD' } },
  }));
  const range = {
    deal: 'range',
    title: 'A range',
    reportId: 'range',
    source: source('The Times'),
    publishedAt: '2024-03-02',
    terms: { amount: { min: '1', max: LARGE, qualifier: 'range', currency: 'EUR', basis: '=equity' } },
  };
  return [...texts, ...amounts, range];
}
