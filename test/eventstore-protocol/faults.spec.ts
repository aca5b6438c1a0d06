import { jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { CutConnection } from '../event-store/cut-connection.js';
import { Served } from './served.js';

const served = new Served();
afterEach(() => served.cleanUp());

it('finds out by repeating what became of an append whose answer was lost', async () => {
  await served.open({ writable: true });
  const wire = await CutConnection.to(served.protocol.url);
  const client = served.connect(wire.url);
  await client.appendToStream('deal-b', jsonEvent({ type: 'TalksReported', data: {} }));
  const told = jsonEvent({ type: 'TalksReported', data: {} });
  wire.loseAnswers();
  const lost = client.appendToStream('deal-a', told, { expectedRevision: NO_STREAM });
  const outcome = Promise.allSettled([lost]);
  while ((await served.store.head()) < 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  wire.mend();
  wire.cut();
  expect(await outcome).toMatchObject([{ status: 'rejected' }]);
  const again = await client.appendToStream('deal-a', told, { expectedRevision: NO_STREAM });
  expect(again).toMatchObject({ success: true, nextExpectedRevision: 0n });
  expect(await served.store.head()).toBe(1);
  await wire.close();
});
