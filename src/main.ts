import { BadConfig, readConfig } from './config/config.js';
import { closeOnSignal, startService } from './service.js';

/** The service as a process of its own, told by the environment; `knownwhen serve` is the same with options. */
try {
  const service = await startService(readConfig(process.env));
  process.stdout.write(`${JSON.stringify({ url: service.url, eventstoreUrl: service.eventstoreUrl })}\n`);
  await closeOnSignal(service);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof BadConfig ? 2 : 1);
}
