import { durations, waits, type Wait } from '../../src/deal/durations.js';
import { instantOf } from '../../src/deal/instant.js';
import { statusSpells, type StatusSpell } from '../../src/deal/status-spells.js';
import type { Status } from '../../src/deal/status.js';
import { transitions } from '../../src/deal/transitions.js';
import { at, given, report, ACME } from './given.js';

const DAY_MS = 86_400_000;
const day = (n: number) => instantOf(n * DAY_MS);

/** The spells of a deal from words such as `rumored@0`; what comes after a collapse is a new episode. */
function deal(...told: string[]): StatusSpell[] {
  let episode = 1;
  return told.map((word, place) => {
    const [status, since] = word.split('@') as [Status, string];
    episode += Number(place > 0 && told[place - 1]!.startsWith('collapsed'));
    const source = place % 2 === 0 ? 'The Wire' : 'Acme';
    return {
      deal: 'd',
      episode,
      status,
      since: day(Number(since)),
      source,
      sourceKind: place % 2 === 0 ? 'press' : 'company',
    };
  });
}

describe('the spells of a deal', () => {
  const history = given(
    report('2024-01-01T00:00:00Z', 'a', { status: 'rumored' }),
    report('2024-01-05T00:00:00Z', 'b', { status: 'rumored' }),
    report('2024-01-11T00:00:00Z', 'c', { status: 'confirmed', source: ACME }),
    report('2024-02-01T00:00:00Z', 'd', { status: 'collapsed', source: ACME }),
    report('2024-03-01T00:00:00Z', 'e', { status: 'in_talks' }),
  );
  const asked = (knownAt: string) => ({
    audience: 'public' as const,
    certainty: 'certain' as const,
    basis: 99,
    knownAt: at(knownAt),
    effectiveAt: at(knownAt),
  });

  it('are its unbroken runs, each told by the source of its first claim', () => {
    const spells = statusSpells(history.recorded(), asked('2024-12-31T00:00:00Z'));
    expect(spells.map(({ status, episode, source }) => [status, episode, source])).toEqual([
      ['rumored', 1, 'The Wire'],
      ['confirmed', 1, 'Acme'],
      ['collapsed', 1, 'Acme'],
      ['in_talks', 2, 'The Wire'],
    ]);
    expect(spells[0]!.since).toBe(at('2024-01-01T00:00:00Z'));
  });

  it('are those that were known then', () => {
    expect(statusSpells(history.recorded(), asked('2024-01-10T00:00:00Z'))).toHaveLength(1);
    expect(statusSpells(history.recorded(), asked('2023-01-10T00:00:00Z'))).toEqual([]);
  });
});

describe('transitions', () => {
  const deals = [
    deal('rumored@0', 'in_talks@10', 'confirmed@30'),
    deal('rumored@0', 'confirmed@20'),
    deal('rumored@5', 'in_talks@35', 'collapsed@40', 'rumored@50'),
    deal('in_talks@0'),
  ];

  it('count what came next, what came at last, and what is open, as by hand', () => {
    expect(transitions(deals)).toEqual([
      {
        group: null,
        from: 'rumored',
        to: 'in_talks',
        spells: 4,
        open: 1,
        direct: 2,
        eventual: 2,
        medianDays: 20,
      },
      {
        group: null,
        from: 'rumored',
        to: 'confirmed',
        spells: 4,
        open: 1,
        direct: 1,
        eventual: 2,
        medianDays: 20,
      },
      {
        group: null,
        from: 'rumored',
        to: 'collapsed',
        spells: 4,
        open: 1,
        direct: 0,
        eventual: 1,
        medianDays: null,
      },
      {
        group: null,
        from: 'in_talks',
        to: 'confirmed',
        spells: 3,
        open: 1,
        direct: 1,
        eventual: 1,
        medianDays: 20,
      },
      {
        group: null,
        from: 'in_talks',
        to: 'collapsed',
        spells: 3,
        open: 1,
        direct: 1,
        eventual: 1,
        medianDays: 5,
      },
      {
        group: null,
        from: 'collapsed',
        to: 'rumored',
        spells: 1,
        open: 0,
        direct: 1,
        eventual: 1,
        medianDays: 10,
      },
    ]);
  });

  it('are told apart by who told first', () => {
    const bySource = transitions(deals, 'source');
    expect(bySource.filter(({ from }) => from === 'in_talks').map(({ group, to }) => [group, to])).toEqual([
      ['Acme', 'confirmed'],
      ['Acme', 'collapsed'],
    ]);
    expect(
      transitions(deals, 'sourceKind').every(({ group }) => group === 'press' || group === 'company'),
    ).toBe(true);
  });

  it('of no deals are none', () => {
    expect(transitions([])).toEqual([]);
  });
});

describe('waits', () => {
  const asked = { from: 'rumored', to: ['confirmed'], effectiveAt: day(100) } as const;

  it('end at the status asked for, at the collapse, or at the instant asked about', () => {
    expect(waits(deal('rumored@0', 'in_talks@10', 'confirmed@30'), asked)).toEqual([
      { group: null, days: 30, end: 'event' },
    ]);
    expect(waits(deal('rumored@0', 'in_talks@10', 'collapsed@40'), asked)).toEqual([
      { group: null, days: 40, end: 'lost' },
    ]);
    expect(waits(deal('rumored@60', 'in_talks@70'), asked)).toEqual([{ group: null, days: 40, end: 'open' }]);
    expect(waits(deal('in_talks@0', 'confirmed@1'), asked)).toEqual([]);
  });

  it('are counted once for each episode, from the first time in it', () => {
    const spells = deal('rumored@0', 'collapsed@10', 'rumored@20', 'confirmed@25');
    expect(waits(spells, { ...asked, by: 'source' })).toEqual([
      { group: 'The Wire', days: 10, end: 'lost' },
      { group: 'The Wire', days: 5, end: 'event' },
    ]);
  });

  it('are never shorter than none', () => {
    expect(waits(deal('rumored@10', 'confirmed@4'), asked)).toEqual([{ group: null, days: 0, end: 'event' }]);
  });
});

describe('the Kaplan-Meier estimate', () => {
  const wait = (days: number, end: Wait['end']): Wait => ({ group: null, days, end });

  it('is as computed by hand', () => {
    // Six waits: 6 (two events and one censored), 10 (event), 12 (censored), 20 (event).
    const [estimate] = durations([
      wait(6, 'event'),
      wait(6, 'event'),
      wait(6, 'open'),
      wait(10, 'event'),
      wait(12, 'lost'),
      wait(20, 'event'),
    ]);
    expect(estimate).toEqual({
      group: null,
      waits: 6,
      events: 4,
      open: 1,
      lost: 1,
      medianDays: 10,
      survival: [
        { days: 6, atRisk: 6, events: 2, censored: 1, survival: expect.closeTo(4 / 6) },
        { days: 10, atRisk: 3, events: 1, censored: 0, survival: expect.closeTo((4 / 6) * (2 / 3)) },
        { days: 12, atRisk: 2, events: 0, censored: 1, survival: expect.closeTo((4 / 6) * (2 / 3)) },
        { days: 20, atRisk: 1, events: 1, censored: 0, survival: 0 },
      ],
    });
  });

  it('has no median while fewer than half have ended', () => {
    expect(durations([wait(1, 'event'), wait(2, 'open'), wait(3, 'open')])[0]!.medianDays).toBeNull();
    expect(durations([])).toEqual([]);
  });
});
