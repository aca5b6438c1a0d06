import type { Bustle } from '../../../src/feed/pace.js';
import { DeliveryPace } from '../../../src/feed/webhooks/delivery-pace.js';

async function msFor(attempts: number, bustle: Bustle): Promise<number> {
  const pace = new DeliveryPace(() => bustle);
  const signal = new AbortController().signal;
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: attempts }, () => pace.turn(signal)));
  return performance.now() - startedAt;
}

describe('the pace of deliveries', () => {
  it('leaves time to recording while much is recorded', async () => {
    expect(await msFor(51, 'much')).toBeGreaterThanOrEqual(195);
    expect(await msFor(51, 'some')).toBeGreaterThanOrEqual(45);
  });

  it('holds nothing up when nothing is recorded, or when deliveries end', async () => {
    const pace = new DeliveryPace(() => 'idle');
    let turns = 0;
    const counted = Promise.all(
      Array.from({ length: 1_000 }, () => pace.turn(new AbortController().signal).then(() => (turns += 1))),
    );
    await Promise.resolve();
    await Promise.resolve();
    expect(turns).toBe(1_000);
    await counted;
    const slow = new DeliveryPace(() => 'much');
    const over = new AbortController();
    const waiting = Array.from({ length: 100 }, () => slow.turn(over.signal));
    over.abort();
    await Promise.all(waiting);
  });
});
