import { decide } from '../../src/deal/decide.js';
import { instantOf } from '../../src/deal/instant.js';
import { readReport, type Report } from '../../src/deal/report.js';
import { ACME, BETA, deskNote, given, report, THE_WIRE } from './given.js';

const anonymous = { name: 'The Wire', kind: 'press_anonymous' };
const talks = report('2022-03-01T09:00:00Z', 'talks', { status: 'in_talks' });
const agreed = report('2022-03-10T09:00:00Z', 'agreed', { status: 'confirmed', source: ACME });

const rumor = (told: string, says = {}) =>
  report(told, 'rumor', { status: 'rumored', source: anonymous, ...says });

/** Parties that take much room, mostly by their names. */
const parties = (name: string) =>
  Array.from({ length: 200 }, (_, place) => ({
    name: `Party ${place}`,
    roles: ['adviser'],
    aliases: Array.from({ length: 9 }, (__, cut) => name.slice(cut)),
  }));

describe('recording a report', () => {
  it('appends one event per claim, removals first, arrays as sent', () => {
    given(talks, report('2022-03-02T09:00:00Z', 'more', { terms: { consideration: 'cash' } }))
      .whenRecording(
        report('2022-03-03T09:00:00Z', 'all', {
          related: [{ name: 'old-deal', relation: 'earlier' }],
          reviews: [
            { authority: 'FTC', step: 'opened' },
            { authority: 'CMA', step: 'opened' },
          ],
          milestone: { kind: 'signed' },
          statements: [{ party: 'Acme', position: 'confirmed' }],
          parties: [{ name: 'Acme', roles: ['acquirer'] }],
          terms: { consideration: 'stock' },
          status: 'confirmed',
          retracts: ['more'],
          corrects: 'talks',
        }),
      )
      .thenAppends(
        'ReportCorrected',
        'ReportRetracted',
        'DealConfirmed',
        'TermsReported',
        'PartyNamed',
        'StatementMade',
        'MilestoneReached',
        'ReviewStepTaken',
        'ReviewStepTaken',
        'DealLinked',
      );
  });

  it('keeps title and summary on the first event alone', () => {
    const { events } = given(
      report('2022-03-01T09:00:00Z', 'first', {
        summary: 'A story.',
        status: 'rumored',
        milestone: { kind: 'first_report' },
      }),
    );
    expect(events().map(({ title, summary }) => [title, summary])).toEqual([
      ['Acme and Beta', 'A story.'],
      [undefined, undefined],
    ]);
  });

  it('needs a title for the first report of a deal, and for no other', () => {
    given()
      .whenRecording(report('2022-03-01T09:00:00Z', 'first', { status: 'rumored', title: null }))
      .thenRefuses('title-required', '/title', /"acme-beta" has no report yet/);
    given(talks)
      .whenRecording(report('2022-03-02T09:00:00Z', 'second', { status: 'in_talks', title: null }))
      .thenAppends('TalksReported');
  });

  it('refuses a report whose events would take more than 512 KiB, counted in bytes', () => {
    given(talks)
      .whenRecording(report('2022-03-02T09:00:00Z', 'many', { parties: parties('x'.repeat(300)) }))
      .thenRefuses('report-too-large', '', /at most 524288/);
    const short = 'x'.repeat(150);
    given(talks)
      .whenRecording(report('2022-03-02T09:00:00Z', 'some', { parties: parties(short) }))
      .thenAppends(...Array<string>(200).fill('PartyNamed'));
    given(talks)
      .whenRecording(report('2022-03-02T09:00:00Z', 'wide', { parties: parties('社'.repeat(150)) }))
      .thenRefuses('report-too-large', '');
  });
});

