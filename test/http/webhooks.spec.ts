import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { answers, Receiver } from '../feed/webhooks/receiver.js';
import { WebhookService } from '../feed/webhooks/webhook-service.js';

let service: WebhookService;
let receiver: Receiver;
let id: string;

beforeAll(async () => {
  [service, receiver] = await Promise.all([WebhookService.start(), Receiver.start(answers(500))]);
  await service.record('first', 'second');
  ({ id } = await service.create(receiver.url, { description: 'ours', after: -1 }));
});
afterAll(async () => {
  await service.close();
  await receiver.close();
});

const NEW = { url: 'https://receiver.example.com/' };

describe('a request about a webhook', () => {
  it.each([
    ['POST', '/webhooks', { ...NEW, unheardOf: 1 }, '/unheardOf'],
    ['POST', '/webhooks', { ...NEW, filter: { colour: ['red'] } }, '/filter/colour'],
    ['POST', '/webhooks', {}, '/url'],
    ['POST', '/webhooks', [], ''],
    ['POST', '/webhooks', { ...NEW, filter: { type: ['DealDreamt'] } }, '/filter/type/0'],
    ['POST', '/webhooks', { ...NEW, filter: { deal: ['No Slug'] } }, '/filter/deal/0'],
    ['POST', '/webhooks', { ...NEW, filter: { party: [] } }, '/filter/party'],
    ['POST', '/webhooks', { ...NEW, after: -2 }, '/after'],
    ['POST', '/webhooks', { ...NEW, from: 'yesterday' }, '/from'],
    ['POST', '/webhooks', { ...NEW, from: '2026-01-01T00:00:00Z', after: 1 }, '/from'],
    ['PATCH', '/webhooks/ID', { status: 'active' }, '/status'],
    ['POST', '/webhooks/ID/secret', { overlapSeconds: 1e9 }, '/overlapSeconds'],
    ['POST', '/webhooks/ID/secret', { secret: 'mine' }, '/secret'],
    ['POST', '/webhooks/ID/replays', { everything: true }, '/everything'],
    ['POST', '/webhooks/ID/replays', {}, ''],
    ['POST', '/webhooks/ID/replays', { position: 1, from: 1 }, ''],
    ['POST', '/webhooks/ID/replays', { to: 1 }, ''],
  ])('%s %s of %j is refused at "%s"', async (method, path, body, pointer) => {
    const reply = await service.send(method, path.replace('ID', id), body);
    expect([reply.status, reply.body.type]).toEqual([400, '/problems/malformed-webhook']);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(reply.body.errors).toContainEqual({ pointer, detail: expect.any(String) });
  });

  it('is refused with an address that events are not sent to, new or changed', async () => {
    for (const url of [
      'http://receiver.example.com/',
      'https://127.0.0.2/',
      'https://[::ffff:7f00:1]/',
      'https://2130706434/',
    ]) {
      for (const reply of [
        await service.send('POST', '/webhooks', { url }),
        await service.send('PATCH', `/webhooks/${id}`, { url }),
      ]) {
        expect([reply.status, reply.body.type]).toEqual([422, '/problems/forbidden-receiver']);
        expect(reply.body.errors).toMatchObject([{ pointer: '/url' }]);
      }
    }
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/pause'],
    ['POST', '/resume'],
    ['POST', '/secret'],
    ['POST', '/test'],
    ['POST', '/replays'],
    ['GET', '/deliveries'],
    ['GET', '/dead-letters'],
  ])('%s /webhooks/none%s finds none', async (method, rest) => {
    const body = { PATCH: { description: 'x' }, '/replays': { position: 0 } };
    const sent = method === 'PATCH' ? body.PATCH : rest === '/replays' ? body['/replays'] : undefined;
    const reply = await service.send(method, `/webhooks/none${rest}`, sent);
    expect([reply.status, reply.body.type]).toEqual([404, '/problems/webhook-not-found']);
  });

  it('is refused with a body or a parameter where none is taken', async () => {
    for (const rest of ['/pause', '/resume', '/test']) {
      const reply = await service.send('POST', `/webhooks/${id}${rest}`, { now: true });
      expect([reply.status, reply.body.type]).toEqual([400, '/problems/malformed-request']);
    }
    expect((await service.api.get(`/webhooks/${id}?secret=1`)).body.type).toBe(
      '/problems/malformed-question',
    );
    expect((await service.send('POST', '/webhooks?dry=1', NEW)).body.type).toBe(
      '/problems/malformed-question',
    );
  });
});

it('answers as the OpenAPI document says, whatever happened', async () => {
  const document = (await service.api.get('/openapi.json')).body;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'http://localhost/openapi.json', ...document });
  const flaws = (schema: string, value: unknown): unknown => {
    const validate = ajv.compile({ $ref: `http://localhost/openapi.json#/components/schemas/${schema}` });
    return validate(value) ? null : validate.errors;
  };
  await service.once(id, ({ progress }) => progress.deadLettered === 2);
  receiver.behaviour = (_, response) => void response.writeHead(200).end();
  const replay = await service.send('POST', `/webhooks/${id}/replays`, { position: 0 });
  await service.once(id, ({ replays }) => replays[0].endedAt !== null);
  await service.record('third');
  await service.once(id, ({ progress }) => progress.delivered === 1);
  receiver.behaviour = answers(503, { 'retry-after': '100' });
  await service.record('fourth');
  await service.once(id, ({ progress }) => progress.waiting.length === 1);
  const rotated = await service.send('POST', `/webhooks/${id}/secret`);
  const at = `/webhooks/${id}`;
  const filter = { type: ['DealRumored'], party: ['Amazon'] };
  const created = await service.create('https://receiver.example.com/', { filter });
  const answered = {
    Webhook: (await service.api.get(at)).body,
    Webhooks: (await service.api.get('/webhooks')).body,
    Replay: replay.body,
    RotatedSecret: rotated.body,
    WebhookTest: (await service.send('POST', `${at}/test`)).body,
    Deliveries: (await service.api.get(`${at}/deliveries`)).body,
    DeadLetters: (await service.api.get(`${at}/dead-letters`)).body,
    CreatedWebhook: created,
  };
  for (const [schema, value] of Object.entries(answered)) {
    expect({ schema, flaws: flaws(schema, value) }).toEqual({ schema, flaws: null });
  }
  expect(answered.Webhook).toMatchObject({
    description: 'ours',
    deadLetters: 2,
    secrets: [{ until: null }, {}],
  });
});

it('tells in the metrics where each webhook stands, and nothing of one that is deleted', async () => {
  const other = await service.create('https://receiver.example.com/', {
    after: 0,
    filter: { deal: ['none'] },
  });
  await service.send('POST', `/webhooks/${other.id}/pause`);
  const { progress } = (await service.api.get(`/webhooks/${id}`)).body;
  const told = (await service.api.get('/metrics')).text;
  expect(told).toContain(`knownwhen_webhook_lag_events{webhook="${id}",status="active"} ${progress.lag}`);
  expect(told).toContain(`knownwhen_webhook_waiting_deals{webhook="${id}"} 1`);
  expect(told).toContain(`knownwhen_webhook_dead_letters{webhook="${id}"} 1`);
  expect(told).toMatch(
    new RegExp(`knownwhen_webhook_lag_events\\{webhook="${other.id}",status="paused"\\} \\d`),
  );

  await service.send('DELETE', `/webhooks/${other.id}`);
  expect((await service.api.get('/metrics')).text).not.toContain(other.id);
});
