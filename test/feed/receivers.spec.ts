import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Parser } from '@asyncapi/parser';
import { validate } from '@readme/openapi-parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { CloudEvent, HTTP, type CloudEventV1 } from 'cloudevents';
import { EventSource } from 'eventsource';
import { createParser } from 'eventsource-parser';
import { report, runService, type RunningService } from '../http/running-service.js';
import { ALL_SAMPLES } from '../samples.js';

jest.setTimeout(60_000);

/*
 * Whoever follows the record uses programs that nobody here wrote. These are some of them.
 */

let service: RunningService;
let head: number;
beforeAll(async () => {
  service = await runService();
  await service.upload(ALL_SAMPLES);
  const more = [
    report('omega', { status: 'terms_changing', reviews: [{ authority: 'CMA', step: 'phase_2' }] }),
    report('omega', { reportId: 'mended', corrects: 'omega/first', clerical: true }),
  ];
  await service.upload(more.map((one) => `${JSON.stringify(one)}\n`).join(''));
  head = await service.head();
});
afterAll(() => service.close());

const sequences = (events: readonly CloudEventV1<unknown>[]) =>
  events.map(({ sequence }) => Number(sequence));
const whole = () => Array.from({ length: head + 1 }, (_, place) => place);

describe('npm cloudevents', () => {
  const parsed = async (path: string, accept: string): Promise<CloudEventV1<unknown>[]> => {
    const { headers, text } = await service.get(path, { accept });
    const message = { headers: Object.fromEntries(headers), body: text };
    return [HTTP.toEvent(message)].flat();
  };

  it('reads a batch', async () => {
    const events = await parsed('/events?limit=1000', 'application/cloudevents-batch+json');
    expect(sequences(events)).toEqual(whole());
    expect(events.every((event) => new CloudEvent(event, true).validate())).toBe(true);
  });

  it('reads a single event in structured mode', async () => {
    const [first] = await parsed('/events?limit=1', 'application/cloudevents-batch+json');
    expect(await parsed(`/events/${first!.id}`, 'application/cloudevents+json')).toEqual([first]);
  });

  it('reads every line', async () => {
    const { text } = await service.get('/events', { accept: 'application/x-ndjson' });
    const events = text
      .trimEnd()
      .split('\n')
      .map((body) => HTTP.toEvent({ headers: { 'content-type': 'application/cloudevents+json' }, body }));
    expect(sequences(events as CloudEventV1<unknown>[])).toEqual(whole());
  });
});

