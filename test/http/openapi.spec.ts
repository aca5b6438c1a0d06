import { readFileSync } from 'node:fs';
import { RequestMethod } from '@nestjs/common';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { controllers } from '../../src/http/controllers.js';
import { ALL_SAMPLES } from '../samples.js';
import { runService, type RunningService } from './running-service.js';

interface Operation {
  readonly summary?: string;
  readonly parameters?: { name: string; in: string; description?: string; schema?: object }[];
  readonly requestBody?: { content: Content };
  readonly responses: Record<string, { description?: string; content?: Content }>;
}
type Content = Record<string, { schema: object; example?: unknown }>;

const reports = ALL_SAMPLES.trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { deal: string });
const deals = [...new Set(reports.map(({ deal }) => deal))];

let service: RunningService;
let document: { paths: Record<string, Record<string, Operation>>; [member: string]: unknown };
let operations: { path: string; method: string; operation: Operation }[];
let ajv: Ajv2020;

beforeAll(async () => {
  service = await runService();
  await service.upload(ALL_SAMPLES);
  document = (await service.get('/openapi.json')).body;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  ajv = new Ajv2020({ allErrors: true, strict: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'http://localhost/openapi.json', ...document });
});
afterAll(() => service.close());

function validator(schema: object): ValidateFunction {
  return ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"http://localhost/openapi.json#/')) as object,
  );
}

/** What is wrong with a value; null when it is as the schema says. */
function flaws(schema: object, value: unknown): unknown {
  const validate = validator(schema);
  return validate(value) ? null : validate.errors;
}

/** What is wrong with the answer to a question; null when it is as the document says. */
async function flawsOfAnswer(path: string, address: string, status = 200): Promise<unknown> {
  const reply = await service.get(address);
  const [content] = Object.values(document.paths[path]!.get!.responses[status]!.content!);
  return reply.status === status ? flaws(content!.schema, reply.body) : reply;
}

describe('the OpenAPI document', () => {
  it('is of OpenAPI 3.1 and says whose service it is', () => {
    const about = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, string>;
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Knownwhen', version: about.version, license: { identifier: about.license } },
    });
  });

  it('describes every address of the service, and no other', () => {
    const ofControllers = controllers.flatMap((controller) => {
      const prefix = Reflect.getMetadata('path', controller) as string;
      const methods = Object.getOwnPropertyNames(controller.prototype)
        .filter((name) => name !== 'constructor')
        .map((name) => (controller.prototype as Record<string, object>)[name]!)
        .filter((handler) => Reflect.hasMetadata('path', handler));
      return methods.map((handler) => {
        const path = [prefix, Reflect.getMetadata('path', handler) as string].join('/');
        const method = RequestMethod[Reflect.getMetadata('method', handler) as number]!.toLowerCase();
        return `${method} /${path
          .split('/')
          .filter(Boolean)
          .join('/')
          .replaceAll(/:(\w+)/g, '{$1}')}`;
      });
    });
    expect(operations.map(({ path, method }) => `${method} ${path}`).toSorted()).toEqual(
      ofControllers.toSorted(),
    );
  });

  it('says what each operation, parameter and response is', () => {
    for (const { path, operation } of operations) {
      expect(operation.summary).toEqual(expect.any(String));
      for (const parameter of operation.parameters ?? []) {
        expect(parameter).toMatchObject({ description: expect.any(String), schema: expect.any(Object) });
      }
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters?.filter((one) => one.in === 'path').map(({ name }) => name) ?? [];
      expect(declared).toEqual(inPath);
      for (const response of Object.values(operation.responses)) {
        expect(response.description).toEqual(expect.any(String));
      }
    }
  });

  it('holds no reference that leads nowhere', () => {
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)) {
      const found = reference!
        .split('/')
        .slice(1)
        .reduce<unknown>((value, step) => (value as Record<string, unknown>)?.[step], document);
      expect({ reference, found: typeof found }).toEqual({ reference, found: 'object' });
    }
  });

  it('gives examples that are as it says', () => {
    const contents = operations.flatMap(({ operation }) => [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map(({ content }) => content),
    ]);
    const examples = contents
      .flatMap((content) => Object.entries(content ?? {}))
      .filter(([, { example }]) => example);
    expect(examples.length).toBeGreaterThanOrEqual(5);
    for (const [type, { schema, example }] of examples) {
      expect(flaws(schema, example)).toBeNull();
      if (type === 'application/x-ndjson') {
        const line = JSON.parse(example as string) as object;
        const name = 'line' in line ? 'LineResult' : 'Report';
        expect(flaws({ $ref: `#/components/schemas/${name}` }, line)).toBeNull();
      }
    }
  });

  it('shows a report that was really recorded', () => {
    const [content] = Object.values(document.paths['/deals/{deal}/reports']!.post!.requestBody!.content);
    expect(reports).toContainEqual(content!.example);
  });
});

