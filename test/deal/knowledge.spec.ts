import { ACME, BETA, deskNote, given, report, THE_WIRE } from './given.js';

const anonymous = { name: 'The Wire', kind: 'press_anonymous' };
const filing = { name: 'Schedule 13G', kind: 'filing' };
const NEW_YORK = { zone: 'America/New_York' };
const talks = report('2022-03-01T09:00:00Z', 'talks', { status: 'in_talks' });
const agreed = report('2022-03-10T09:00:00Z', 'agreed', { status: 'confirmed', source: ACME });

const calledOff = (day: number, id: string) =>
  report(`2022-04-${10 + day}T09:00:00Z`, id, { status: 'collapsed', source: ACME });
const said = (told: string, id: string, statement: Record<string, unknown>) =>
  report(told, id, { statements: [{ party: 'Acme', ...statement }] });
const events = (asked: ReturnType<ReturnType<typeof given>['whenAsked']>) =>
  asked.answer.statements.map(({ event }) => event);
const amount = (value: string) => ({ amount: { value, qualifier: 'exact', currency: 'USD' } });

describe('a stake crossed on 14 March and disclosed on 4 April', () => {
  const stakeCrossed = report('2022-04-04T12:00:00Z', 'stake', {
    source: filing,
    effectiveAt: '2022-03-14',
    publishedAt: '2022-04-04',
    ...NEW_YORK,
    terms: { stakePct: { value: '9.2', qualifier: 'exact' } },
  });

  it('was not known before it was disclosed', () => {
    given(stakeCrossed)
      .whenAsked({ audience: 'public', knownAt: '2022-04-03' })
      .answers({ known: false, reason: 'not_published_yet', title: null, firstKnownAt: null, status: null });
  });

  it('is known of the time since it was crossed, once it was disclosed', () => {
    const disclosed = { audience: 'public', knownAt: '2022-04-05' };
    given(stakeCrossed)
      .whenAsked({ ...disclosed, effectiveAt: '2022-03-20' })
      .answers({ known: true, terms: { stakePct: { value: '9.2', qualifier: 'exact', event: 'stake#0' } } });
    expect(given(stakeCrossed).whenAsked({ ...disclosed, effectiveAt: '2022-03-13' }).answer).toMatchObject({
      known: true,
      terms: {},
    });
  });

  it('is late by the three weeks between', () => {
    const { timeline } = given(stakeCrossed).whenAsked({ audience: 'public', knownAt: '2022-04-05' });
    expect(timeline.claims[0]).toMatchObject({
      effect: { latest: '2022-03-15T03:59:59.999Z' },
      publishedAt: { value: '2022-04-04', zone: 'America/New_York' },
      recordedAt: '2022-04-04T12:00:00.000Z',
    });
  });
});

describe('a report published on a day in New York', () => {
  const ofTheDay = report('2025-12-20T00:00:00Z', 'first', {
    publishedAt: '2025-12-16',
    ...NEW_YORK,
    status: 'in_talks',
  });
  const during = { audience: 'public', knownAt: '2025-12-16T17:00:00Z' };

  it('is known for certain from the end of that day there', () => {
    given(ofTheDay)
      .whenAsked({ audience: 'public', knownAt: '2025-12-17T04:59:59.998Z' })
      .answers({ known: false, reason: 'undetermined' });
    given(ofTheDay)
      .whenAsked({ audience: 'public', knownAt: '2025-12-17T04:59:59.999Z' })
      .answers({
        known: true,
        status: { value: 'in_talks', since: '2025-12-17T04:59:59.999Z' },
        undetermined: [],
      });
  });

  it('is listed as undetermined while the day lasts, for its publication and its effect', () => {
    const day = { event: 'first#0', from: '2025-12-16T05:00:00.000Z', to: '2025-12-17T04:59:59.999Z' };
    given(ofTheDay)
      .whenAsked(during)
      .answers({
        undetermined: [
          { ...day, why: 'published' },
          { ...day, why: 'effective' },
        ],
      });
  });

  it('is possibly known from its start', () => {
    given(ofTheDay)
      .whenAsked({ ...during, certainty: 'possible' })
      .answers({
        known: true,
        firstKnownAt: '2025-12-16T05:00:00.000Z',
        status: { value: 'in_talks', since: '2025-12-16T05:00:00.000Z' },
      });
    given(ofTheDay)
      .whenAsked({ audience: 'public', knownAt: '2025-12-16T04:59:59.999Z', certainty: 'possible' })
      .answers({ known: false, reason: 'not_published_yet' });
  });

  it('is known no later than it was recorded', () => {
    given(
      report('2025-12-16T15:00:00Z', 'first', { publishedAt: '2025-12-16', ...NEW_YORK, status: 'rumored' }),
    )
      .whenAsked({ audience: 'public', knownAt: '2025-12-16T15:00:00Z' })
      .answers({ known: true, firstKnownAt: '2025-12-16T15:00:00.000Z' });
  });
});

