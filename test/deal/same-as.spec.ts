import { diff } from '../../src/deal/diff.js';
import { history } from '../../src/deal/history.js';
import type { Question } from '../../src/deal/question.js';
import { statusSpells } from '../../src/deal/status-spells.js';
import { valueHistory } from '../../src/deal/value-history.js';
import { ACME, at, deskNote, given, report, type HandedIn } from './given.js';

/** Reports about deals under other slugs than `acme-beta`; events are called `<slug>/<id>#<index>`. */
const about =
  (deal: string) =>
  (told: string, id: string, says: Record<string, unknown>): HandedIn =>
    report(told, `${deal}/${id}`, { deal, title: `Deal ${deal}`, ...says });
const omega = about('omega');
const sigma = about('sigma');

const sameAs = (name: string) => ({ related: [{ name, relation: 'same_as' }] });

const rumors = report('2022-03-01T09:00:00Z', 'rumors', { status: 'rumored' });
const talks = omega('2022-03-02T09:00:00Z', 'talks', { status: 'in_talks', title: 'Project Omega' });
const link = omega('2022-03-05T09:00:00Z', 'link', { title: null, ...sameAs('acme-beta') });

describe('two deals that a link joins', () => {
  const record = given(rumors, talks, link);

  it('are two until the link is known', () => {
    const before = { audience: 'public', knownAt: '2022-03-05T08:59:59.999Z' };
    record.whenAsked(before).answers({ deal: 'acme-beta', alsoRecordedAs: [], status: { value: 'rumored' } });
    record
      .whenAsked(before, 'omega')
      .answers({ deal: 'omega', alsoRecordedAs: [], status: { value: 'in_talks' } });
  });

  it('are one from then on, under the slug that the link names, with the claims of both', () => {
    for (const audience of ['public', 'desk']) {
      record.whenAsked({ audience, knownAt: '2022-03-05T09:00:00Z' }).answers({
        deal: 'acme-beta',
        alsoRecordedAs: ['omega'],
        title: 'Project Omega',
        status: { value: 'in_talks', event: 'omega/talks#0' },
        firstKnownAt: '2022-03-01T09:00:00.000Z',
        related: [{ name: 'acme-beta', relation: 'same_as', event: 'omega/link#0' }],
      });
    }
    record.whenAsked().tells('rumors#0', 'omega/talks#0', 'omega/link#0');
    expect(record.whenAsked().timeline.claims.map(({ deal }) => deal)).toEqual([
      'acme-beta',
      'omega',
      'omega',
    ]);
  });

  it('answer the same whichever slug is asked, which the answer tells with the newest revision of its own stream', () => {
    const { revision, asked, ...first } = record.whenAsked().answer;
    const second = record.whenAsked({}, 'omega').answer;
    expect(second).toEqual({ ...first, revision: 1, asked: { deal: 'omega', ...asked } });
    expect(revision).toBe(0);
    expect(asked).not.toHaveProperty('deal');
    expect(record.whenAsked({}, 'omega').timeline.claims).toEqual(record.whenAsked().timeline.claims);
  });

  it('are one at every instant of effect, also of those before the link', () => {
    record
      .whenAsked({ effectiveAt: '2022-03-01T09:00:00Z' }, 'omega')
      .answers({ deal: 'acme-beta', alsoRecordedAs: ['omega'], status: { value: 'rumored' } });
  });

  it('are one for those who count only some kinds of sources, whatever the source of the link', () => {
    const named = omega('2022-03-06T09:00:00Z', 'named', { source: ACME, status: 'confirmed' });
    given(rumors, talks, link, named)
      .whenAsked({ sourceKind: 'company' })
      .answers({ deal: 'acme-beta', alsoRecordedAs: ['omega'], status: { value: 'confirmed' }, sources: 1 });
  });

  it('are two for those who do not know the link', () => {
    const note = deskNote('2022-03-05T09:00:00Z', 'note', { deal: 'omega', ...sameAs('acme-beta') });
    given(rumors, talks, note)
      .whenAsked({ audience: 'public' }, 'omega')
      .answers({ deal: 'omega', alsoRecordedAs: [] });
    given(rumors, talks, note)
      .whenAsked({ audience: 'desk' }, 'omega')
      .answers({ deal: 'acme-beta', alsoRecordedAs: ['omega'] });
  });

  it('are two by a basis before the link', () => {
    record.whenAsked({ basis: '1' }, 'omega').answers({ deal: 'omega', alsoRecordedAs: [] });
    record.whenAsked({ basis: '0' }, 'omega').isNotHeld();
  });

  it('are perhaps one while the link is perhaps published', () => {
    const some = omega('2022-03-05T20:00:00Z', 'link', { publishedAt: '2022-03-05', ...sameAs('acme-beta') });
    const question = { audience: 'public', knownAt: '2022-03-05T12:00:00Z' };
    given(rumors, talks, some)
      .whenAsked({ ...question, certainty: 'certain' }, 'omega')
      .answers({ deal: 'omega', undetermined: [{ why: 'published' }, { why: 'effective' }] });
    given(rumors, talks, some)
      .whenAsked({ ...question, certainty: 'possible' }, 'omega')
      .answers({ deal: 'acme-beta' });
  });

  it('fold as one: a status is disputed, overruled and confirmed by reports under either slug', () => {
    given(
      report('2022-03-01T09:00:00Z', 'signed', { status: 'confirmed', source: ACME }),
      omega('2022-03-02T09:00:00Z', 'talks', { status: 'in_talks' }),
      omega('2022-03-03T09:00:00Z', 'denial', {
        statements: [{ party: 'Beta', position: 'denied', denies: 'confirmed' }],
      }),
      omega('2022-03-05T09:00:00Z', 'link', sameAs('acme-beta')),
    )
      .whenAsked()
      .answers({
        status: {
          value: 'confirmed',
          overruled: [{ event: 'omega/talks#0' }],
          disputed: [{ event: 'omega/denial#0', by: 'Beta' }],
        },
      });
  });

  it('keep their reports apart, though both use one reportId', () => {
    const both = (deal: string, minute: string, says: Record<string, unknown>) =>
      report(`2022-03-01T09:${minute}:00Z`, 'r1', { deal, ...says });
    const collided = given(
      both('acme-beta', '00', { status: 'rumored' }),
      both('omega', '01', { status: 'in_talks' }),
      report('2022-03-02T09:00:00Z', 'gone', { deal: 'omega', retracts: ['r1'], ...sameAs('acme-beta') }),
      report('2022-03-03T09:00:00Z', 'no', {
        statements: [{ party: 'Acme', position: 'denied', denies: 'r1' }],
      }),
    );
    const { answer, timeline } = collided.whenAsked({}, 'omega');
    expect(answer.status).toMatchObject({ value: 'rumored', disputed: [{ event: 'no#0' }] });
    const removed = timeline.claims.filter(({ removedBy }) => removedBy);
    expect(removed.map(({ deal, reportId }) => [deal, reportId])).toEqual([['omega', 'r1']]);
  });
});