describe('the same report again', () => {
  it('is accepted and changes nothing, whoever sends it and however it is spelled', () => {
    const first = report('2022-03-01T09:00:00Z', 'first', {
      publishedAt: '2022-03-01',
      terms: { amount: { value: '10.50', qualifier: 'exact', currency: 'USD' } },
      status: 'in_talks',
    });
    given(first, talks)
      .whenRecording({
        at: '2022-03-05T09:00:00Z',
        report: {
          ...first.report,
          contested: false,
          effectiveAt: null,
          parties: [],
          terms: { amount: { currency: 'USD', qualifier: 'exact', value: '010.5' } },
        },
      })
      .thenIsRecordedAlready('first#0', 'first#1');
  });

  it('is accepted even when the rules would refuse it by now', () => {
    given(talks, agreed, report('2022-03-11T09:00:00Z', 'sorry', { retracts: ['talks'] }))
      .whenRecording({ at: '2022-03-12T09:00:00Z', report: talks.report })
      .thenIsRecordedAlready('talks#0');
    given(talks, report('2022-03-11T09:00:00Z', 'sorry', { retracts: ['talks'] }))
      .whenRecording(report('2022-03-11T09:00:00Z', 'sorry', { retracts: ['talks'] }))
      .thenIsRecordedAlready('sorry#0');
  });

  it('is accepted though the zone tables have changed since', () => {
    const ofTheDay = report('2022-03-05T09:00:00Z', 'day', { publishedAt: '2022-03-01', status: 'in_talks' });
    const history = given(ofTheDay).events();
    const moved = instantOf(history[0]!.publishedAt!.earliest + 3_600_000);
    const before = history.map((event) => ({
      ...event,
      publishedAt: { ...event.publishedAt!, earliest: moved },
    }));
    const read = readReport(ofTheDay.report) as { report: Report };
    const again = decide(before, { ...read.report, reportId: 'day' }, { type: 'user', id: 'x' }, moved);
    expect(again).toMatchObject({ outcome: 'recorded' });
  });

  it.each([
    ['another status', { status: 'rumored' }],
    ['another source', { source: BETA }],
    ['another zone of its dates', { publishedAt: '2022-03-01', zone: 'Europe/Paris' }],
    ['another title', { title: 'Acme and Beta AG' }],
    ['one claim more', { milestone: { kind: 'first_report' } }],
  ])('with %s is refused', (_, change) => {
    given(talks)
      .whenRecording(
        report('2022-03-05T09:00:00Z', 'talks', { publishedAt: talks.at, status: 'in_talks', ...change }),
      )
      .thenRefuses('report-id-taken', '/reportId', /other content/);
  });
});

describe('what has not come yet', () => {
  it.each([
    ['publication', { publishedAt: '2022-03-02' }, '/publishedAt'],
    ['receipt', { receivedAt: '2022-03-01T09:00:00.001Z' }, '/receivedAt'],
    ['effect', { effectiveAt: '2022-04' }, '/effectiveAt'],
  ])('is refused: %s', (_, times, pointer) => {
    given()
      .whenRecording(report('2022-03-01T09:00:00Z', 'early', { status: 'rumored', ...times }))
      .thenRefuses('not-yet-so', pointer, /has not come yet/);
  });

  it('is refused where it took effect only after it was published', () => {
    given()
      .whenRecording(
        report('2022-03-09T09:00:00Z', 'early', {
          publishedAt: '2022-03-01',
          effectiveAt: '2022-03-02',
          status: 'rumored',
        }),
      )
      .thenRefuses('not-yet-so', '/effectiveAt', /after the report was published.*expectedClosing/);
  });

  it('is not what has begun: today, this month, this year', () => {
    for (const time of ['2022-03-01', '2022-03', '2022']) {
      given()
        .whenRecording(
          report('2022-03-01T09:00:00Z', 'now', { publishedAt: time, effectiveAt: time, status: 'rumored' }),
        )
        .thenAppends('DealRumored');
    }
  });

  it('is judged by the clock, even where the record is ahead of it', () => {
    given(talks)
      .whenRecording(
        report('2022-02-01T00:00:00Z', 'late-clock', { publishedAt: '2022-02-15', status: 'in_talks' }),
      )
      .thenRefuses('not-yet-so', '/publishedAt');
  });
});