describe('a retracted headline', () => {
  const headline = report('2022-03-01T09:00:00Z', 'headline', { status: 'collapsed' });
  const sorry = report('2022-03-02T09:00:00Z', 'sorry', { retracts: ['headline'] });

  it('stood until it was retracted', () => {
    given(headline, sorry)
      .whenAsked({ audience: 'public', knownAt: '2022-03-01' })
      .answers({ status: { value: 'collapsed' } });
    given(headline, sorry).whenAsked({ audience: 'public', knownAt: '2022-03-02' }).answers({
      known: true,
      status: null,
      title: 'Acme and Beta',
      firstKnownAt: '2022-03-01T09:00:00.000Z',
    });
  });

  it('does not come back to life when only the press is asked for', () => {
    const byCourt = report('2022-03-02T09:00:00Z', 'ruling', {
      retracts: ['headline'],
      source: { name: 'Court', kind: 'court' },
    });
    given(headline, byCourt)
      .whenAsked({ sourceKind: 'press' })
      .answers({ known: true, status: null, sources: 0 });
  });

  it('stays in the timeline, marked by what took it back', () => {
    const asked = given(headline, sorry).whenAsked();
    asked.tells('headline#0', 'sorry#0');
    expect(asked.timeline.claims[0]!.removedBy).toEqual([
      { how: 'retracted', clerical: false, reportId: 'sorry', event: 'sorry#0' },
    ]);
  });

  it('is open while the day of its retraction lasts', () => {
    const someTime = report('2022-03-09T09:00:00Z', 'sorry', {
      retracts: ['headline'],
      publishedAt: '2022-03-02',
    });
    given(headline, someTime)
      .whenAsked({ audience: 'public', knownAt: '2022-03-02T12:00:00Z' })
      .answers({
        status: { value: 'collapsed' },
        undetermined: [
          {
            event: 'headline#0',
            why: 'removed',
            from: '2022-03-02T00:00:00.000Z',
            to: '2022-03-02T23:59:59.999Z',
          },
        ],
      });
  });

  it('is open from the newest of the retractions that are open', () => {
    const month = report('2022-04-09T09:00:00Z', 'month', { retracts: ['headline'], publishedAt: '2022-03' });
    const day = report('2022-04-10T09:00:00Z', 'day', { retracts: ['headline'], publishedAt: '2022-03-05' });
    given(headline, month, day)
      .whenAsked({ audience: 'public', knownAt: '2022-03-05T12:00:00Z' })
      .answers({
        undetermined: [{ event: 'headline#0', why: 'removed', to: '2022-03-05T23:59:59.999Z' }],
      });
  });

  it('does not count for a public that was never told of its retraction', () => {
    const quiet = deskNote('2022-03-02T09:00:00Z', 'quiet', { retracts: ['headline'] });
    given(headline, quiet)
      .whenAsked({ audience: 'public' })
      .answers({ status: { value: 'collapsed' } });
    given(headline, quiet).whenAsked({ audience: 'desk' }).answers({ status: null });
  });
});

