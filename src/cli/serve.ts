import { readConfig, type Config } from '../config/config.js';
import { DONE, type Context, type ExitCode } from './context.js';

export interface ServeOptions {
  readonly data?: string;
  readonly port?: string;
  readonly host?: string;
  readonly publicUrl?: string;
  readonly eventstorePort?: string;
  readonly eventstoreHost?: string;
  readonly webhookAllow?: string;
  readonly json?: boolean;
}

/** Runs the service until it is told to stop. */
export async function serve(context: Context, options: ServeOptions): Promise<ExitCode> {
  const config = readConfig(context.terminal.env, options);
  const stop = context.untilStopped();
  const { startService } = await import('../service.js');
  const service = await startService(config).catch((error: unknown) => {
    throw portTaken(error, config) ?? error;
  });
  await context.terminal.print(
    options.json
      ? JSON.stringify({ url: service.url, eventstoreUrl: service.eventstoreUrl })
      : `Knownwhen answers at ${service.url}: the page there, how programs ask at ${service.url}/docs. The record is in ${config.cluster === undefined ? config.dataDirectory : 'the cluster that EVENTSTORE_URL names'}. Ctrl-C ends it.`,
  );
  await aborted(stop);
  await service.close();
  return DONE;
}

/** The error to tell when another program listens at the address; null when it was something else. */
function portTaken(error: unknown, { host, port }: Config): Error | null {
  return isPortTaken(error)
    ? new Error(
        `port ${port} of ${host} is taken by another program; --port N chooses another, --port 0 a free one`,
      )
    : null;
}

export function isPortTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'EADDRINUSE';
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    } else {
      signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}
