import { BACKWARDS, END, START, StreamNotFoundError, type EventStoreDBClient } from '@eventstore/db-client';
import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import { appendFromMany, event, events } from '../event-store/contract.js';
import { Served } from './served.js';

const NOW = Date.parse('2026-03-01T12:00:00.123Z');
const served = new Served();
let client: EventStoreDBClient;

beforeEach(async () => {
  client = await served.open({ now: () => NOW });
});
afterEach(() => served.cleanUp());

it('shows an event with its id, bytes, type, time, revision and position', async () => {
  const first = event({ amount: '12.50', text: 'Größe 😀' }, 'TalksReported');
  await served.store.append('deal-a', NO_STREAM, [first, event()]);
  const [resolved] = await collected(client.readStream('deal-a', { maxCount: 1 }));
  expect(resolved).toEqual({
    event: {
      id: first.id,
      streamId: 'deal-a',
      revision: 0n,
      type: 'TalksReported',
      data: { amount: '12.50', text: 'Größe 😀' },
      metadata: undefined,
      isJson: true,
      created: new Date(NOW),
      position: { commit: 0n, prepare: 0n },
    },
    commitPosition: 0n,
  });
});

it.each([
  ['forwards from the start', {}, [0, 1, 2, 3, 4]],
  ['forwards from a revision on', { fromRevision: 3n }, [3, 4]],
  ['forwards, no more than asked', { fromRevision: 1n, maxCount: 2 }, [1, 2]],
  ['forwards past the end', { fromRevision: 9n }, []],
  ['forwards from the end', { fromRevision: END }, []],
  ['backwards from the end', { direction: BACKWARDS, fromRevision: END }, [4, 3, 2, 1, 0]],
  ['backwards, the last one', { direction: BACKWARDS, fromRevision: END, maxCount: 1 }, [4]],
  ['backwards from a revision on', { direction: BACKWARDS, fromRevision: 2n }, [2, 1, 0]],
  ['backwards from the start', { direction: BACKWARDS, fromRevision: START }, [0]],
] as const)('reads a stream %s', async (_, options, revisions) => {
  await served.store.append('deal-b', NO_STREAM, events(3));
  await served.store.append('deal-a', NO_STREAM, events(5));
  const read = await collected(client.readStream('deal-a', options));
  expect(read.map((resolved) => Number(resolved.event?.revision))).toEqual(revisions);
  expect(read.every((resolved) => resolved.event?.streamId === 'deal-a')).toBe(true);
});

it.each([
  ['forwards from the start', {}, [0, 1, 2, 3, 4, 5]],
  ['forwards from a position on', { fromPosition: at(4) }, [4, 5]],
  ['forwards from the first position on', { fromPosition: at(0), maxCount: 2 }, [0, 1]],
  ['forwards from the end', { fromPosition: END }, []],
  ['forwards past the end', { fromPosition: at(77) }, []],
  ['backwards from the end', { direction: BACKWARDS, fromPosition: END }, [5, 4, 3, 2, 1, 0]],
  [
    'backwards from a position, which comes after its events',
    { direction: BACKWARDS, fromPosition: at(2) },
    [1, 0],
  ],
  ['backwards, no more than asked', { direction: BACKWARDS, fromPosition: END, maxCount: 2 }, [5, 4]],
  ['backwards from the start', { direction: BACKWARDS, fromPosition: START }, []],
] as const)('reads $all %s', async (_, options, positions) => {
  await appendFromMany(served.store, 3, 1);
  const read: AllStreamResolvedEvent[] = await collected(client.readAll(options));
  expect(read.map((resolved) => Number(resolved.event?.position.commit))).toEqual(positions);
  expect(read.map((resolved) => Number(resolved.commitPosition))).toEqual(positions);
});

it('reads more than a page of $all, both ways', async () => {
  for (let batch = 0; batch < 11; batch += 1) {
    await served.store.append(`deal-${batch}`, NO_STREAM, events(101));
  }
  const forwards = await collected(client.readAll());
  const backwards = await collected(client.readAll({ direction: BACKWARDS, fromPosition: END }));
  expect(forwards.map((resolved) => Number(resolved.event?.position.commit))).toEqual([
    ...Array(1111).keys(),
  ]);
  expect(backwards.toReversed()).toEqual(forwards);
});

it('reads an empty record', async () => {
  expect(await collected(client.readAll())).toEqual([]);
  expect(await collected(client.readAll({ direction: BACKWARDS, fromPosition: END }))).toEqual([]);
});

it('says that there is no such stream, and that a stream has no metadata', async () => {
  await served.store.append('deal-a', NO_STREAM, events(1));
  await expect(collected(client.readStream('deal-b'))).rejects.toThrow(StreamNotFoundError);
  expect(await client.getStreamMetadata('deal-a')).toEqual({ streamName: 'deal-a' });
});

function at(position: number): { commit: bigint; prepare: bigint } {
  return { commit: BigInt(position), prepare: BigInt(position) };
}

async function collected<Item extends ResolvedEvent>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}