describe('a termination that the other party denies', () => {
  const off = report('2022-07-08T20:00:00Z', 'off', { status: 'collapsed', contested: true, source: ACME });
  const denial = report('2022-07-09T12:00:00Z', 'denial', {
    source: BETA,
    statements: [{ party: 'Beta', position: 'denied', denies: 'off', about: 'termination is invalid' }],
  });
  const contested = { why: 'contested', by: 'Acme', event: 'off#0', at: '2022-07-08T20:00:00.000Z' } as const;
  const denied = { why: 'denied', by: 'Beta', event: 'denial#0', at: '2022-07-09T12:00:00.000Z' } as const;

  it('is disputed, with who and when', () => {
    given(agreed, off, denial)
      .whenAsked()
      .answers({ status: { value: 'collapsed', disputed: [contested, denied] } });
  });

  it('is disputed by a denial of the status as well', () => {
    const other = {
      ...denial.report,
      statements: [{ party: 'Beta', position: 'denied', denies: 'collapsed' }],
    };
    given(agreed, off, { ...denial, report: other })
      .whenAsked()
      .answers({ status: { disputed: [contested, denied] } });
  });

  it('is not disputed by what was said before it', () => {
    const before = report('2022-07-07T12:00:00Z', 'before', {
      statements: [{ party: 'Beta', position: 'denied', denies: 'collapsed' }],
    });
    given(agreed, before, off)
      .whenAsked()
      .answers({ status: { disputed: [contested] } });
  });

  it('is not disputed any more by a party that comes round', () => {
    const settled = report('2022-07-20T12:00:00Z', 'settled', {
      statements: [{ party: 'Beta', position: 'confirmed', confirms: 'off' }],
    });
    given(agreed, off, denial, settled)
      .whenAsked()
      .answers({ status: { disputed: [contested] } });
  });

  it('is disputed still when the report denied was mended', () => {
    const mended = report('2022-07-10T12:00:00Z', 'off-mended', {
      corrects: 'off',
      clerical: true,
      publishedAt: off.at,
      status: 'collapsed',
      source: ACME,
    });
    given(agreed, off, denial, mended)
      .whenAsked()
      .answers({ status: { event: 'off-mended#1', disputed: [denied] } });
  });
});

describe('desk and public', () => {
  const note = deskNote('2022-03-05T09:00:00Z', 'note', { status: 'confirmed' });

  it('know different things at the same time', () => {
    given(talks, note)
      .whenAsked({ audience: 'desk' })
      .answers({ status: { value: 'confirmed' } });
    given(talks, note)
      .whenAsked({ audience: 'public' })
      .answers({ status: { value: 'in_talks' } });
  });

  it('say why they do not know of the deal', () => {
    given(note).whenAsked({ audience: 'public' }).answers({ known: false, reason: 'not_published_yet' });
    given(note)
      .whenAsked({ audience: 'desk', knownAt: '2022-03-05T08:59:59.999Z' })
      .answers({ known: false, reason: 'not_recorded_yet' });
    given(talks).whenAsked({ basis: '-1' }).isNotHeld();
  });

  it('learned of it at different times', () => {
    const late = report('2022-03-09T09:00:00Z', 'late', {
      publishedAt: '2022-03-01T00:00:00Z',
      status: 'rumored',
    });
    given(late).whenAsked({ audience: 'public' }).answers({ firstKnownAt: '2022-03-01T00:00:00.000Z' });
    given(late).whenAsked({ audience: 'desk' }).answers({ firstKnownAt: '2022-03-09T09:00:00.000Z' });
  });

  it('are asked what we believed then by an old basis', () => {
    const late = report('2022-03-09T09:00:00Z', 'late', {
      publishedAt: '2022-03-04T00:00:00Z',
      status: 'confirmed',
    });
    const then = { audience: 'public', knownAt: '2022-03-05' };
    given(talks, late)
      .whenAsked(then)
      .answers({ status: { value: 'confirmed' } });
    given(talks, late)
      .whenAsked({ ...then, basis: '0' })
      .answers({ status: { value: 'in_talks' }, revision: 0 });
  });
});