describe('a link that is taken back', () => {
  it('joins no longer from when that is known', () => {
    const gone = omega('2022-03-08T09:00:00Z', 'gone', { retracts: ['omega/link'] });
    const record = given(rumors, talks, link, gone);
    record.whenAsked({ knownAt: '2022-03-08T08:59:59.999Z' }, 'omega').answers({ deal: 'acme-beta' });
    record.whenAsked({ knownAt: '2022-03-08T09:00:00Z' }, 'omega').answers({ deal: 'omega' });
    record.whenAsked({ knownAt: '2022-03-08T09:00:00Z' }).answers({ alsoRecordedAs: [] });
  });

  it('never joined for the public if it was our typing error, and joins to what it should have named', () => {
    const mended = omega('2022-03-08T09:00:00Z', 'mended', {
      corrects: 'omega/link',
      clerical: true,
      publishedAt: '2022-03-05T09:00:00Z',
      ...sameAs('sigma'),
    });
    const other = sigma('2022-03-01T10:00:00Z', 'rumors', { status: 'rumored' });
    const record = given(rumors, other, talks, link, mended);
    const then = { knownAt: '2022-03-06T00:00:00Z' };
    record.whenAsked({ ...then, audience: 'public' }, 'omega').answers({ deal: 'sigma' });
    record.whenAsked({ ...then, audience: 'desk' }, 'omega').answers({ deal: 'acme-beta' });
    record.whenAsked({ audience: 'desk' }, 'omega').answers({ deal: 'sigma', alsoRecordedAs: ['omega'] });
  });

  it('is not taken back by what else is said of the same deal', () => {
    const rival = omega('2022-03-08T09:00:00Z', 'rival', {
      related: [{ name: 'acme-beta', relation: 'rival' }],
    });
    given(rumors, talks, link, rival).whenAsked({}, 'omega').answers({ deal: 'acme-beta' });
  });
});

