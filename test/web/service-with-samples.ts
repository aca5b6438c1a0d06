import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { client, type Client } from '../http/client.js';
import { BuiltService } from '../service/built-service.js';

/** The built service with all sample histories, and another client of it than the browser. */
export interface ServiceWithSamples {
  readonly url: string;
  readonly elsewhere: Client;
  /** Ends it, as an outage; what it holds stays. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function startWithSamples(): Promise<ServiceWithSamples> {
  const directory = await mkdtemp(join(tmpdir(), 'knownwhen-web-'));
  const service = await BuiltService.start(directory);
  const elsewhere = client(service.url);
  const files = (await readdir('samples')).filter((name) => name.endsWith('.ndjson'));
  // The desk's notes are about deals of the other files.
  const inOrder = files.toSorted((a, b) => Number(a.startsWith('desk')) - Number(b.startsWith('desk')));
  const lines = await Promise.all(inOrder.map((name) => readFile(join('samples', name), 'utf8')));
  await elsewhere.upload(lines.join(''));
  return {
    url: service.url,
    elsewhere,
    stop: async () => void (await service.stop()),
    async close() {
      await service.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