describe('confirmed', () => {
  it('needs a named source', () => {
    given(talks)
      .whenRecording(report('2022-03-10T09:00:00Z', 'agreed', { status: 'confirmed', source: anonymous }))
      .thenRefuses('confirmed-needs-named-source', '/status', /record talks/);
    given(talks)
      .whenRecording(report('2022-03-10T09:00:00Z', 'agreed', { status: 'confirmed' }))
      .thenAppends('DealConfirmed');
  });
});

describe('a step back', () => {
  it('is refused, with the report that it contradicts', () => {
    given(talks, agreed)
      .whenRecording(rumor('2022-03-20T09:00:00Z'))
      .thenRefuses('step-back', '/status', /confirmed since 2022-03-10T09:00:00\.000Z.*"agreed"/);
    given(talks)
      .whenRecording(rumor('2022-03-20T09:00:00Z'))
      .thenRefuses('step-back', '/status', /in_talks/);
  });

  it('is none after a collapse', () => {
    given(talks, agreed, report('2022-03-15T09:00:00Z', 'off', { status: 'collapsed', source: ACME }))
      .whenRecording(rumor('2022-03-20T09:00:00Z'))
      .thenAppends('DealRumored');
  });

  it('is none from confirmed to a change of terms', () => {
    given(agreed)
      .whenRecording(report('2022-03-20T09:00:00Z', 'repricing', { status: 'terms_changing' }))
      .thenAppends('TermsChangeReported');
  });

  it('is none where the report corrects what it contradicts', () => {
    given(talks, agreed)
      .whenRecording(report('2022-03-20T09:00:00Z', 'sorry', { status: 'in_talks', corrects: 'agreed' }))
      .thenAppends('ReportCorrected', 'TalksReported');
  });

  it('is none in a story recorded late that took effect before', () => {
    given(talks, agreed)
      .whenRecording(rumor('2022-03-20T09:00:00Z', { publishedAt: '2022-02-01' }))
      .thenAppends('DealRumored');
  });

  it('is none for a public that had not been told of the agreement then', () => {
    const signed = deskNote('2022-03-05T09:00:00Z', 'signed', { status: 'confirmed' });
    given(talks, signed)
      .whenRecording(report('2022-03-06T09:00:00Z', 'still-talking', { status: 'in_talks' }))
      .thenAppends('TalksReported');
    given(talks, signed)
      .whenRecording(deskNote('2022-03-06T09:00:00Z', 'still-talking', { status: 'in_talks' }))
      .thenRefuses('step-back', '/status', /"signed"/);
  });

  it('is one where desk and public both knew better at its own time, though the desk learned of it later', () => {
    given(talks, agreed)
      .whenRecording(rumor('2022-04-01T09:00:00Z', { publishedAt: '2022-03-11' }))
      .thenRefuses('step-back', '/status');
  });

  it('is one by what the record holds already, though the clock has gone back since', () => {
    const known = report('2022-03-10T09:00:00Z', 'agreed', {
      publishedAt: '2022-03-02',
      status: 'confirmed',
      source: ACME,
    });
    given(talks, known)
      .whenRecording(rumor('2022-03-05T09:00:00Z', { publishedAt: '2022-03-04' }))
      .thenRefuses('step-back', '/status', /"agreed"/);
  });

  it('does not judge again what is later in effect', () => {
    given(talks, report('2022-03-20T09:00:00Z', 'later-talks', { status: 'in_talks' }))
      .whenRecording(
        report('2022-03-21T09:00:00Z', 'agreed', {
          publishedAt: '2022-03-10',
          status: 'confirmed',
          source: ACME,
        }),
      )
      .thenAppends('DealConfirmed');
  });
});