describe('a clerical correction', () => {
  const rival = report('2022-03-01T15:00:00Z', 'rival', { terms: { consideration: 'cash' } });
  const first = report('2022-03-01T09:00:00Z', 'first', {
    publishedAt: '2022-03-01T08:00:00Z',
    effectiveAt: '2022-02-28',
    terms: { consideration: 'stock' },
  });
  const mended = report('2022-03-08T09:00:00Z', 'mended', {
    corrects: 'first',
    clerical: true,
    publishedAt: '2022-03-01T08:00:00Z',
    effectiveAt: '2022-02-28',
    terms: { consideration: 'mixed' },
  });

  it('keeps who spoke last', () => {
    given(first, rival, mended)
      .whenAsked()
      .answers({ terms: { consideration: { value: 'cash', event: 'rival#0' } } });
    const [a, b] = [
      deskNote('2022-03-01T09:00:00Z', 'a', { terms: { consideration: 'stock' } }),
      deskNote('2022-03-02T09:00:00Z', 'b', { terms: { consideration: 'cash' } }),
    ];
    const c = deskNote('2022-03-03T09:00:00Z', 'c', {
      corrects: 'a',
      clerical: true,
      terms: { consideration: 'mixed' },
    });
    const d = deskNote('2022-03-04T09:00:00Z', 'd', {
      corrects: 'c',
      clerical: true,
      terms: { consideration: 'other' },
    });
    given(a, b, c, d)
      .whenAsked()
      .answers({ terms: { consideration: { value: 'cash', event: 'b#0' } } });
  });

  it('counts for the public from the start, and for the desk from when it was recorded', () => {
    const then = { knownAt: '2022-03-01T12:00:00Z' };
    given(first, mended)
      .whenAsked({ ...then, audience: 'public' })
      .answers({ terms: { consideration: { value: 'mixed' } } });
    given(first, mended)
      .whenAsked({ ...then, audience: 'desk' })
      .answers({ terms: { consideration: { value: 'stock' } } });
    given(first, mended)
      .whenAsked({ ...then, audience: 'public', basis: '0' })
      .answers({ terms: { consideration: { value: 'stock' } } });
  });

  it('hides the typing error from the public timeline, not from the desk', () => {
    given(first, mended).whenAsked({ audience: 'public' }).tells('mended#0', 'mended#1');
    given(first, mended).whenAsked({ audience: 'desk' }).tells('first#0', 'mended#0', 'mended#1');
  });

  it('of the only report leaves a deal that the public never knew', () => {
    const away = deskNote('2022-03-08T09:00:00Z', 'away', { retracts: ['first'], clerical: true });
    given(first, away)
      .whenAsked({ audience: 'public' })
      .answers({ known: false, reason: 'not_published_yet', title: null });
    given(first, away).whenAsked({ audience: 'desk' }).answers({ known: true, title: 'Acme and Beta' });
  });

  it('keeps the title of the report that it mends', () => {
    const untitled = { ...mended, report: { ...mended.report, title: null } };
    given(first, untitled).whenAsked({ audience: 'public' }).answers({ known: true, title: 'Acme and Beta' });
    given(first, untitled).whenAsked({ audience: 'desk' }).answers({ known: true, title: 'Acme and Beta' });
  });
});

