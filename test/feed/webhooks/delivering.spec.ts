import { setTimeout as pause } from 'node:timers/promises';
import { Webhook as Verifier } from 'standardwebhooks';
import { until } from '../../until.js';
import { accepts, answers, firstArrivals, Receiver, type Behaviour } from './receiver.js';
import { WebhookService } from './webhook-service.js';

jest.setTimeout(20_000);

let service: WebhookService;
let receiver: Receiver;

beforeEach(async () => {
  [service, receiver] = await Promise.all([WebhookService.start(), Receiver.start()]);
});

afterEach(async () => {
  await service.close();
  await receiver.close();
});

const dealOf = ({ event }: { event: Record<string, unknown> }) => String(event['subject']);

/** Refuses the events of one deal as long as `refusing` says so, and takes the others. */
function refusing(deal: string, refused: Behaviour, stillSo: () => boolean = () => true): Behaviour {
  return (got, response, count) =>
    (dealOf(got) === deal && stillSo() ? refused : accepts)(got, response, count);
}

describe('a webhook', () => {
  it('is sent every event as a CloudEvent that the library of Standard Webhooks verifies', async () => {
    const { id, secret } = await service.create(receiver.url);
    await service.record('first', 'second', 'third');
    await until(() => receiver.got.length === 3);
    for (const { headers, body, event } of receiver.got) {
      expect(headers['content-type']).toBe('application/cloudevents+json');
      expect(new Verifier(secret as string).verify(body, headers)).toEqual(event);
      expect(() => new Verifier('whsec_AAAA').verify(body, headers)).toThrow('No matching signature');
      expect(event).toMatchObject({ specversion: '1.0', type: 'knownwhen.DealRumored' });
      const { events } = (await service.api.get(`/events?after=${Number(event['sequence']) - 1}&limit=1`))
        .body;
      expect(events).toEqual([event]);
    }
    const { progress } = await service.once(id, ({ progress: at }) => at.delivered === 3);
    expect(progress).toMatchObject({ upTo: 2, head: 2, lag: 0, deadLettered: 0, waiting: [] });
  });

  it('is sent what passes its filter, from where it was told to begin', async () => {
    await service.record('old', 'wanted');
    const all = await Receiver.start();
    await service.create(receiver.url, { filter: { deal: ['wanted'] }, after: -1 });
    await service.create(all.url);
    await service.record('other', 'wanted:second');
    await until(() => receiver.got.length === 2 && all.got.length === 2);
    await pause(100);
    expect(receiver.got.map(dealOf)).toEqual(['wanted', 'wanted']);
    expect(new Set(all.got.map(dealOf))).toEqual(new Set(['other', 'wanted']));
    await all.close();
  });

  it('goes on where it was when the service is started again, and when the receiver comes back', async () => {
    await service.create(receiver.url);
    await service.record('a', 'b');
    await until(() => receiver.got.length === 2);
    await receiver.down();
    await service.record('a:2', 'b:2', 'c');
    await service.down();
    await receiver.up();
    await service.up();
    await until(() => new Set(receiver.ids()).size === 5);
    expect(firstArrivals(receiver.got)).toHaveLength(5);
    expect(receiver.got).toHaveLength(5);
  });

  it('signs with old and new secret while it changes over, and shows neither again', async () => {
    const { id, secret } = await service.create(receiver.url);
    const rotated = await service.send('POST', `/webhooks/${id}/secret`, { overlapSeconds: 60 });
    expect(rotated.status).toBe(200);
    expect(Date.parse(rotated.body.oldUntil)).toBeGreaterThan(Date.now() + 50_000);
    await service.record('first');
    await until(() => receiver.got.length === 1);
    const [during] = receiver.got;
    for (const each of [secret, rotated.body.secret] as string[]) {
      expect(() => new Verifier(each).verify(during!.body, during!.headers)).not.toThrow();
    }
    expect(during!.headers['webhook-signature']!.split(' ')).toHaveLength(2);
    const last = await service.send('POST', `/webhooks/${id}/secret`, { overlapSeconds: 0 });
    await service.record('second');
    await until(() => receiver.got.length === 2);
    const after = receiver.got[1]!;
    expect(() => new Verifier(last.body.secret as string).verify(after.body, after.headers)).not.toThrow();
    expect(() => new Verifier(rotated.body.secret as string).verify(after.body, after.headers)).toThrow(
      'No matching signature',
    );
    const shown = JSON.stringify([await service.webhook(id), (await service.api.get('/webhooks')).body]);
    for (const each of [secret, rotated.body.secret, last.body.secret] as string[]) {
      expect(shown).not.toContain(each.slice('whsec_'.length));
    }
  });

  it('waits while it is paused, goes on when it is resumed, and ends when it is deleted', async () => {
    const { id } = await service.create(receiver.url);
    await service.send('POST', `/webhooks/${id}/pause`);
    expect((await service.send('POST', `/webhooks/${id}/pause`)).body.status).toBe('paused');
    await service.record('first');
    await pause(150);
    expect(receiver.got).toEqual([]);
    expect((await service.webhook(id)).progress.lag).toBe(1);
    expect((await service.send('POST', `/webhooks/${id}/resume`)).body.status).toBe('active');
    await until(() => receiver.got.length === 1);
    expect((await service.send('DELETE', `/webhooks/${id}`)).status).toBe(204);
    await service.record('second');
    await pause(150);
    expect(receiver.got).toHaveLength(1);
    expect((await service.api.get(`/webhooks/${id}`)).status).toBe(404);
    expect((await service.api.get('/webhooks')).body).toEqual({ webhooks: [] });
  });

  it('is told apart from its tests, which are tried once, whatever its status', async () => {
    const { id, secret } = await service.create(receiver.url);
    await service.send('POST', `/webhooks/${id}/pause`);
    const { body } = await service.send('POST', `/webhooks/${id}/test`);
    expect(body).toMatchObject({ delivered: true, status: 204, reason: null });
    const [got] = receiver.got;
    expect(new Verifier(secret as string).verify(got!.body, got!.headers)).toMatchObject({
      id: body.event,
      type: 'knownwhen.WebhookTested',
    });
    receiver.behaviour = answers(500);
    const failed = await service.send('POST', `/webhooks/${id}/test`);
    expect(failed.body).toMatchObject({ delivered: false, status: 500, reason: 'it answered 500' });
    await pause(150);
    expect(receiver.got).toHaveLength(2);
  });

  it('leads to its new address once that is changed, and tries at once what waits', async () => {
    const other = await Receiver.start();
    receiver.behaviour = answers(503, { 'retry-after': '3600' });
    const { id } = await service.create(receiver.url);
    await service.record('first');
    await service.once(id, ({ progress }) => progress.waiting.length === 1);
    expect((await service.send('PATCH', `/webhooks/${id}`, { url: other.url })).status).toBe(200);
    await until(() => other.got.length === 1);
    await other.close();
  });
});