describe('what a report names', () => {
  it.each([
    ['a correction', { corrects: 'nobody' }, '/corrects'],
    ['a retraction', { retracts: ['talks', 'nobody'] }, '/retracts/1'],
    [
      'a denial',
      {
        statements: [
          { party: 'Acme', position: 'denied', denies: 'in_talks' },
          { party: 'Acme', position: 'denied', denies: 'nobody' },
        ],
      },
      '/statements/1/denies',
    ],
    [
      'a confirmation',
      { statements: [{ party: 'Acme', position: 'confirmed', confirms: 'nobody' }] },
      '/statements/0/confirms',
    ],
    ['itself', { corrects: 'new' }, '/corrects'],
  ])('must be an earlier report of the deal: %s', (_, says, pointer) => {
    given(talks)
      .whenRecording(report('2022-03-10T09:00:00Z', 'new', says))
      .thenRefuses('unknown-report', pointer, /has no earlier report/);
  });
});

describe('taking back', () => {
  const sorry = report('2022-03-05T09:00:00Z', 'sorry', { retracts: ['talks'] });
  const slip = report('2022-03-05T09:00:00Z', 'slip', {
    corrects: 'talks',
    clerical: true,
    status: 'in_talks',
  });

  it('is refused where the report was taken back already', () => {
    given(talks, sorry)
      .whenRecording(report('2022-03-06T09:00:00Z', 'again', { retracts: ['talks'] }))
      .thenRefuses('already-removed', '/retracts/0', /by "sorry"/);
    given(talks, sorry)
      .whenRecording(report('2022-03-06T09:00:00Z', 'again', { corrects: 'talks', status: 'rumored' }))
      .thenRefuses('already-removed', '/corrects');
    given(talks, slip)
      .whenRecording(report('2022-03-06T09:00:00Z', 'again', { retracts: ['talks'], clerical: true }))
      .thenRefuses('already-removed', '/retracts/0', /by "slip"/);
  });

  it('is accepted where one audience does not know of it yet', () => {
    const quiet = deskNote('2022-03-05T09:00:00Z', 'quiet', { retracts: ['talks'] });
    given(talks, quiet)
      .whenRecording(deskNote('2022-03-06T09:00:00Z', 'again', { retracts: ['talks'] }))
      .thenRefuses('already-removed', '/retracts/0');
    given(talks, quiet)
      .whenRecording(report('2022-03-06T09:00:00Z', 'public', { retracts: ['talks'] }))
      .thenAppends('ReportRetracted');
  });

  it('as our own typing error is accepted after the source took it back: it says more', () => {
    given(talks, sorry)
      .whenRecording(deskNote('2022-03-06T09:00:00Z', 'typo', { retracts: ['talks'], clerical: true }))
      .thenAppends('ReportRetracted');
  });

  it('by mending what the source took back is refused: that would bring it back to life', () => {
    given(talks, sorry)
      .whenRecording(report('2022-03-06T09:00:00Z', 'mended', { corrects: 'talks', clerical: true }))
      .thenRefuses('already-removed', '/corrects');
  });

  it('is accepted again once the first taking back was a typing error', () => {
    given(talks, sorry, report('2022-03-06T09:00:00Z', 'typo', { retracts: ['sorry'], clerical: true }))
      .whenRecording(report('2022-03-07T09:00:00Z', 'again', { retracts: ['talks'] }))
      .thenAppends('ReportRetracted');
  });

  it('does not take back a retraction, unless that was our own typing error', () => {
    given(talks, sorry)
      .whenRecording(report('2022-03-06T09:00:00Z', 'unsorry', { retracts: ['sorry'] }))
      .thenRefuses('retraction-of-retraction', '/retracts/0', /told again by a new report/);
    given(talks, sorry)
      .whenRecording(report('2022-03-06T09:00:00Z', 'unsorry', { retracts: ['sorry'], clerical: true }))
      .thenAppends('ReportRetracted');
    given(talks, sorry)
      .whenRecording(report('2022-03-06T09:00:00Z', 'reworded', { corrects: 'sorry', source: THE_WIRE }))
      .thenAppends('ReportCorrected');
  });
});