describe('chains of corrections and retractions', () => {
  const sorry = report('2022-03-02T09:00:00Z', 'sorry', { retracts: ['talks'] });

  it('leave a source to its word: its target stays out when the remover is itself removed', () => {
    const reworded = report('2022-03-03T09:00:00Z', 'reworded', {
      corrects: 'sorry',
      milestone: { kind: 'note' },
    });
    given(talks, sorry, reworded).whenAsked().answers({ status: null });
  });

  it('undo a clerically retracted retraction whole', () => {
    const undone = deskNote('2022-03-03T09:00:00Z', 'undone', { retracts: ['sorry'], clerical: true });
    given(talks, sorry, undone)
      .whenAsked()
      .answers({ status: { value: 'in_talks' } });
    given(talks, sorry, undone).whenAsked({ knownAt: '2022-03-02' }).answers({ status: null });
    given(talks, sorry, undone)
      .whenAsked({ audience: 'public', knownAt: '2022-03-02' })
      .answers({ status: { value: 'in_talks' } });
  });

  it('carry the removals of a correction on to its clerical correction', () => {
    const better = report('2022-03-02T09:00:00Z', 'better', { corrects: 'talks', status: 'rumored' });
    const best = report('2022-03-04T09:00:00Z', 'best', {
      corrects: 'better',
      clerical: true,
      publishedAt: better.at,
      status: 'confirmed',
    });
    const asked = given(talks, better, best).whenAsked();
    asked.answers({ status: { value: 'confirmed', event: 'best#1', overruled: [] } });
    expect(asked.timeline.claims[0]!.removedBy).toEqual([
      { how: 'corrected', clerical: false, reportId: 'best', event: 'best#0' },
    ]);
  });

  it('bring a report back whose clerical correction was itself a typing error', () => {
    const slip = report('2022-03-02T09:00:00Z', 'slip', {
      corrects: 'talks',
      clerical: true,
      status: 'rumored',
    });
    const undone = deskNote('2022-03-03T09:00:00Z', 'undone', { retracts: ['slip'], clerical: true });
    given(talks, slip, undone)
      .whenAsked()
      .answers({ status: { value: 'in_talks', event: 'talks#0' } });
  });
});

describe('status', () => {
  it('starts a new episode on each departure from a collapse', () => {
    const back = report('2022-04-12T09:00:00Z', 'back', { status: 'rumored', source: anonymous });
    const again = report('2022-04-14T09:00:00Z', 'again', { status: 'in_talks' });
    given(agreed, calledOff(0, 'off'), calledOff(1, 'still-off')).whenAsked().answers({ episode: 1 });
    given(agreed, calledOff(0, 'off'), back, calledOff(3, 'off-again'), again)
      .whenAsked()
      .answers({ episode: 3, status: { value: 'in_talks', since: '2022-04-14T09:00:00.000Z' } });
  });

  it('lists what was a step back and did not move it', () => {
    const late = report('2022-03-20T09:00:00Z', 'late', {
      publishedAt: '2022-02-01',
      status: 'confirmed',
      source: ACME,
    });
    given(talks, late)
      .whenAsked()
      .answers({
        status: {
          value: 'confirmed',
          event: 'late#0',
          overruled: [
            { value: 'in_talks', by: 'The Wire', at: '2022-03-01T09:00:00.000Z', event: 'talks#0' },
          ],
        },
      });
  });

  it('is since the first claim of its run, and rests on the last', () => {
    const more = report('2022-03-05T09:00:00Z', 'more', { status: 'in_talks' });
    given(talks, more)
      .whenAsked()
      .answers({ status: { since: '2022-03-01T09:00:00.000Z', event: 'more#0' }, sources: 1 });
  });

  it('is officially confirmed by an official source or a party that stands by it', () => {
    const press = report('2022-03-10T09:00:00Z', 'press', { status: 'confirmed' });
    const word = report('2022-03-11T09:00:00Z', 'word', {
      statements: [{ party: 'Acme', position: 'confirmed', confirms: 'confirmed' }],
    });
    given(agreed).whenAsked().answers({ officiallyConfirmed: true });
    given(press).whenAsked().answers({ officiallyConfirmed: false });
    given(press, word).whenAsked().answers({ officiallyConfirmed: true });
    const withdrawn = report('2022-03-12T09:00:00Z', 'withdrawn', {
      statements: [{ party: 'Acme', position: 'denied', denies: 'confirmed' }],
    });
    given(press, word, withdrawn)
      .whenAsked()
      .answers({ officiallyConfirmed: false, status: { disputed: [{ by: 'Acme' }] } });
  });
});

