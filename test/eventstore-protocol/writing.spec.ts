import {
  ANY,
  BACKWARDS,
  END,
  jsonEvent,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  type EventStoreDBClient,
  type JSONEventData,
} from '@eventstore/db-client';
import { Served, take } from './served.js';

const served = new Served();
afterEach(() => served.cleanUp());

/* With credentials the client uses Append, without them BatchAppend. */
const calls = [
  ['Append', { credentials: { username: 'admin', password: 'changeit' } }],
  ['BatchAppend', {}],
] as const;

describe.each(calls)('%s', (_, how) => {
  it('is refused in a sentence while only reading is allowed', async () => {
    const client = await served.open();
    const refused = client.appendToStream('deal-a', reported(), { ...how });
    await expect(refused).rejects.toMatchObject({ type: 'access-denied' });
    await expect(refused).rejects.toThrow('records go through the rules');
    expect(await served.store.head()).toBe(-1);
  });

  describe('to a writable server', () => {
    let client: EventStoreDBClient;
    beforeEach(async () => {
      client = await served.open({ writable: true });
    });

    it('keeps id, type, bytes and metadata, and answers with revision and position', async () => {
      const sent = jsonEvent({ type: 'TalksReported', data: { a: 'Größe' }, metadata: { by: 'test' } });
      const appended = await client.appendToStream('deal-a', [sent, reported()], { ...how });
      expect(appended).toEqual({
        success: true,
        nextExpectedRevision: 1n,
        position: { commit: 1n, prepare: 1n },
      });
      const [stored] = await served.store.readStream('deal-a');
      expect(stored).toMatchObject({ id: sent.id, type: 'TalksReported', data: '{"a":"Größe"}' });
      const [read] = await take(1, client.readStream('deal-a'));
      expect(read?.event).toMatchObject({ id: sent.id, data: { a: 'Größe' }, metadata: { by: 'test' } });
    });

    it.each([
      ['a revision', 1n],
      ['any', ANY],
      ['an existing stream', STREAM_EXISTS],
    ] as const)('takes %s as expected', async (__, expectedRevision) => {
      await client.appendToStream('deal-a', [reported(), reported()], {
        ...how,
        expectedRevision: NO_STREAM,
      });
      const appended = await client.appendToStream('deal-a', reported(), { ...how, expectedRevision });
      expect(appended.nextExpectedRevision).toBe(2n);
    });

    it.each([
      ['no stream', NO_STREAM, 'no_stream'],
      ['an earlier revision', 0n, 0n],
      ['a later revision', 7n, 7n],
    ] as const)('refuses %s when the stream stands elsewhere', async (__, expectedRevision, expected) => {
      await client.appendToStream('deal-a', [reported(), reported()], { ...how });
      const refused = client.appendToStream('deal-a', reported(), { ...how, expectedRevision });
      await expect(refused).rejects.toThrow(WrongExpectedVersionError);
      await expect(refused).rejects.toMatchObject({
        streamName: 'deal-a',
        expectedVersion: expected,
        actualVersion: 1n,
      });
      expect(await served.store.head()).toBe(1);
    });

    it.each([
      ['a stream', STREAM_EXISTS, 'stream_exists'],
      ['a revision', 0n, 0n],
    ] as const)('refuses to expect %s where there is none', async (__, expectedRevision, expected) => {
      const refused = client.appendToStream('deal-a', reported(), { ...how, expectedRevision });
      await expect(refused).rejects.toMatchObject({ expectedVersion: expected, actualVersion: 'no_stream' });
    });

    it.each([
      ['no stream', NO_STREAM],
      ['any', ANY],
    ] as const)(
      'answers a repeated append (%s) like the first, and appends nothing',
      async (__, expectedRevision) => {
        const batch = [reported(), reported()];
        const options = { ...how, expectedRevision };
        const first = await client.appendToStream('deal-a', batch, options);
        await client.appendToStream('deal-a', reported(), { ...how });
        expect(await client.appendToStream('deal-a', batch, options)).toEqual(first);
        expect(await served.store.head()).toBe(2);
      },
    );

    it('loses none of many appends at once that expect anything', async () => {
      await Promise.all(
        Array.from({ length: 30 }, () => client.appendToStream('deal-a', reported(), { ...how })),
      );
      expect(await served.store.readStream('deal-a')).toHaveLength(30);
    });

    it('refuses more than the real server takes', async () => {
      const large = jsonEvent({ type: 'TalksReported', data: { text: 'x'.repeat(1024 * 1024) } });
      await expect(client.appendToStream('deal-a', large, { ...how })).rejects.toMatchObject({
        type: 'maximum-append-size-exceeded',
        maxAppendSize: 1024 * 1024,
      });
    });

    it('refuses to append to a stream that has a tombstone', async () => {
      await client.appendToStream('deal-a', reported(), { ...how });
      await client.tombstoneStream('deal-a');
      const refused = client.appendToStream('deal-a', reported(), { ...how });
      await expect(refused).rejects.toThrow(StreamDeletedError);
    });
  });
});

it('takes an append in several parts', async () => {
  const client = await served.open({ writable: true });
  const batch = Array.from({ length: 40 }, () => reported('x'.repeat(10_000)));
  await client.appendToStream('deal-a', batch, { batchAppendSize: 50_000 });
  expect((await served.store.readStream('deal-a')).map(({ id }) => id)).toEqual(batch.map(({ id }) => id));
});

it('refuses to delete, to set a tombstone and to write metadata while only reading is allowed', async () => {
  const client = await served.open();
  for (const refused of [
    client.deleteStream('deal-a'),
    client.tombstoneStream('deal-a'),
    client.setStreamMetadata('deal-a', { maxCount: 1 }),
  ]) {
    await expect(refused).rejects.toThrow('records go through the rules');
  }
});

describe('a writable server', () => {
  it('shows a tombstone in $all, and nothing of its stream', async () => {
    const client = await served.open({ writable: true });
    await client.appendToStream('deal-a', [reported(), reported()]);
    await client.tombstoneStream('deal-a', { expectedRevision: 1n });
    await expect(take(1, client.readStream('deal-a'))).rejects.toThrow(StreamDeletedError);
    const [last] = await take(1, client.readAll({ direction: BACKWARDS, fromPosition: END }));
    expect(last?.event).toMatchObject({
      type: '$streamDeleted',
      revision: 2n ** 63n - 1n,
      streamId: 'deal-a',
    });
  });

  it('hides what is truncated from whoever reads the stream, not from $all', async () => {
    const client = await served.open({ writable: true });
    await client.appendToStream('deal-a', [reported(), reported(), reported()]);
    await client.setStreamMetadata('deal-a', { truncateBefore: 2 });
    const left = await take(9, client.readStream('deal-a'));
    expect(left.map(({ event }) => event?.revision)).toEqual([2n]);
    expect(await take(9, client.readAll())).toHaveLength(4);
    expect((await client.getStreamMetadata('deal-a')).metadata).toMatchObject({ truncateBefore: 2 });
  });

  it('hides a deleted stream, which goes on where it was', async () => {
    const client = await served.open({ writable: true });
    await client.appendToStream('deal-a', [reported(), reported()]);
    await client.deleteStream('deal-a');
    await expect(take(1, client.readStream('deal-a'))).rejects.toThrow(StreamNotFoundError);
    await client.appendToStream('deal-a', reported());
    const left = await take(9, client.readStream('deal-a'));
    expect(left.map(({ event }) => event?.revision)).toEqual([2n]);
  });
});

function reported(text = ''): JSONEventData {
  return jsonEvent({ type: 'TalksReported', data: { text } });
}
