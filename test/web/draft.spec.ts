import { readReport } from '../../src/deal/report.js';
import type { Question } from '../../src/deal/question.js';
import { timeline } from '../../src/deal/timeline.js';
import { reportOfClaims } from '../../src/web/views/record/report-of-claims.js';
import { reportOfDraft } from '../../src/web/views/record/report-of-draft.js';
import { readFigure, readTime } from '../../src/web/views/record/typed.js';
import { valueAt, withValue, type JsonObject } from '../../src/web/views/record/pointer.js';
import { at, given } from '../deal/given.js';
import { SAMPLES } from '../samples.js';

describe('what people type', () => {
  it.each([
    ['10bn', '10000000000'],
    ['$10 billion', '10000000000'],
    ['1.5m', '1500000'],
    ['0.25bn', '250000000'],
    ['1.2345k', '1234.5'],
    ['€1,500.50', '1500.50'],
    ['54.20', '54.20'],
    ['9.2%', '9.2'],
    ['-3', '-3'],
  ])('is read as a figure: %s', (typed, figure) => expect(readFigure(typed)).toBe(figure));

  it.each(['about ten', '10 of them', '1.2.3', ''])('is left as it is where it is none: "%s"', (typed) =>
    expect(readFigure(typed)).toBe(typed),
  );

  const now = Date.parse('2025-12-17T02:30:00Z');
  it.each([
    ['2025-12-16', '2025-12-16'],
    ['2025-12', '2025-12'],
    ['2025', '2025'],
    ['16 Dec 2025', '2025-12-16'],
    ['December 16, 2025', '2025-12-16'],
    ['Dec 2025', '2025-12'],
    ['today', '2025-12-16'],
    ['yesterday', '2025-12-15'],
    ['now', '2025-12-17T02:30:00.000Z'],
    ['2025-12-16 14:30', '2025-12-16T19:30:00.000Z'],
    ['16 Dec 2025, 9:05', '2025-12-16T14:05:00.000Z'],
    ['2025-12-16T14:30:00-05:00', '2025-12-16T14:30:00-05:00'],
    ['some day', 'some day'],
  ])('is read as a time on the clocks of New York: %s', (typed, time) =>
    expect(readTime(typed, 'America/New_York', now)).toBe(time),
  );
});

describe('a draft', () => {
  it('becomes a report without what was left empty, written as the format has it', () => {
    const draft = {
      deal: 'amazon-openai',
      title: ' ',
      zone: 'America/New_York',
      source: { name: 'Reuters ', kind: 'press', credibility: '2', url: '' },
      publishedAt: '16 Dec 2025',
      terms: {
        amount: { qualifier: 'up_to', value: '10bn', currency: 'USD', min: '3' },
        breakFee: { qualifier: 'exact', currency: 'USD' },
        stakePct: { qualifier: 'range', min: '5', max: '9.9%', value: '7' },
      },
      parties: [{}, { name: 'Amazon', roles: 'investor, partner' }],
    };
    const { report, inDraft } = reportOfDraft(draft);
    expect(report).toEqual({
      deal: 'amazon-openai',
      zone: 'America/New_York',
      source: { name: 'Reuters', kind: 'press', credibility: 2 },
      publishedAt: '2025-12-16',
      terms: {
        amount: { qualifier: 'up_to', value: '10000000000', currency: 'USD' },
        stakePct: { qualifier: 'range', min: '5', max: '9.9' },
      },
      parties: [{ name: 'Amazon', roles: ['investor', 'partner'] }],
    });
    expect(inDraft('/parties/0/name')).toBe('/parties/1/name');
    expect(inDraft('/source/kind')).toBe('/source/kind');
  });

  it('is changed at a pointer and nowhere else', () => {
    const draft: JsonObject = { parties: [{ name: 'A' }, { name: 'B' }], 'a/b': 1 };
    expect(withValue(draft, '/parties/1/name', 'C')).toEqual({
      ...draft,
      parties: [{ name: 'A' }, { name: 'C' }],
    });
    expect(withValue(draft, '/parties/0', undefined)).toEqual({ ...draft, parties: [{ name: 'B' }] });
    expect(withValue({}, '/terms/components/0/kind', 'chips')).toEqual({
      terms: { components: [{ kind: 'chips' }] },
    });
    expect(valueAt(draft, '/a~1b')).toBe(1);
    expect(valueAt(draft, '/parties/7/name')).toBeUndefined();
  });
});

const samples = SAMPLES.filter(({ name }) => !name.startsWith('desk')).map(
  ({ name, text }) => [name, text.trim().split('\n')] as const,
);

it.each(samples)('takes back to the form what was recorded: every report of %s', (_file, lines) => {
  const reports = lines.map((line) => JSON.parse(line) as JsonObject);
  const record = given(
    ...reports.map((report) => ({ at: '2026-11-01T00:00:00Z', report: report as Record<string, unknown> })),
  );
  const now = at('2026-11-02T00:00:00Z');
  const question: Question = {
    audience: 'desk',
    knownAt: now,
    effectiveAt: now,
    certainty: 'certain',
    basis: record.stored.length,
  };
  const { claims } = timeline(record.recorded(), question)!;
  for (const { reportId, corrects, retracts: _, clerical: __, ...said } of reports) {
    const own = claims.filter((claim) => claim.reportId === reportId);
    const again = reportOfClaims(own);
    const saidAlone = own.every(({ type }) => type.startsWith('Report')) && corrects === undefined;
    if (!saidAlone) {
      expect(readReport(again)).toEqual(readReport(said));
    }
  }
});
