import { randomUUID } from 'node:crypto';
import { Feed } from '../../src/feed/feed.js';
import { PublicAddress } from '../../src/feed/public-address.js';
import { TemporaryRecord } from '../projections/record.js';
import { SAMPLES } from '../samples.js';
import { seededRandom } from '../seeded-random.js';
import { recordMilestones } from './recorded-milestones.js';

let record: TemporaryRecord;
beforeAll(async () => {
  record = await TemporaryRecord.open();
  for (const { text } of SAMPLES) {
    const reports = text.trim().split('\n');
    await record.record(...reports.map((line) => JSON.parse(line) as object));
  }
});
afterAll(() => record.remove());

const newFeed = () => new Feed(record.store, new PublicAddress('https://deals.example.com', ''));

async function everything(feed: Feed): Promise<string[]> {
  const told: string[] = [];
  for (let last = -1; ;) {
    const page = await feed.page(last, 100, {});
    if (page.last === last) {
      return told;
    }
    told.push(...page.events.map(({ json }) => json));
    last = page.last;
  }
}

describe('the feed', () => {
  it('says the same of an event in whatever order events are read', async () => {
    const inOrder = await everything(newFeed());
    const feed = newFeed();
    const random = seededRandom(7);
    for (let time = 0; time < 300; time++) {
      const position = Math.floor(random() * inOrder.length);
      const { events } = await feed.page(position - 1, 1 + Math.floor(random() * 5), {});
      expect(events[0]!.json).toBe(inOrder[position]);
    }
    expect(await everything(feed)).toEqual(inOrder);
  });

  it('says the same whether a reader was there when an event was recorded or came later', async () => {
    const feed = newFeed();
    const stop = new AbortController();
    const after = await feed.head();
    const live: string[] = [];
    const following = (async () => {
      for await (const { events } of feed.follow(after, {}, { signal: stop.signal })) {
        live.push(...events.map(({ json }) => json));
      }
    })();
    await recordMilestones(record.store, 60, { deals: 3 });
    await record.record({
      deal: 'deal-0',
      title: 'Zero',
      source: { name: 'The Wire', kind: 'press' },
      status: 'in_talks',
      parties: [{ name: 'Ajax', roles: ['target'] }],
    });
    while (live.length < 62) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    stop.abort();
    await following;
    expect(live).toEqual((await everything(newFeed())).slice(after + 1));
  });

  it('tells those who follow a party of the whole report that names it first', async () => {
    const after = await record.store.head();
    await record.record({
      deal: 'newly-named',
      title: 'New',
      source: { name: 'The Wire', kind: 'press' },
      status: 'rumored',
      parties: [{ name: 'Bolt & Sons', roles: ['target'], aliases: ['BOLT'] }],
    });
    for (const feed of [newFeed(), newFeed()]) {
      const { events } = await feed.page(after, 10, { parties: ['bolt'] });
      expect(events.map(({ type }) => type)).toEqual(['DealRumored', 'PartyNamed']);
    }
  });

  it('brings old events up to date, and keeps them as they were', async () => {
    const old = {
      claim: 'signing',
      deal: 'old-times',
      index: 0,
      recordedBy: { id: 'tester', type: 'user' },
      reportId: 'old',
      schemaVersion: 1,
      source: { kind: 'press', name: 'The Wire' },
    };
    const data = JSON.stringify(old);
    const { position } = await record.store.append('deal-old-times', -1, [
      { id: randomUUID(), type: 'MilestoneReached', data },
    ]);
    const told = await newFeed().at(position);
    expect(told!.stored.data).toBe(data);
    expect(JSON.parse(told!.event.json)).toMatchObject({
      dataschema: 'https://deals.example.com/schemas/MilestoneReached.v2.json',
      source: 'https://deals.example.com',
      data: { ...old, claim: { kind: 'signing' }, schemaVersion: 2, position, revision: 0 },
    });
  });

  it('finds where to begin at an instant', async () => {
    const feed = newFeed();
    const stamps = (await record.store.readAll(0, 10_000)).map(({ recordedAt }) => recordedAt);
    for (const at of [0, stamps[0]!, stamps[40]!, stamps[40]! + 1, stamps.at(-1)!, stamps.at(-1)! + 1]) {
      const first = stamps.findIndex((stamp) => stamp >= at);
      expect(await feed.before(at)).toBe(first < 0 ? stamps.length - 1 : first - 1);
    }
  });
});