describe('statements', () => {
  const denial = said('2022-03-01T09:00:00Z', 'denial', { position: 'denied', denies: 'in_talks' });
  const silence = said('2022-03-02T09:00:00Z', 'silence', { position: 'declined_to_comment' });

  it('keep a later silence beside the official word, never instead of it', () => {
    expect(events(given(denial, silence).whenAsked())).toEqual(['denial#0', 'silence#0']);
  });

  it('drop a silence that was broken', () => {
    const other = said('2022-03-03T09:00:00Z', 'other', { position: 'confirmed', confirms: 'collapsed' });
    expect(events(given(denial, silence, other).whenAsked())).toEqual(['denial#0', 'other#0']);
  });

  it('stand until the same party speaks of the same thing, under whichever name', () => {
    const named = report('2022-03-02T10:00:00Z', 'named', {
      parties: [{ name: 'Acme', roles: ['target'], aliases: ['Acme Holdings'] }],
    });
    const turned = said('2022-03-03T09:00:00Z', 'turned', {
      party: 'Acme Holdings',
      position: 'confirmed',
      confirms: 'in_talks',
    });
    expect(events(given(denial, named, turned).whenAsked())).toEqual(['turned#0']);
    expect(events(given(denial, turned).whenAsked())).toEqual(['denial#0', 'turned#0']);
  });
});

describe('terms, parties and the rest', () => {
  it('take each facet from the last claim in order of effect, not of recording', () => {
    const high = report('2022-03-05T09:00:00Z', 'high', {
      terms: { ...amount('54.20'), consideration: 'cash' },
    });
    const low = report('2022-03-06T09:00:00Z', 'low', { publishedAt: '2022-03-01', terms: amount('40') });
    given(high, low)
      .whenAsked()
      .answers({ terms: { amount: { value: '54.2', event: 'high#0' }, consideration: { value: 'cash' } } });
  });

  it('unite what is said of a party and keep the order of first naming', () => {
    const one = report('2022-03-01T09:00:00Z', 'one', {
      parties: [
        { name: 'Beta', roles: ['target'], ticker: 'BT' },
        { name: 'Acme', roles: ['acquirer'], aliases: ['ACM'] },
      ],
    });
    const two = report('2022-03-02T09:00:00Z', 'two', {
      parties: [{ name: 'Beta', roles: ['seller', 'target'], ticker: 'BTA', aliases: ['Beta AG'] }],
    });
    expect(given(one, two).whenAsked().answer.parties).toEqual([
      { name: 'Beta', roles: ['target', 'seller'], ticker: 'BTA', aliases: ['Beta AG'], event: 'two#0' },
      { name: 'Acme', roles: ['acquirer'], aliases: ['ACM'], event: 'one#1' },
    ]);
  });

  it('ask companies only for what companies said', () => {
    given(talks, agreed)
      .whenAsked({ sourceKind: 'press' })
      .answers({ status: { value: 'in_talks' }, sources: 1, asked: { sourceKind: ['press'] } });
    given({ ...talks, report: { ...talks.report, source: THE_WIRE } })
      .whenAsked({ sourceKind: 'company,regulator' })
      .answers({ known: true, title: 'Acme and Beta', status: null, sources: 0 });
  });

  it('may be cut in the middle of a report by the basis', () => {
    const both = report('2022-03-01T09:00:00Z', 'both', {
      status: 'in_talks',
      terms: { consideration: 'cash' },
    });
    expect(given(both).whenAsked({ basis: '0' }).answer.terms).toEqual({});
  });
});
