import fc from 'fast-check';
import type { FeedEvent } from '../../../src/feed/feed-event.js';
import { matches, type FeedFilter } from '../../../src/feed/feed-filter.js';
import { DeliveryPass, type DeliveredFeed, type PassWork } from '../../../src/feed/webhooks/delivery-pass.js';
import { startAfter, type PassProgress } from '../../../src/feed/webhooks/delivery-progress.js';
import { seededRandom } from '../../seeded-random.js';

const TYPES = ['TalksReported', 'TermsReported'];

function recordOf(count: number, deals: number, random: () => number): FeedEvent[] {
  return Array.from({ length: count }, (_, position) => ({
    position,
    id: `event-${position}`,
    type: TYPES[Math.floor(random() * TYPES.length)]!,
    deal: `deal-${Math.floor(random() * deals)}`,
    parties: [],
    recordedAt: 0,
    json: '{}',
  }));
}

/** A feed over a list, in pages of a few events, which ends following only when told to. */
function feedOver(events: readonly FeedEvent[], random: () => number): DeliveredFeed {
  const page = async (after: number, limit: number, filter: FeedFilter) => {
    const scanned = events.slice(after + 1, after + 2 + Math.floor(random() * 40));
    const found = scanned.filter((event) => matches(filter, event)).slice(0, limit);
    const last = found.length === limit ? found.at(-1)!.position : (scanned.at(-1)?.position ?? after);
    return { events: found, last };
  };
  return {
    page,
    at: async (position) => ({ event: events[position]! }) as Awaited<ReturnType<DeliveredFeed['at']>>,
    async *follow(after, filter, { signal }) {
      for (let last = after; !signal.aborted;) {
        const next = await page(last, 256, filter);
        if (next.last > last) {
          last = next.last;
          yield next;
        } else {
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
        }
      }
    },
  };
}

interface Run {
  readonly seed: number;
  readonly count: number;
  readonly deals: number;
  /** How likely an attempt fails. */
  readonly failing: number;
  /** How many attempts there are between two deaths. */
  readonly lives: readonly number[];
  readonly filter: FeedFilter;
}

const runs: fc.Arbitrary<Run> = fc.record({
  seed: fc.nat(),
  count: fc.integer({ min: 1, max: 300 }),
  deals: fc.integer({ min: 1, max: 140 }),
  failing: fc.constantFrom(0, 0.1, 0.5, 0.9),
  lives: fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 6 }),
  filter: fc.constantFrom<FeedFilter>({}, { types: ['TalksReported'] }),
});

/** Delivers with deaths in between, each time from progress that was kept some time before. What was accepted, in order. */
async function deliverWithDeaths({ seed, count, deals, failing, lives, filter }: Run) {
  const random = seededRandom(seed);
  const events = recordOf(count, deals, random);
  const accepted: FeedEvent[] = [];
  let kept: PassProgress = startAfter(-1);
  let mostWaiting = 0;
  for (const attemptsLeft of [...lives, Infinity]) {
    let left = attemptsLeft;
    const death = new AbortController();
    const work: PassWork = {
      feed: feedOver(events, random),
      filter: () => filter,
      now: () => 0,
      retryMs: () => 0,
      deadLetter: () => Promise.reject(new Error('nothing is given up here')),
      advanced: () => {
        mostWaiting = Math.max(mostWaiting, pass.progress.waiting.length);
        if (random() < 0.2) {
          kept = pass.progress;
        }
      },
      async send(event, _attempt, signal) {
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        left -= 1;
        if (left < 0) {
          death.abort(new Error('it died'));
          signal.throwIfAborted();
        }
        const isAccepted = left === Infinity ? random() >= Math.min(failing, 0.5) : random() >= failing;
        if (isAccepted) {
          accepted.push(event);
        }
        return { accepted: isAccepted, gone: false, durationMs: 0 };
      },
    };
    const pass: DeliveryPass = new DeliveryPass(work, kept, { to: count - 1 });
    await pass.run(death.signal).catch((error: Error) => expect(error.message).toBe('it died'));
    if (!death.signal.aborted) {
      expect(pass.progress).toMatchObject({ upTo: count - 1, waiting: [] });
    }
  }
  return { wanted: events.filter((event) => matches(filter, event)), accepted, mostWaiting };
}

it('sends nothing behind its end, also when the deal had to wait', async () => {
  const events = recordOf(3, 1, seededRandom(1));
  const tried: number[] = [];
  const work: PassWork = {
    feed: feedOver(events, () => 0.9),
    filter: () => ({}),
    now: () => 0,
    retryMs: () => 0,
    deadLetter: () => Promise.reject(new Error('nothing is given up here')),
    advanced: () => {},
    async send({ position }) {
      tried.push(position);
      return { accepted: tried.length > 1, gone: false, durationMs: 0 };
    },
  };
  await new DeliveryPass(work, startAfter(-1), { to: 1 }).run(new AbortController().signal);
  expect(tried).toEqual([0, 0, 1]);
});

describe('a pass of deliveries that fail at random and die at random', () => {
  it('passes nothing over, keeps the order of each deal, and lets no more than a bounded number of deals wait', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (run) => {
        const { wanted, accepted, mostWaiting } = await deliverWithDeaths(run);
        expect(new Set(accepted)).toEqual(new Set(wanted));
        const first = [...new Set(accepted)];
        for (const ofDeal of Map.groupBy(first, ({ deal }) => deal).values()) {
          const positions = ofDeal.map(({ position }) => position);
          expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        }
        expect(mostWaiting).toBeLessThan(110);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('sends nothing twice as long as it lives', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (run) => {
        const { accepted, wanted } = await deliverWithDeaths({ ...run, lives: [] });
        expect(accepted).toHaveLength(wanted.length);
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});
