import {
  END,
  eventTypeFilter,
  START,
  streamNameFilter,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  type Position,
  type StreamSubscription,
} from '@eventstore/db-client';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import { event, events } from '../event-store/contract.js';
import { until } from '../until.js';
import { Served, take } from './served.js';

const served = new Served();
let client: EventStoreDBClient;

beforeEach(async () => {
  client = await served.open();
});
afterEach(() => served.cleanUp());

describe('a subscription to $all', () => {
  it('gives what is recorded, says that it has caught up, and gives what is appended then', async () => {
    await served.store.append('deal-a', NO_STREAM, events(3));
    const subscription = client.subscribeToAll();
    const story = told(subscription);
    const seen = await take(
      3,
      subscription.on('caughtUp', () => void appendLive()),
    );
    async function appendLive(): Promise<void> {
      await served.store.append('deal-b', NO_STREAM, events(1));
    }
    expect(seen.map(positionOf)).toEqual([0, 1, 2]);
    expect(story).toEqual(['confirmation']);
    expect(subscription.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('goes on live', async () => {
    await served.store.append('deal-a', NO_STREAM, events(3));
    const subscription = client.subscribeToAll();
    const story = told(subscription, 'positions');
    await until(() => story.includes('caughtUp'));
    await served.store.append('deal-b', NO_STREAM, events(1));
    await served.store.append('deal-a', 2, events(1));
    await until(() => story.includes(4));
    expect(story).toEqual(['confirmation', 0, 1, 2, 'caughtUp', 3, 4]);
  });

  it.each([
    ['after a position', { commit: 1n, prepare: 1n }, [2, 'caughtUp', 3]],
    ['after the first', { commit: 0n, prepare: 0n }, [1, 2, 'caughtUp', 3]],
    ['from the end', END, ['caughtUp', 3]],
    ['from the start', START, [0, 1, 2, 'caughtUp', 3]],
  ] as const)('begins %s', async (_, fromPosition, expected) => {
    await served.store.append('deal-a', NO_STREAM, events(3));
    const story = told(client.subscribeToAll({ fromPosition }), 'positions');
    await until(() => story.includes('caughtUp'));
    await served.store.append('deal-b', NO_STREAM, events(1));
    await until(() => story.includes(3));
    expect(story).toEqual(['confirmation', ...expected]);
  });

  it('catches up at once with an empty record', async () => {
    const story = told(client.subscribeToAll(), 'positions');
    await until(() => story.includes('caughtUp'));
    await served.store.append('deal-b', NO_STREAM, events(1));
    await until(() => story.includes(0));
    expect(story).toEqual(['confirmation', 'caughtUp', 0]);
  });

  it.each([
    ['stream names by prefix', streamNameFilter({ prefixes: ['deal-b', 'other-'] }), [1, 3]],
    ['stream names by pattern', streamNameFilter({ regex: '^deal-[ac]$' }), [0, 2]],
    ['types by prefix', eventTypeFilter({ prefixes: ['Talks'] }), [0, 3]],
    ['types by pattern', eventTypeFilter({ regex: 'Reported$' }), [0, 1, 3]],
  ])('filters %s', async (_, filter, positions) => {
    await served.store.append('deal-a', NO_STREAM, [event({}, 'TalksReported')]);
    await served.store.append('deal-b', NO_STREAM, [event({}, 'TermsReported')]);
    await served.store.append('deal-c', NO_STREAM, [event({}, 'StatementMade')]);
    await served.store.append('other-b', NO_STREAM, [event({}, 'TalksReported')]);
    const story = told(client.subscribeToAll({ filter }), 'positions');
    await until(() => story.includes('caughtUp'));
    expect(story).toEqual(['confirmation', ...positions, 'caughtUp']);
  });

  it('tells how far it has looked as often as asked, while nothing matches too, and when it has caught up', async () => {
    await served.store.append('deal-a', NO_STREAM, events(50));
    const checkpoints: number[] = [];
    const filter = streamNameFilter({
      prefixes: ['deal-b'],
      maxSearchWindow: 4,
      checkpointInterval: 5,
      checkpointReached: async (_subscription: AllStreamSubscription, position: Position) => {
        checkpoints.push(Number(position.commit));
      },
    });
    const story = told(client.subscribeToAll({ filter }), 'positions');
    await until(() => story.includes('caughtUp'));
    expect(checkpoints).toEqual([19, 39, 49]);
    await served.store.append('deal-a', 49, events(25));
    await until(() => checkpoints.length === 4);
    expect(checkpoints.at(-1)).toBe(69);
  });

  it('refuses a filter that it cannot read', async () => {
    const filter = eventTypeFilter({ regex: '(' });
    await expect(take(1, client.subscribeToAll({ filter }))).rejects.toMatchObject({ code: 3 });
  });
});

describe('a subscription to a stream', () => {
  it.each([
    ['from the start', START, [0, 1, 2, 'caughtUp', 3]],
    ['after a revision', 1n, [2, 'caughtUp', 3]],
    ['from the end', END, ['caughtUp', 3]],
  ] as const)('begins %s and goes on live with this stream only', async (_, fromRevision, expected) => {
    await served.store.append('deal-b', NO_STREAM, events(2));
    await served.store.append('deal-a', NO_STREAM, events(3));
    const story = told(client.subscribeToStream('deal-a', { fromRevision }), 'revisions');
    await until(() => story.includes('caughtUp'));
    await served.store.append('deal-b', 1, events(1));
    await served.store.append('deal-a', 2, events(1));
    await until(() => story.includes(3));
    expect(story).toEqual(['confirmation', ...expected]);
  });

  it('waits for a stream that is not there yet', async () => {
    const story = told(client.subscribeToStream('deal-a'), 'revisions');
    await until(() => story.includes('caughtUp'));
    await served.store.append('deal-a', NO_STREAM, events(2));
    await until(() => story.includes(1));
    expect(story).toEqual(['confirmation', 'caughtUp', 0, 1]);
  });
});

it('gives a slow subscriber everything, while it reads no further than the subscriber takes', async () => {
  const large = (): ReturnType<typeof event> => event({ text: 'x'.repeat(20_000) });
  for (let batch = 0; batch < 20; batch += 1) {
    await served.store.append(`deal-${batch}`, NO_STREAM, Array.from({ length: 100 }, large));
  }
  let pagesRead = 0;
  const readAll = served.store.readAll.bind(served.store);
  jest.spyOn(served.store, 'readAll').mockImplementation((...asked) => {
    pagesRead += 1;
    return readAll(...asked);
  });
  const slow = client.subscribeToAll()[Symbol.asyncIterator]();
  await slow.next();
  const readBefore = await steady(() => pagesRead);
  expect(readBefore).toBeLessThan(4);
  const rest = await take(1999, { [Symbol.asyncIterator]: () => slow });
  expect(rest.map(positionOf)).toEqual(Array.from({ length: 1999 }, (_, index) => index + 1));
});

it('follows the record no longer for a subscriber that left', async () => {
  await served.store.append('deal-a', NO_STREAM, events(1));
  let following = 0;
  const follow = served.store.follow.bind(served.store);
  jest.spyOn(served.store, 'follow').mockImplementation(async function* (...asked) {
    following += 1;
    yield* follow(...asked);
    following -= 1;
  });
  const subscriptions = Array.from({ length: 100 }, () => client.subscribeToAll());
  const stories = subscriptions.map((subscription) => told(subscription, 'positions'));
  await until(() => stories.every((story) => story.includes('caughtUp')));
  expect(following).toBe(100);
  await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
  await until(() => following === 0);
});

function positionOf(resolved: AllStreamResolvedEvent): number {
  return Number(resolved.event?.position.commit);
}

/** What a subscription tells, as it comes: its signals, and of its events their positions, or revisions in a stream. */
function told(
  subscription: AllStreamSubscription | StreamSubscription,
  shown: 'none' | 'positions' | 'revisions' = 'none',
): unknown[] {
  const story: unknown[] = [];
  subscription.on('confirmation', () => story.push('confirmation'));
  if (shown !== 'none') {
    (subscription as AllStreamSubscription).on('data', ({ event: seen }) => {
      story.push(Number(shown === 'revisions' ? seen?.revision : seen?.position.commit));
    });
    subscription.on('caughtUp', () => setImmediate(() => story.push('caughtUp')));
  }
  return story;
}

/** A number once it has stayed the same for a while. */
async function steady(read: () => number): Promise<number> {
  for (let last = -1; ;) {
    if (last === read()) {
      return last;
    }
    last = read();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
