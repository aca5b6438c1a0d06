import { randomUUID } from 'node:crypto';
import { encodeEvent } from '../../src/deal/stored-event.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import type { NewEvent } from '../../src/event-store/recorded-event.js';

/** Appends events that say little and take as many bytes as told, one report each, spread over some deals. */
export async function recordMilestones(
  store: EventStore,
  count: number,
  { deals = 10, detailBytes = 100 } = {},
): Promise<void> {
  const revisions = await Promise.all(
    Array.from(
      { length: deals },
      async (_, deal) => (await store.readStream(`deal-deal-${deal}`)).length - 1,
    ),
  );
  for (let place = 0; place < count; place += deals) {
    const round = Array.from({ length: Math.min(deals, count - place) }, (_, deal) =>
      store.append(`deal-deal-${deal}`, revisions[deal]!, [milestone(`deal-${deal}`, detailBytes)]),
    );
    (await Promise.all(round)).forEach(({ revision }, deal) => (revisions[deal] = revision));
  }
}

function milestone(deal: string, detailBytes: number): NewEvent {
  const id = randomUUID();
  const { type, data } = encodeEvent({
    deal,
    reportId: id,
    index: 0,
    source: { name: 'The Wire', kind: 'press' },
    recordedBy: { type: 'user', id: 'tester' },
    claim: { type: 'MilestoneReached', kind: 'report', detail: 'x'.repeat(detailBytes) },
  });
  return { id, type, data };
}