describe('the slug that joined deals answer under', () => {
  const beta = about('beta')('2022-03-01T07:00:00Z', 'rumors', { status: 'rumored' });
  const other = sigma('2022-03-01T08:00:00Z', 'rumors', { status: 'rumored' });
  const links = (...pairs: [from: string, to: string][]) =>
    pairs.map(([from, to], place) => {
      const told = `2022-03-05T09:00:0${place}Z`;
      return report(told, `${from}/to-${to}`, { deal: from, ...sameAs(to) });
    });
  const names = (...pairs: [from: string, to: string][]) => {
    const record = given(beta, other, rumors, talks, ...links(...pairs));
    const found = ['acme-beta', 'omega', 'sigma', 'beta'].map((slug) => record.whenAsked({}, slug).answer);
    return found.map(({ deal, alsoRecordedAs }) => [deal, ...alsoRecordedAs].join(' '));
  };

  it('is the end of a chain', () => {
    const chain = 'acme-beta omega sigma';
    expect(names(['sigma', 'omega'], ['omega', 'acme-beta'])).toEqual([chain, chain, chain, 'beta']);
  });

  it('is the one recorded first of several ends', () => {
    const fork = 'sigma acme-beta omega';
    expect(names(['omega', 'acme-beta'], ['omega', 'sigma'])).toEqual([fork, fork, fork, 'beta']);
  });

  it('is the one recorded first where all links go in circles', () => {
    const circle = 'sigma acme-beta omega';
    expect(names(['omega', 'acme-beta'], ['acme-beta', 'sigma'], ['sigma', 'omega'])).toEqual([
      circle,
      circle,
      circle,
      'beta',
    ]);
  });

  it('is none that no link names, where the others go in circles', () => {
    const circle = 'acme-beta beta omega';
    expect(names(['beta', 'omega'], ['omega', 'acme-beta'], ['acme-beta', 'omega'])).toEqual([
      circle,
      circle,
      'sigma',
      circle,
    ]);
  });

  it('is the same in whichever order the links were recorded', () => {
    const fork = 'beta acme-beta omega sigma';
    const pairs: [string, string][] = [
      ['omega', 'sigma'],
      ['omega', 'beta'],
      ['acme-beta', 'omega'],
    ];
    expect(names(...pairs)).toEqual([fork, fork, fork, fork]);
    expect(names(...pairs.toReversed())).toEqual([fork, fork, fork, fork]);
  });
});