describe('a receiver', () => {
  it('that fails for one deal gets that deal in order, and the others meanwhile', async () => {
    let failing = true;
    receiver.behaviour = refusing('bad', answers(500), () => failing);
    const { id } = await service.create(receiver.url);
    await service.record('bad', 'good', 'bad:2', 'good:2', 'bad:3');
    await until(() => receiver.got.filter((got) => dealOf(got) === 'good').length === 2);
    await until(() => receiver.got.filter((got) => dealOf(got) === 'bad').length === 2);
    expect(
      new Set(receiver.got.filter((got) => dealOf(got) === 'bad').map(({ event }) => event['id'])).size,
    ).toBe(1);
    failing = false;
    const { progress } = await service.once(id, ({ progress: at }) => at.delivered === 5);
    expect(progress).toMatchObject({ deadLettered: 0, waiting: [], lag: 0 });
    expect(firstArrivals(receiver.got)).toHaveLength(5);
  });

  it('that never takes an event gets it as often as scheduled; then it is a dead letter, and the next one’s turn', async () => {
    let poison = '';
    receiver.behaviour = (got, response, count) => {
      poison ||= String(got.event['id']);
      (got.event['id'] === poison ? answers(500) : accepts)(got, response, count);
    };
    const { id } = await service.create(receiver.url);
    await service.record('deal', 'deal:2');
    const webhook = await service.once(id, ({ progress: at }) => at.delivered === 1);
    expect(webhook).toMatchObject({ deadLetters: 1, progress: { deadLettered: 1, waiting: [] } });
    expect(receiver.ids().filter((each) => each === poison)).toHaveLength(4);
    const stamps = receiver.got.slice(0, 4).map(({ at }) => at);
    stamps.slice(1).forEach((at, index) => expect(at - stamps[index]!).toBeGreaterThanOrEqual(55));
    const { deadLetters } = (await service.api.get(`/webhooks/${id}/dead-letters`)).body;
    expect(deadLetters).toMatchObject([
      {
        event: poison,
        position: 0,
        deal: 'deal',
        attempts: 4,
        reason: 'it answered 500',
        redeliveredBy: null,
      },
    ]);
    receiver.behaviour = accepts;
    const replay = (await service.send('POST', `/webhooks/${id}/replays`, { event: poison })).body;
    await until(() => receiver.got.at(-1)!.headers['webhook-replay'] === replay.replay);
    expect(receiver.ids().at(-1)).toBe(poison);
    await service.once(id, ({ replays }) => replays[0].endedAt !== null);
    const again = (await service.api.get(`/webhooks/${id}/dead-letters`)).body.deadLetters;
    expect(again).toMatchObject([{ event: poison, redeliveredBy: replay.replay }]);
  });

  it('that says when to come again is left alone until then, also with other deals', async () => {
    receiver.behaviour = (got, response, count) =>
      (count === 1 ? answers(429, { 'retry-after': '1' }) : accepts)(got, response, count);
    const { id } = await service.create(receiver.url);
    await service.record('first');
    await until(() => receiver.got.length === 1);
    await service.record('second');
    await service.once(id, ({ progress: at }) => at.delivered === 2);
    const [first, ...later] = receiver.got.map(({ at }) => at);
    later.forEach((at) => expect(at - first!).toBeGreaterThanOrEqual(950));
  });

  it('that answers 410 is sent nothing more, until somebody resumes the webhook', async () => {
    receiver.behaviour = answers(410);
    const { id } = await service.create(receiver.url);
    await service.record('first');
    const disabled = await service.once(id, ({ status }) => status === 'disabled');
    expect(disabled.reason).toContain('410');
    await service.record('second');
    await pause(200);
    expect(receiver.got).toHaveLength(1);
    receiver.behaviour = accepts;
    await service.send('POST', `/webhooks/${id}/resume`);
    await until(() => receiver.got.length === 3);
    expect(
      firstArrivals(receiver.got)
        .map(({ deal }) => deal)
        .toSorted(),
    ).toEqual(['first', 'second']);
  });

  it('that redirects has failed, and nobody is redirected', async () => {
    const elsewhere = await Receiver.start();
    receiver.behaviour = answers(302, { location: elsewhere.url });
    const { id } = await service.create(receiver.url);
    await service.record('first');
    await service.once(id, ({ deadLetters }) => deadLetters === 1);
    expect(elsewhere.got).toEqual([]);
    const { deadLetters } = (await service.api.get(`/webhooks/${id}/dead-letters`)).body;
    expect(deadLetters[0].reason).toBe('it answered 302, and redirects are not followed');
    await elsewhere.close();
  });

  it('that is down, or never answers, has failed with the reason', async () => {
    const dead = await Receiver.start();
    await dead.down();
    receiver.behaviour = () => {};
    const hasty = await WebhookService.start({ timeoutMs: 300 });
    const [silent, down] = [await hasty.create(receiver.url), await hasty.create(dead.url)];
    await hasty.record('first');
    const reasonOf = async ({ id }: { id: string }): Promise<unknown> => {
      await hasty.once(id, ({ deadLetters }) => deadLetters === 1);
      return (await hasty.api.get(`/webhooks/${id}/dead-letters`)).body.deadLetters[0].reason;
    };
    expect(await reasonOf(down)).toBe('the connection was refused');
    expect(await reasonOf(silent)).toBe('there was no answer within 300 ms');
    await hasty.close();
  });

  it.each([
    ['an endless body', (send: () => boolean) => setInterval(send, 1)],
    ['a body that comes slowly', (send: () => boolean) => setInterval(send, 400)],
  ])('that answers 200 with %s has taken the event, and is cut off', async (_, repeat) => {
    let open = 0;
    receiver.behaviour = (got, response) => {
      open += 1;
      response.writeHead(200).flushHeaders();
      const timer = repeat(() => response.write('x'.repeat(4_096)));
      response.on('close', () => {
        clearInterval(timer);
        open -= 1;
      });
    };
    const { id } = await service.create(receiver.url);
    await service.record('first', 'second');
    const { progress } = await service.once(id, ({ progress: at }) => at.delivered === 2);
    expect(progress.waiting).toEqual([]);
    await until(() => open === 0);
    expect(receiver.got).toHaveLength(2);
  });

  it('that is slow keeps nobody waiting: not recording, not other webhooks', async () => {
    const quick = await Receiver.start();
    receiver.behaviour = (_, response) => void setTimeout(() => response.writeHead(204).end(), 250);
    await service.create(receiver.url);
    await service.create(quick.url);
    await service.record(...Array.from({ length: 40 }, (_, deal) => `deal-${deal}`));
    await until(() => quick.got.length === 40);
    expect(receiver.got.length).toBeLessThan(40);
    await quick.close();
  });
});

