import { readFile } from 'node:fs/promises';
import { report, runService, type RunningService } from './running-service.js';

let service: RunningService;
let head: number;
beforeAll(async () => {
  service = await runService();
  for (const sample of ['twitter-musk', 'google-apple-erroneous', 'zee-sony']) {
    await service.upload(await readFile(`samples/${sample}.ndjson`));
  }
  head = await service.head();
});
afterAll(() => service.close());

const positions = (events: { data: { position: number } }[]) => events.map(({ data }) => data.position);
const upTo = (last: number, from = 0) => Array.from({ length: last - from + 1 }, (_, place) => from + place);

function withoutFeedMembers({ effect: _, position: __, revision: ___, ...kept }: any): unknown {
  return kept;
}

async function everyEvent(query = ''): Promise<any[]> {
  const { text } = await service.get(`/events?${query}`, { accept: 'application/x-ndjson' });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('the feed', () => {
  it('gives every event in order, page by page, each page leading to the next', async () => {
    const seen: number[] = [];
    for (let path = '/events?limit=50'; seen.length <= head;) {
      const { body, headers } = await service.get(path);
      seen.push(...positions(body.events));
      expect(body.last).toBe(seen.at(-1));
      path = /<([^>]+)>; rel="next"/.exec(headers.get('link')!)![1]!;
    }
    expect(seen).toEqual(upTo(head));
    expect((await service.get(`/events?after=${head}`)).body).toEqual({ events: [], last: head });
  });

  it('gives CloudEvents that say what each did to its deal', async () => {
    const { body } = await service.get('/events?limit=1');
    expect(body.events[0]).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source: expect.stringMatching(/^urn:knownwhen:record:[0-9a-f]{64}$/),
      type: expect.stringMatching(/^knownwhen\.[A-Z]/),
      subject: 'twitter-musk',
      time: expect.stringMatching(/Z$/),
      datacontenttype: 'application/json',
      dataschema: expect.stringMatching(new RegExp(`^${service.url}/schemas/\\w+\\.v\\d\\.json$`)),
      recordedtime: expect.stringMatching(/Z$/),
      sequence: '0000000000000000',
      correlationid: body.events[0].data.reportId,
      data: expect.objectContaining({
        deal: 'twitter-musk',
        position: 0,
        revision: 0,
        effect: { statusBefore: null, statusAfter: null, episodeBefore: 1, episodeAfter: 1 },
      }),
    });
  });

  it('tells the status that the deal itself answers at that position', async () => {
    for (const { subject, data } of await everyEvent()) {
      const { body } = await service.get(`/deals/${subject}?basis=${data.position}`);
      expect({ position: data.position, ...data.effect }).toMatchObject({
        position: data.position,
        statusAfter: body.status?.value ?? null,
        episodeAfter: body.episode,
      });
    }
  });

  it('never tells of a time that comes after its recording', async () => {
    for (const { time, recordedtime } of await everyEvent()) {
      expect(Date.parse(time)).toBeLessThanOrEqual(Date.parse(recordedtime));
    }
  });

  it('is given as lines, and as a batch to those who ask for one', async () => {
    const lines = await service.get('/events', { accept: 'application/jsonl' });
    expect(lines.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    expect(lines.text.endsWith('\n')).toBe(true);
    expect(positions(await everyEvent())).toEqual(upTo(head));
    const batch = await service.get('/events?limit=3', { accept: 'application/cloudevents-batch+json' });
    expect(batch.headers.get('content-type')).toMatch(/^application\/cloudevents-batch\+json/);
    expect(positions(batch.body)).toEqual([0, 1, 2]);
    const anything = await service.get('/events?limit=3', { accept: '*/*' });
    expect(anything.headers.get('content-type')).toMatch(/^application\/json/);
    expect((await service.get('/events', { accept: 'text/html' })).status).toBe(406);
  });

  it('is filtered by type, deal and party, and gets on where nothing passes', async () => {
    const all = await everyEvent();
    const talks = all.filter(({ type }) => /TalksReported|DealConfirmed/.test(type));
    expect(await everyEvent('type=TalksReported,knownwhen.DealConfirmed')).toEqual(talks);
    expect(await everyEvent('type=TalksReported&type=DealConfirmed')).toEqual(talks);
    const zee = all.filter(({ subject }) => subject === 'zee-sony');
    expect(await everyEvent('deal=zee-sony')).toEqual(zee);
    expect((await service.get('/events?deal=zee-sony,no-such-deal&limit=1000')).body).toEqual({
      events: zee,
      last: head,
    });
    expect((await service.get('/events?deal=no-such-deal')).body).toEqual({ events: [], last: head });
    const ofMusk = await everyEvent('party=ELON%20MUSK');
    expect(new Set(ofMusk.map(({ subject }) => subject))).toEqual(new Set(['twitter-musk']));
    expect(ofMusk).toHaveLength(all.filter(({ subject }) => subject === 'twitter-musk').length);
    expect((await service.get('/events?party=Nobody%2C%20Inc.')).body).toEqual({ events: [], last: head });
  });

  it('begins at an instant of recording', async () => {
    const all = await everyEvent();
    for (const { recordedtime } of [all[0], all[60], all.at(-1)]) {
      const since = all.filter((event) => event.recordedtime >= recordedtime);
      expect(await everyEvent(`from=${recordedtime}`)).toEqual(since);
    }
    expect(await everyEvent('from=2020')).toEqual(all);
    expect(await everyEvent('from=2999-01-01T00:00:00Z')).toEqual([]);
  });

  it('waits for an event when asked to, and no longer than asked', async () => {
    const own = await runService();
    try {
      expect((await own.get('/events?wait=1')).body).toEqual({ events: [], last: -1 });
      const waiting = own.get('/events?wait=30&type=TalksReported');
      await own.post('/deals/alpha/reports', report('alpha'));
      await own.post('/deals/beta/reports', report('beta', { status: 'in_talks' }));
      const { body } = await waiting;
      expect(body.events.map(({ subject }: any) => subject)).toEqual(['beta']);
      expect(body.last).toBe(1);
      // Whoever waits does not keep the service from closing.
      const cutShort = own.get('/events?after=1&wait=60');
      await own.get('/health/live');
      await own.close();
      expect((await cutShort).body).toEqual({ events: [], last: 1 });
    } finally {
      await own.close();
    }
  });

  it('gives one event as it is told and as it is kept, and what took it back', async () => {
    const all = await everyEvent('deal=google-apple-erroneous');
    const retraction = all.find(({ type }) => type === 'knownwhen.ReportRetracted');
    const retracted = all.filter(({ correlationid }) => correlationid === retraction.data.claim.report);
    expect(retracted.length).toBeGreaterThan(0);
    for (const event of [...retracted, retraction]) {
      const { body } = await service.get(`/events/${event.id}`);
      expect(body.event).toEqual(event);
      expect(body.stored).toMatchObject({
        id: event.id,
        position: event.data.position,
        stream: `deal-${event.subject}`,
      });
      expect(JSON.parse(body.stored.data)).toEqual(withoutFeedMembers(event.data));
      const bare = await service.get(`/events/${event.id}`, { accept: 'application/cloudevents+json' });
      expect(bare.headers.get('content-type')).toMatch(/^application\/cloudevents\+json/);
      expect(bare.body).toEqual(event);
      const successors = await service.get(`/events/${event.id}/successors`);
      expect(successors.body).toEqual({ events: event === retraction ? [] : [retraction] });
    }
  });

  it('knows no event of another id', async () => {
    for (const path of ['', '/successors']) {
      const { status, body } = await service.get(`/events/00000000-0000-5000-8000-000000000000${path}`);
      expect({ status, type: body.type }).toEqual({ status: 404, type: '/problems/event-not-recorded' });
    }
    expect((await service.get('/events/anything')).status).toBe(404);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['after=x', 'after'],
    ['after=-2', 'after'],
    ['after=1&after=2', 'after'],
    ['wait=61', 'wait'],
    ['type=Nothing', 'type'],
    ['deal=Not%20A%20Slug', 'deal'],
    ['party=', 'party'],
    ['from=yesterday', 'from'],
    ['from=2024&after=3', 'from'],
    ['zone=Mars', 'zone'],
    ['since=3', 'since'],
  ])('refuses %s, and names the parameter', async (query, parameter) => {
    const { status, body } = await service.get(`/events?${query}`);
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/malformed-question');
    expect(body.errors[0].parameter).toBe(parameter);
  });

  it('refuses a position that the record has not reached', async () => {
    const { status, body } = await service.get(`/events?after=${head + 1}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ type: '/problems/basis-not-reached', errors: [{ parameter: 'after' }] });
  });
});