describe('a link to a deal', () => {
  it('that has no record stands alone, and is remembered', () => {
    const record = given(rumors, talks, omega('2022-03-05T09:00:00Z', 'link', sameAs('nowhere')));
    record.whenAsked({}, 'omega').answers({
      deal: 'omega',
      alsoRecordedAs: [],
      related: [{ name: 'nowhere', relation: 'same_as' }],
    });
    record.whenAsked({}, 'nowhere').isNotHeld();
  });

  it('that has no record joins two deals no more than any other word that both hold', () => {
    const both = [omega, sigma].map((deal) => deal('2022-03-05T09:00:00Z', 'link', sameAs('nowhere')));
    given(rumors, ...both)
      .whenAsked({}, 'omega')
      .answers({ deal: 'omega', alsoRecordedAs: [] });
  });

  it('that is recorded later joins from when the audience knows of that one', () => {
    const later = sigma('2022-03-09T09:00:00Z', 'rumors', { status: 'rumored' });
    const record = given(talks, omega('2022-03-05T09:00:00Z', 'link', sameAs('sigma')), later);
    record.whenAsked({ knownAt: '2022-03-09T08:59:59.999Z' }, 'omega').answers({ deal: 'omega' });
    record.whenAsked({}, 'omega').answers({ deal: 'sigma', alsoRecordedAs: ['omega'] });
  });

  it('that the audience does not know of tells it nothing', () => {
    const secret = deskNote('2022-03-04T09:00:00Z', 's', { deal: 'sigma', status: 'confirmed' });
    const record = given(talks, secret, omega('2022-03-05T09:00:00Z', 'link', sameAs('sigma')));
    record
      .whenAsked({ audience: 'public' }, 'omega')
      .answers({ deal: 'omega', status: { value: 'in_talks' } });
    record.whenAsked({ audience: 'public' }, 'sigma').answers({ deal: 'sigma', known: false });
    record
      .whenAsked({ audience: 'desk' }, 'omega')
      .answers({ deal: 'sigma', status: { value: 'confirmed' } });
  });

  it('itself is refused', () => {
    given(talks)
      .whenRecording(omega('2022-03-05T09:00:00Z', 'link', { status: 'rumored', ...sameAs('omega') }))
      .thenRefuses('same-as-itself', '/related/0/name', /other slug/);
  });
});

describe('over time, a deal that was joined', () => {
  const record = given(rumors, talks, link);
  const all = { audience: 'desk', certainty: 'certain', basis: 99 } as const;
  const linked = '2022-03-05T09:00:00.000Z';

  it('has the history of the slug asked, which is that of the first from the link on', () => {
    const told = (slug: string) =>
      history(record.recorded(slug), 'status', all)!
        .rectangles.filter(({ effectiveTo }) => effectiveTo === null)
        .map(({ value, knownFrom, knownTo }) => [value, knownFrom, knownTo]);
    expect(told('acme-beta')).toEqual([
      ['rumored', '2022-03-01T09:00:00.000Z', linked],
      ['in_talks', linked, null],
    ]);
    expect(told('omega')).toEqual([['in_talks', '2022-03-02T09:00:00.000Z', null]]);
    expect(history(record.recorded('omega'), 'status', all)).toMatchObject({
      deal: 'acme-beta',
      asked: { deal: 'omega' },
    });
  });

  it('has its values once: those of the second slug end with the link', () => {
    const ends = (slug: string) => valueHistory(record.recorded(slug), all).map(({ knownTo }) => knownTo);
    expect(new Set(ends('omega'))).toEqual(new Set([at(linked)]));
    expect(ends('acme-beta')).toContain(null);
  });

  it('is counted once', () => {
    const now: Question = {
      ...all,
      knownAt: at('2023-01-01T00:00:00Z'),
      effectiveAt: at('2023-01-01T00:00:00Z'),
    };
    expect(statusSpells(record.recorded(), now).map(({ deal, status }) => [deal, status])).toEqual([
      ['acme-beta', 'rumored'],
      ['acme-beta', 'in_talks'],
    ]);
    expect(statusSpells(record.recorded('omega'), now)).toEqual([]);
  });

  it('differs by what is learned to be of it', () => {
    const question = (knownAt: string): Question => ({
      ...all,
      knownAt: at(knownAt),
      effectiveAt: at(knownAt),
    });
    const learned = diff(
      record.recorded(),
      question('2022-03-04T00:00:00Z'),
      question('2022-03-06T00:00:00Z'),
    )!;
    expect(learned.learned.map(({ event }) => event)).toEqual(['omega/talks#0', 'omega/link#0']);
    expect(learned.changed).toContainEqual({ field: 'alsoRecordedAs', before: [], after: ['omega'] });
    const second = diff(
      record.recorded('omega'),
      question('2022-03-04T00:00:00Z'),
      question('2022-03-06T00:00:00Z'),
    )!;
    expect(second).toMatchObject({ deal: 'acme-beta', from: {}, to: { deal: 'omega' } });
    expect(second.changed).toContainEqual({ field: 'deal', before: 'omega', after: 'acme-beta' });
  });
});
