import * as fc from 'fast-check';
import { canonicalJson, type Json } from '../../src/deal/canonical-json.js';
import type { DealEvent } from '../../src/deal/claim.js';
import { decodeEvent, encodeEvent, type StoredEvent } from '../../src/deal/stored-event.js';
import { currentVersions } from '../../src/deal/upcast.js';
import { given, report } from './given.js';
import { decoded, world } from './history.js';

const [signed] = given(
  report('2022-03-01T09:00:00Z', 'signed', {
    publishedAt: '2022-03-01',
    receivedAt: '2022-03-01T08:00:00Z',
    milestone: { kind: 'signed' },
  }),
).stored;

function changed(change: Record<string, unknown>, type = 'MilestoneReached'): StoredEvent {
  const data = JSON.parse(signed!.data) as Record<string, unknown>;
  return { ...signed!, type, data: JSON.stringify({ ...data, ...change }) };
}

describe('a stored event', () => {
  it('is read as it was written, and written again the same', () => {
    fc.assert(
      fc.property(world, ({ deals }) => {
        for (const stored of [...deals.values()].flat()) {
          const [{ id, position, revision, recordedAt, ...draft }] = decoded([stored]) as [DealEvent];
          expect(encodeEvent(draft)).toEqual({ type: stored.type, data: stored.data });
          expect({ id, position, revision, recordedAt }).toEqual({
            id: stored.id,
            position: stored.position,
            revision: stored.revision,
            recordedAt: stored.recordedAt,
          });
          expect(canonicalJson(JSON.parse(stored.data) as Json)).toBe(stored.data);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has the form that is the storage format', () => {
    expect(signed).toEqual({
      id: 'signed#0',
      type: 'MilestoneReached',
      position: 0,
      revision: 0,
      recordedAt: Date.parse('2022-03-01T09:00:00Z'),
      data:
        '{"claim":{"kind":"signed"},"deal":"acme-beta","index":0,' +
        '"publishedAt":{"earliest":"2022-03-01T00:00:00.000Z","latest":"2022-03-01T23:59:59.999Z","value":"2022-03-01","zone":"UTC"},' +
        '"receivedAt":{"earliest":"2022-03-01T08:00:00.000Z","latest":"2022-03-01T08:00:00.000Z","value":"2022-03-01T08:00:00Z","zone":"UTC"},' +
        '"recordedBy":{"id":"tester","type":"user"},"reportId":"signed","schemaVersion":2,' +
        '"source":{"kind":"press","name":"The Wire"},"title":"Acme and Beta"}',
    });
  });

  it('keeps the instants that were stored, whatever the zone tables say today', () => {
    const publishedAt = {
      value: '2022-03-01',
      zone: 'Europe/Atlantis',
      earliest: '2022-03-01T07:00:00.000Z',
      latest: '2022-03-02T07:59:59.999Z',
    };
    expect(decodeEvent(changed({ publishedAt }))).toMatchObject({
      ok: true,
      value: { publishedAt: { earliest: Date.parse('2022-03-01T07:00:00Z') } },
    });
  });

  it('of MilestoneReached in schema version 1 is read as of version 2', () => {
    const old = decodeEvent(changed({ schemaVersion: 1, claim: 'signed' }));
    expect(old).toEqual(decodeEvent(signed!));
    expect(old).toMatchObject({ ok: true, value: { claim: { type: 'MilestoneReached', kind: 'signed' } } });
  });

  it.each([
    [0, 'MilestoneReached'],
    [3, 'MilestoneReached'],
    ['2', 'MilestoneReached'],
    [null, 'MilestoneReached'],
    [1.5, 'MilestoneReached'],
    [2, 'DealRumored'],
  ])('of schema version %p of %s is said to be unknown', (schemaVersion, type) => {
    const read = decodeEvent(changed({ schemaVersion }, type));
    expect(read).toMatchObject({ ok: false, detail: expect.stringMatching(/schemaVersion/) as string });
  });

  it.each(['DealMerged', '', 'constructor', '__proto__', 'toString', 'dealRumored'])(
    'of type %j is said to be unknown',
    (type) => {
      const read = decodeEvent(changed({}, type));
      expect(read).toMatchObject({ ok: false, detail: expect.stringMatching(/type/) as string });
    },
  );

  it.each(['', '{', 'null', '[]', '"text"', '1', 'NaN', '{"claim":'])(
    'is said to be malformed: %j',
    (data) => {
      expect(decodeEvent({ ...signed!, data })).toMatchObject({ ok: false });
    },
  );

  it.each([
    ['deal', 1],
    ['reportId', null],
    ['source', { name: 'The Wire' }],
    ['source', 'The Wire'],
    ['recordedBy', 'tester'],
    ['index', '0'],
    ['claim', null],
    ['claim', []],
    ['publishedAt', '2022-03-01'],
    ['publishedAt', null],
    ['publishedAt', { value: '2022', zone: 'UTC', earliest: 'x', latest: '2022-01-01T00:00:00.000Z' }],
    ['effectiveAt', { value: '2022', zone: 'UTC', earliest: '2022-01-01T00:00:00.000Z' }],
    [
      'effectiveAt',
      {
        value: '2022',
        zone: 'UTC',
        earliest: '2022-01-02T00:00:00.000Z',
        latest: '2022-01-01T00:00:00.000Z',
      },
    ],
    ['receivedAt', { value: '2022', zone: 'UTC', earliest: 'x', latest: 'y' }],
  ])('is said to be malformed where %s is %j', (member, value) => {
    const read = decodeEvent(changed({ [member]: value }));
    const said = new RegExp(`its (${member}|time) is not as`);
    expect(read).toMatchObject({ ok: false, detail: expect.stringMatching(said) as string });
  });

  it('has a current version for every type that is written', () => {
    expect(Object.keys(currentVersions).length).toBe(13);
  });
});