describe('a replay', () => {
  it('sends a range, or all since an instant, again: the same messages, marked, in order, by the filter', async () => {
    await service.record('a', 'b', 'a:2', 'b:2', 'a:3');
    const since = new Date().toISOString();
    await pause(5);
    await service.record('a:4');
    const { id } = await service.create(receiver.url, { filter: { deal: ['a'] }, after: -1 });
    await until(() => receiver.got.length === 4);
    const sent = receiver.got.splice(0);
    const range = await service.send('POST', `/webhooks/${id}/replays`, { from: 1, to: 4 });
    expect(range.status).toBe(202);
    expect(range.body).toMatchObject({ from: 1, to: 4, endedAt: null });
    await service.once(id, ({ replays }) => replays[0].endedAt !== null);
    const byTime = await service.send('POST', `/webhooks/${id}/replays`, { since });
    const { replays } = await service.once(id, ({ replays: all }) => all[1]?.endedAt !== null);
    expect(replays).toMatchObject([
      { replay: range.body.replay, delivered: 2, deadLettered: 0 },
      { replay: byTime.body.replay, delivered: 1, from: 5, to: 5 },
    ]);
    expect(receiver.got.map(({ headers }) => headers['webhook-replay'])).toEqual([
      range.body.replay,
      range.body.replay,
      byTime.body.replay,
    ]);
    expect(receiver.got.map(({ body }) => body)).toEqual(sent.slice(1).map(({ body }) => body));
    expect(receiver.ids()).toEqual(sent.slice(1).map(({ headers }) => headers['webhook-id']));
    expect(sent.every(({ headers }) => headers['webhook-replay'] === undefined)).toBe(true);
  });

  it('is refused where there are no such events, and goes on after a restart where it was', async () => {
    const { id } = await service.create(receiver.url);
    await service.record('a', 'b', 'c');
    await until(() => receiver.got.length === 3);
    for (const wrong of [{ from: 0, to: 3 }, { from: 2, to: 1 }, { position: 7 }]) {
      const refused = await service.send('POST', `/webhooks/${id}/replays`, wrong);
      expect([refused.status, refused.body.type]).toEqual([422, '/problems/nothing-to-replay']);
    }
    const unknown = { event: '00000000-0000-4000-8000-000000000000' };
    expect((await service.send('POST', `/webhooks/${id}/replays`, unknown)).status).toBe(404);
    await receiver.down();
    await service.send('POST', `/webhooks/${id}/replays`, { from: 0 });
    await service.down();
    await receiver.up();
    await service.up();
    const { replays } = await service.once(id, ({ replays: all }) => all[0].endedAt !== null);
    expect(replays).toMatchObject([{ delivered: 3, deadLettered: 0 }]);
  });
});

describe('what was tried', () => {
  it('is told of each attempt, and survives a restart', async () => {
    receiver.behaviour = (got, response, count) =>
      (count === 1 ? answers(500) : accepts)(got, response, count);
    const { id } = await service.create(receiver.url);
    await service.record('first');
    await service.once(id, ({ progress: at }) => at.delivered === 1);
    await service.down();
    await service.up();
    const { attempts } = (await service.api.get(`/webhooks/${id}/deliveries`)).body;
    expect(attempts).toMatchObject([
      {
        attempt: 2,
        outcome: 'delivered',
        status: 204,
        reason: null,
        deal: 'first',
        position: 0,
        replay: null,
      },
      { attempt: 1, outcome: 'failed', status: 500, reason: 'it answered 500' },
    ]);
  });
});
