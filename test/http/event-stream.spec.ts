import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { report, runService, type RunningService } from './running-service.js';
import { StreamReader } from '../feed/stream-reader.js';

let service: RunningService;
let head: number;
beforeAll(async () => {
  service = await runService();
  for (const sample of ['twitter-musk', 'zee-sony']) {
    await service.upload(await readFile(`samples/${sample}.ndjson`));
  }
  head = await service.head();
});
afterAll(() => service.close());

const padded = (position: number) => String(position).padStart(16, '0');

describe('the stream of events', () => {
  it('tells what is recorded, and then what comes', async () => {
    const reader = await StreamReader.open(`${service.url}/events/stream`);
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const recorded = await reader.take(head + 1);
    expect(recorded.map(({ id }) => id)).toEqual(recorded.map((_, place) => padded(place)));
    await service.post('/deals/alpha/reports', report('alpha'));
    const [live] = await reader.take(1);
    expect(live).toMatchObject({ id: padded(head + 1) });
    expect(JSON.parse(live!.data)).toMatchObject({ subject: 'alpha', sequence: live!.id });
    expect(reader.text.startsWith('retry: 3000\n\n')).toBe(true);
    reader.close();
    head++;
  });

  it('goes on behind the last event that a client got; the header comes before the address', async () => {
    const after = async (query: string, headers = {}) => {
      const reader = await StreamReader.open(`${service.url}/events/stream?${query}`, headers);
      const [first] = await reader.take(1);
      reader.close();
      return Number(first!.id);
    };
    expect(await after('after=4')).toBe(5);
    expect(await after('last_event_id=0000000000000007&after=4')).toBe(8);
    expect(await after('last_event_id=7', { 'last-event-id': padded(9) })).toBe(10);
    expect(await after('from=2020')).toBe(0);
  });

  it('tells only of events that pass the filters, and how far it has come', async () => {
    const reader = await StreamReader.open(`${service.url}/events/stream?deal=zee-sony`);
    const { body } = await service.get('/events?deal=zee-sony&limit=1000');
    const told = await reader.take(body.events.length);
    expect(told.map(({ data }) => JSON.parse(data))).toEqual(body.events);
    reader.close();
  });

  it.each([
    ['/events/stream?after=x', {}, 400, 'malformed-question'],
    ['/events/stream?limit=3', {}, 400, 'malformed-question'],
    ['/events/stream?after=99999', {}, 400, 'basis-not-reached'],
    ['/events/stream', { 'last-event-id': 'abc' }, 400, 'malformed-request'],
    ['/events/stream', { 'last-event-id': '99999' }, 400, 'basis-not-reached'],
    ['/events/stream', { host: 'example.com' }, 421, 'foreign-host'],
  ])('answers %s %j with a status before it opens', async (path, headers, status, rule) => {
    const refused = await StreamReader.refusal(service.url + path, headers);
    expect(refused).toMatchObject({ status, body: { type: `/problems/${rule}` } });
  });

  it('is ended by the service when that shuts down', async () => {
    const own = await runService();
    const reader = await StreamReader.open(`${own.url}/events/stream`);
    await own.post('/deals/alpha/reports', report('alpha'));
    await reader.take(1);
    await own.close();
    expect(await reader.ended).toBe('in good order');
  });

  it('is counted while it is open', async () => {
    const open = async () =>
      Number(/^knownwhen_event_streams (\d+)$/m.exec((await service.get('/metrics')).text)![1]);
    const before = await open();
    const reader = await StreamReader.open(`${service.url}/events/stream?after=${head}`);
    expect(await open()).toBe(before + 1);
    reader.close();
    while ((await open()) > before) {
      await pause(10);
    }
  });
});