describe('ajv', () => {
  it('accepts every event by the schema to which it points, which describes every member of it', async () => {
    const ajv = new Ajv2020({ allErrors: true, strict: false });
    (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
    const envelope = ajv.compile((await service.get('/schemas/cloudevent.json')).body as object);
    const { body } = await service.get('/events?limit=1000');
    const types = new Set<string>();
    for (const event of body.events) {
      expect({ valid: envelope(event), errors: envelope.errors }).toEqual({ valid: true, errors: null });
      const { pathname } = new URL(event.dataschema);
      const schema = (await service.get(pathname)).body;
      expect(schema.$id).toBe(event.dataschema);
      const check = ajv.getSchema(schema.$id) ?? ajv.compile({ ...schema, additionalProperties: false });
      expect({ event, valid: check(event.data), errors: check.errors }).toEqual({
        event,
        valid: true,
        errors: null,
      });
      expect(check({ ...event.data, effect: null })).toBe(false);
      types.add(event.type);
    }
    expect(types.size).toBe(13);
  });
});

describe('eventsource', () => {
  it('comes back with the id it got last, and misses nothing', async () => {
    const proxy = await CuttingProxy.start(service.url, 100_000);
    const source = new EventSource(`${proxy.url}/events/stream`);
    const seen: number[] = [];
    await new Promise<void>((resolve) => {
      source.addEventListener('message', ({ lastEventId, data }) => {
        expect(JSON.parse(data as string)).toMatchObject({ sequence: lastEventId });
        seen.push(Number(lastEventId));
        if (seen.length > head) {
          resolve();
        }
      });
    });
    source.close();
    expect(seen).toEqual(whole());
    expect(proxy.cuts).toBeGreaterThan(1);
    await proxy.close();
  }, 60_000);

  it('is told with a status that it cannot go on', async () => {
    const source = new EventSource(`${service.url}/events/stream?after=99999`);
    const error = await new Promise<{ code?: number | undefined }>((resolve) => {
      source.addEventListener('error', resolve, { once: true });
    });
    expect(error.code).toBe(400);
    expect(source.readyState).toBe(source.CLOSED);
  });
});

describe('eventsource-parser', () => {
  it('reads the stream, with its retry time and ids', async () => {
    const stop = new AbortController();
    const reply = await fetch(`${service.url}/events/stream`, { signal: stop.signal });
    const seen: number[] = [];
    let retryMs = 0;
    const parser = createParser({
      onEvent: ({ id, data, event }) => {
        expect(event).toBeUndefined();
        expect(Number((JSON.parse(data) as { sequence: string }).sequence)).toBe(Number(id));
        seen.push(Number(id));
      },
      onRetry: (ms) => (retryMs = ms),
    });
    for await (const chunk of reply.body!.pipeThrough(new TextDecoderStream())) {
      parser.feed(chunk);
      if (seen.length > head) {
        break;
      }
    }
    stop.abort();
    expect(seen).toEqual(whole());
    expect(retryMs).toBe(3_000);
  });
});

describe('the documents', () => {
  it('are accepted by the parser of AsyncAPI', async () => {
    const { text } = await service.get('/asyncapi.json');
    const { document, diagnostics } = await new Parser().parse(text);
    expect(diagnostics.filter(({ severity }) => !/^[23]$/.test(String(severity)))).toEqual([]);
    expect(document!.version()).toMatch(/^3\./);
    const operations = document!.operations().all();
    expect(operations.map((one) => one.id())).toEqual(['tellAsItComes', 'giveInPages', 'deliver']);
    expect(document!.messages().all().length).toBeGreaterThanOrEqual(13);
  }, 30_000);

  it('are accepted by a parser of OpenAPI', async () => {
    const { body } = await service.get('/openapi.json');
    const result = await validate(body as Parameters<typeof validate>[0]);
    expect(result).toMatchObject({ valid: true });
    expect(Object.keys(body.paths as object)).toEqual(
      expect.arrayContaining(['/events', '/events/stream', '/events/{id}', '/asyncapi.json']),
    );
  }, 30_000);

  it('have a page of all types of events, which needs nothing but itself', async () => {
    const { text, headers } = await service.get('/events/types');
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    const { body } = await service.get('/events?limit=1000');
    for (const type of new Set<string>(body.events.map((event: { type: string }) => event.type))) {
      expect(text).toContain(`<code>${type}</code>`);
    }
    for (const [, address] of text.matchAll(/(?:src|href)="([^"#]+)"/g)) {
      expect(address!.startsWith(service.url)).toBe(true);
      expect((await service.get(address!.slice(service.url.length))).status).toBe(200);
    }
  });
});

/** Passes requests on to the service, and cuts each connection once it has carried so many bytes. */
class CuttingProxy {
  cuts = 0;

  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(target: string, mostBytes: number): Promise<CuttingProxy> {
    const server = createServer((request, response) => {
      const stop = new AbortController();
      const lastEventId = request.headers['last-event-id'];
      const headers = { ...(typeof lastEventId === 'string' && { 'last-event-id': lastEventId }) };
      const passOn = async () => {
        const reply = await fetch(target + request.url!, { headers, signal: stop.signal });
        response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? '' });
        let left = mostBytes;
        for await (const chunk of reply.body!) {
          // Clients are told to come back at once, so that the test need not wait.
          const bytes = Buffer.from(
            Buffer.from(chunk).toString('latin1').replace('retry: 3000', 'retry: 0001'),
            'latin1',
          );
          await new Promise((sent) => response.write(bytes.subarray(0, left), sent));
          left -= bytes.length;
          if (left <= 0) {
            break;
          }
        }
        proxy.cuts++;
        stop.abort();
        response.destroy();
      };
      passOn().catch(() => response.destroy());
      response.once('close', () => stop.abort());
    });
    const proxy = new CuttingProxy(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

it('tells clients live, through a library of theirs', async () => {
  const source = new EventSource(`${service.url}/events/stream?after=${head}&type=DealRumored`);
  const next = new Promise<string>((resolve) => {
    source.addEventListener('message', ({ data }) => resolve(data as string));
  });
  await new Promise<void>((resolve) => {
    source.addEventListener('open', () => resolve());
  });
  await service.post('/deals/gamma/reports', report('gamma'));
  expect(JSON.parse(await next)).toMatchObject({ subject: 'gamma', type: 'knownwhen.DealRumored' });
  source.close();
});
