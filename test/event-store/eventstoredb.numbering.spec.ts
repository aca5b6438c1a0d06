import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LocalRecord } from '../../src/event-store/engines/eventstoredb/local-record.js';
import { Numbering, type ClusterEvent } from '../../src/event-store/engines/eventstoredb/numbering.js';
import { StreamNames } from '../../src/event-store/engines/eventstoredb/stream-names.js';

const NOON = Date.parse('2026-03-01T12:00:00.000Z');
let directory: string;
let local: LocalRecord;
let numbering: Numbering;
let commit = 0n;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'knownwhen-numbering-'));
  local = LocalRecord.open(join(directory, 'record-copy.db'), 'kw-');
  numbering = new Numbering(local, new StreamNames('kw-'));
});

afterEach(async () => {
  local.close();
  await rm(directory, { recursive: true });
});

function clusterEvent(streamId: string, revision: number, more: Partial<ClusterEvent> = {}): ClusterEvent {
  commit += 100n;
  return {
    streamId,
    revision: BigInt(revision),
    id: randomUUID(),
    type: 'TermsReported',
    data: {},
    created: new Date(NOON),
    position: { commit, prepare: commit },
    ...more,
  };
}

const stampedAt = (ms: number, first?: number): Partial<ClusterEvent> => ({
  created: new Date(NOON + ms),
  ...(first !== undefined && { metadata: { attempt: 'one', first } }),
});

describe('the numbering of the events in $all', () => {
  it('is dense over all deals, under the names of the record', () => {
    const { taken } = numbering.take(
      [clusterEvent('kw-a', 0), clusterEvent('kw-b', 0), clusterEvent('kw-a', 1)],
      undefined,
    );
    expect(taken.map(({ stream, revision, position }) => [stream, revision, position])).toEqual([
      ['deal-a', 0, 0],
      ['deal-b', 0, 1],
      ['deal-a', 1, 2],
    ]);
  });

  it('passes over what it has seen when a subscription resumes', () => {
    const seen = [clusterEvent('kw-a', 0), clusterEvent('kw-a', 1)];
    numbering.take(seen, undefined);
    expect(numbering.take([...seen, clusterEvent('kw-a', 2)], undefined).taken).toMatchObject([
      { position: 2 },
    ]);
  });

  it('never lets recordedAt go back, and gives an append the moment of its first event', () => {
    const { taken } = numbering.take(
      [
        clusterEvent('kw-a', 0, stampedAt(10, 0)),
        clusterEvent('kw-a', 1, stampedAt(12, 0)),
        clusterEvent('kw-b', 0, stampedAt(5, 0)),
        clusterEvent('kw-b', 1, stampedAt(15, 1)),
      ],
      undefined,
    );
    expect(taken.map(({ recordedAt }) => recordedAt - NOON)).toEqual([10, 10, 10, 15]);
  });

  it.each([
    ['a stream that begins above 0', [['kw-b', 3]], /deal-b begins at revision 3/],
    ['a gap', [['kw-a', 2]], /deal-a goes from revision 0 to 2/],
    ['a revision that comes again', [['kw-a', 0]], /deal-a goes from revision 0 to 0/],
  ] as const)('stops at %s, with the reason', (_, coming, reason) => {
    numbering.take([clusterEvent('kw-a', 0)], undefined);
    const place = { commit: commit + 1000n, prepare: commit + 1000n };
    const { taken, damage } = numbering.take(
      [clusterEvent('kw-c', 0), ...coming.map(([stream, revision]) => clusterEvent(stream, revision))],
      place,
    );
    expect(taken).toMatchObject([{ stream: 'deal-c', position: 1 }]);
    expect(damage?.message).toMatch(reason);
    expect(local.place()).toEqual(taken[0]!.place);
  });

  it('gives no position to what is kept beside the deals, and takes it once, by its stamp', () => {
    const name = 'knownwhen-beside(kw-)webhook-a';
    const seen = [clusterEvent(name, 0, stampedAt(10, 0)), clusterEvent('kw-a', 0), clusterEvent(name, 1)];
    const { taken, beside } = numbering.take(seen, undefined);
    expect(taken).toMatchObject([{ stream: 'deal-a', position: 0 }]);
    expect(beside).toMatchObject([
      { stream: 'webhook-a', revision: 0, recordedAt: NOON + 10 },
      { stream: 'webhook-a', revision: 1, recordedAt: NOON + 10 },
    ]);
    const again = numbering.take([...seen, clusterEvent(name, 2)], undefined);
    expect(again).toMatchObject({ taken: [], beside: [{ revision: 2 }] });
    expect(local.beside.stream('webhook-a', 0)).toHaveLength(3);
  });

  it('looks at all of $all again when an older version did not follow what is beside the deals', () => {
    numbering.take([clusterEvent('kw-a', 0), clusterEvent('kw-b', 0)], { commit, prepare: commit });
    local.close();
    const path = join(directory, 'record-copy.db');
    const db = new DatabaseSync(path);
    db.exec('DROP TABLE beside; PRAGMA user_version = 2');
    db.close();
    local = LocalRecord.open(path, 'kw-');
    expect(local.place()).toBeUndefined();
    expect(local.newest()).toMatchObject({ stream: 'deal-b', position: 1 });
    expect(local.beside.names('')).toEqual([]);
  });

  it.each(['kno', 'knownwhen-b', 'knownwhen-copy('])(
    'has no prefix %s, which its own streams begin with',
    (prefix) => {
      expect(() => new StreamNames(prefix)).toThrow(RangeError);
    },
  );

  it('stops at a tombstone', () => {
    numbering.take([clusterEvent('kw-a', 0)], undefined);
    const tombstone = { ...clusterEvent('kw-a', 0), type: '$streamDeleted', revision: 2n ** 63n - 1n };
    expect(numbering.take([tombstone], undefined).damage?.message).toMatch(/deal-a was deleted/);
  });
});
