import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '../../src/service.js';
import { underTest } from '../engine-under-test.js';

/** A real service on a data directory of its own. */
export interface RunningService {
  readonly url: string;
  readonly dataDirectory: string;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Sends an upload whole and gives its result lines, once answers know what it recorded. */
  upload(lines: string | Buffer): Promise<LineResult[]>;
  /** Position of the newest event. */
  head(): Promise<number>;
  close(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Bodies are looked at field by field, as any client would.
  readonly body: any;
}

export interface LineResult {
  readonly line: number;
  readonly status: number;
  readonly deal?: string;
  readonly reportId?: string;
  readonly revision?: number;
  readonly position?: number;
  readonly type?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export async function runService(): Promise<RunningService> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'knownwhen-http-'));
  const place = await underTest.newPlace();
  const { cluster } = place;
  const service = await startService({ dataDirectory, port: 0, host: '127.0.0.1', cluster });
  const { url } = service;
  return {
    ...client(url),
    url,
    dataDirectory,
    async close() {
      await service.close();
      await place.release();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

export function client(url: string): Pick<RunningService, 'get' | 'post' | 'upload' | 'head'> {
  const get = async (path: string, headers = {}) => reply(await fetch(url + path, { headers }));
  /** Resolves once answers know this position. */
  const projected = async (position: number): Promise<void> => {
    if (position >= 0 && (await get(`/deals?limit=1&minPosition=${position}`)).status === 503) {
      await projected(position);
    }
  };
  return {
    get,
    async post(path, body, headers = {}) {
      return reply(
        await fetch(url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: isRaw(body) ? (body as string) : JSON.stringify(body),
        }),
      );
    },
    async upload(lines) {
      const answer = await fetch(`${url}/reports`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: lines,
      });
      const results = resultLines(await answer.text());
      await projected(Math.max(-1, ...results.map(({ position = -1 }) => position)));
      return results;
    },
    async head() {
      return (await get('/read-models')).body.head as number;
    },
  };
}

export function resultLines(text: string): LineResult[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LineResult);
}

function isRaw(body: unknown): boolean {
  return typeof body === 'string' || body instanceof Uint8Array;
}

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && !/ndjson/.test(response.headers.get('content-type')!) ? JSON.parse(text) : null,
  };
}

/** A report that any deal may begin with. */
export function report(deal: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    deal,
    title: `The ${deal} deal`,
    reportId: `${deal}/first`,
    source: { name: 'The Times', kind: 'press' },
    publishedAt: '2024-03-01T09:00:00Z',
    status: 'rumored',
    ...over,
  };
}
