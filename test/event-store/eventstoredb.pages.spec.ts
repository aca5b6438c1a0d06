import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { AllStreamSubscription } from '@eventstore/db-client';
import type { ClusterEvent } from '../../src/event-store/engines/eventstoredb/numbering.js';
import { SubscriptionPages } from '../../src/event-store/engines/eventstoredb/subscription-pages.js';

/** What the server sends, as the client hands it over: whenever it comes. */
class Sent extends Readable {
  constructor() {
    super({ objectMode: true, read: () => {}, highWaterMark: 10_000 });
  }
}

let sent: Sent;
let pages: SubscriptionPages;
let commit = 0n;

beforeEach(() => {
  sent = new Sent();
  pages = new SubscriptionPages(sent as unknown as AllStreamSubscription);
});
afterEach(() => sent.destroy());

/** The events of one append to a stream, from a revision on. */
function append(streamId: string, first: number, count: number, marksLast = true): ClusterEvent[] {
  const last = first + count - 1;
  return Array.from({ length: count }, (_, index) => {
    commit += 100n;
    return {
      streamId,
      revision: BigInt(first + index),
      id: randomUUID(),
      type: 'TermsReported',
      data: {},
      metadata: { attempt: `${streamId} ${first}`, first, ...(marksLast && { last }) },
      created: new Date(0),
      position: { commit, prepare: commit },
    };
  });
}

function send(events: readonly ClusterEvent[]): void {
  events.forEach((event) => sent.push({ event }));
}

async function nextIds(): Promise<string[]> {
  return (await pages.next()).events.map(({ id }) => id);
}

const ids = (events: readonly ClusterEvent[]) => events.map(({ id }) => id);

describe('the pages of a subscription', () => {
  it('hold appends whole, however these come', async () => {
    const [one, two, three] = [append('deal-a', 0, 3), append('deal-b', 0, 3), append('deal-a', 3, 1)];
    send([...one, ...two.slice(0, 2)]);
    expect(await nextIds()).toEqual(ids(one));
    const next = nextIds();
    send(two.slice(2));
    expect(await next).toEqual(ids(two));
    send(three);
    expect(await nextIds()).toEqual(ids(three));
  });

  it('hold one whole that is longer than a page', async () => {
    const [one, long] = [append('deal-a', 0, 499), append('deal-b', 0, 1_200)];
    send([...one, ...long.slice(0, 700)]);
    expect(await nextIds()).toEqual(ids(one));
    const next = nextIds();
    send(long.slice(700, 900));
    send(long.slice(900));
    expect(await next).toEqual(ids(long));
  });

  it('do not keep a place behind an append that has not come whole', async () => {
    const [one, two] = [append('deal-a', 0, 1), append('deal-b', 0, 2)];
    send([...one, two[0]!]);
    pages.checkpointReached({ commit: 1_000_000n, prepare: 1_000_000n });
    sent.emit('caughtUp');
    expect(await pages.next()).toMatchObject({ checkpoint: undefined, caughtUp: false });
    send(two.slice(1));
    expect(await pages.next()).toMatchObject({ checkpoint: { commit: 1_000_000n }, caughtUp: true });
  });

  it('do not wait for more of an append that does not say where it ends, nor of a foreign event', async () => {
    const old = append('deal-a', 0, 3, false);
    send(old.slice(0, 2));
    expect(await nextIds()).toEqual(ids(old.slice(0, 2)));
    const foreign = { ...append('deal-b', 0, 1)[0]!, metadata: undefined };
    send([old[2]!, foreign]);
    expect(await nextIds()).toEqual(ids([old[2]!, foreign]));
  });

  it('leave what came of an append when the subscription ends to the next one', async () => {
    const [one, two] = [append('deal-a', 0, 1), append('deal-b', 0, 2)];
    send([...one, two[0]!]);
    pages.end(new Error('cut'));
    expect(await nextIds()).toEqual(ids(one));
    await expect(pages.next()).rejects.toThrow('cut');
  });
});