describe('the report schema', () => {
  it('is a JSON Schema of its own that takes every sample', async () => {
    const { body, headers } = await service.get('/schemas/report.json');
    expect(headers.get('content-type')).toMatch('application/schema+json');
    expect(body.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(body.$id).toMatch(/^[a-z]+:/);
    const validate = new Ajv2020({ strict: false }).compile(body as object);
    for (const report of reports) {
      expect({ valid: validate(report), errors: validate.errors }).toEqual({ valid: true, errors: null });
    }
    expect(validate({ ...reports[0], unheardOf: 1 })).toBe(false);
  });
});

describe('what the service answers is as the document says', () => {
  const queries = [
    '',
    '?audience=public',
    '?audience=public&knownAt=2022-04-06',
    '?certainty=possible&sourceKind=press',
  ];

  it.each(deals)('for %s', async (deal) => {
    for (const query of queries) {
      expect(await flawsOfAnswer('/deals/{deal}', `/deals/${deal}${query}`)).toBeNull();
      expect(await flawsOfAnswer('/deals/{deal}/timeline', `/deals/${deal}/timeline${query}`)).toBeNull();
    }
    const diff = `/deals/${deal}/diff?audience=public&from=2020-01-01`;
    expect(await flawsOfAnswer('/deals/{deal}/diff', diff)).toBeNull();
    for (const field of ['status', 'amount', 'parties']) {
      const history = `/deals/${deal}/history?audience=public&field=${field}`;
      expect(await flawsOfAnswer('/deals/{deal}/history', history)).toBeNull();
    }
  });

  it.each([
    ['/deals', '/deals?audience=public', 200],
    ['/panel', '/panel?every=quarter&from=2020&to=2024&audience=public', 200],
    ['/panel', '/panel?format=vintages', 200],
    ['/panel', '/panel?dates=soon', 400],
    ['/stats/statuses', '/stats/statuses?audience=public&q=acquisition', 200],
    ['/deals/{deal}/headline', '/deals/zee-sony/headline?audience=public&knownAt=2021-09-23', 200],
    ['/stats/transitions', '/stats/transitions?audience=public&by=source', 200],
    ['/stats/durations', '/stats/durations?audience=public&by=sourceKind&toStatus=confirmed,collapsed', 200],
    ['/exports/{basis}/{file}', '/exports/99999/events.csv', 400],
    ['/schemas/exports.json', '/schemas/exports.json', 200],
    ['/changes', '/changes?audience=public&from=2022-01-01&to=2022-12-31', 200],
    ['/deals/{deal}/history', '/deals/zee-sony/history', 400],
    ['/deals', '/deals?amountMin=5', 400],
    ['/events', '/events?limit=1000', 200],
    ['/events', '/events?wait=x', 400],
    ['/events/{id}', '/events/00000000-0000-5000-8000-000000000000', 404],
    ['/read-models', '/read-models', 200],
    ['/health/live', '/health/live', 200],
    ['/health/ready', '/health/ready', 200],
    ['/problems', '/problems', 200],
    ['/deals', '/deals?limit=x', 400],
    ['/deals/{deal}', '/deals/none', 404],
  ])('at %s (%s)', async (path, address, status) => {
    expect(await flawsOfAnswer(path, address, status)).toBeNull();
  });

  it('for receipts, previews and the results of lines', async () => {
    const receipt = await service.post(`/deals/${reports[0]!.deal}/reports`, reports[0]);
    expect(flaws({ $ref: '#/components/schemas/Receipt' }, receipt.body)).toBeNull();
    const { deal, ...rest } = reports[0]! as { deal: string; reportId?: string };
    for (const report of [rest, { ...rest, reportId: 'another' }]) {
      const preview = await service.post(`/deals/${deal}/reports/preview`, report);
      expect(flaws({ $ref: '#/components/schemas/Preview' }, preview.body)).toBeNull();
    }
    const results = await service.upload(`${JSON.stringify(reports[0])}\n{"deal":"x"}\nnonsense\n`);
    expect(results.map(({ status }) => status)).toEqual([200, 400, 400]);
    for (const result of results) {
      expect(flaws({ $ref: '#/components/schemas/LineResult' }, result)).toBeNull();
    }
  });
});

it('shows the document in a page that asks nothing of other hosts', async () => {
  const page = await service.get('/docs');
  expect(page.status).toBe(200);
  const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
  expect(assets.length).toBeGreaterThan(3);
  for (const address of assets) {
    expect(address).toMatch(/^\.\//);
    expect((await service.get(`/${address.slice(2)}`)).status).toBe(200);
  }
  const init = await service.get('/docs/swagger-ui-init.js');
  expect(init.text).toContain('"validatorUrl": "none"');
});
