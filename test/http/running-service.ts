import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '../../src/service.js';
import { underTest } from '../engine-under-test.js';
import { client, type Client } from './client.js';

/** A real service on a data directory of its own. */
export interface RunningService extends Client {
  readonly url: string;
  readonly dataDirectory: string;
  close(): Promise<void>;
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
