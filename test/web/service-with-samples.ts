import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { client, type Client } from '../http/client.js';
import { ALL_SAMPLES } from '../samples.js';
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
  await elsewhere.upload(ALL_SAMPLES);
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
