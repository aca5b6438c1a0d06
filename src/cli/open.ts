import { readdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { INestApplicationContext } from '@nestjs/common';
import { readConfig, type Config } from '../config/config.js';
import type { Recorder } from '../deal/claim.js';
import type { Place, Purpose } from './context.js';
import { UsageError, type Knownwhen } from './knownwhen.js';

/** Opens a running service or a directory, as the command line says. */
export async function openKnownwhen(
  { data, url }: Place,
  purpose: Purpose,
  environment: NodeJS.ProcessEnv,
): Promise<Knownwhen> {
  if (data !== undefined && url !== undefined) {
    throw new UsageError('--data and --url exclude each other: the record is here, or behind a service');
  }
  if (url !== undefined) {
    const { OverHttp } = await import('./over-http.js');
    return new OverHttp(url);
  }
  const config = readConfig(environment, { data, port: '0', host: '127.0.0.1' });
  const { dataDirectory, cluster } = config;
  if (purpose === 'asking' && cluster === undefined && !(await holdsFiles(dataDirectory))) {
    throw new Error(
      `there is no record in ${dataDirectory}; "import" makes one, --data DIR names another, --url URL asks a running service`,
    );
  }
  return openHere(config);
}

async function openHere(config: Config): Promise<Knownwhen> {
  const [{ NestFactory }, { AppModule }, { InProcess }] = await Promise.all([
    import('@nestjs/core'),
    import('../app.module.js'),
    import('./in-process.js'),
  ]);
  const app = await NestFactory.createApplicationContext(AppModule.with(config), {
    logger: false,
    abortOnError: false,
  });
  try {
    if (config.cluster !== undefined) {
      await caughtUpWithCluster(app);
    }
    await caughtUp(app);
  } catch (error) {
    await app.close();
    throw error;
  }
  return new InProcess(app, recorderHere());
}

const MOST_STANDSTILL_MS = 10_000;
const LOOK_EVERY_MS = 50;

/** Waits until this machine has the record that the cluster holds. */
async function caughtUpWithCluster(app: INestApplicationContext): Promise<void> {
  const { EventStore } = await import('../event-store/event-store.js');
  const store = app.get(EventStore, { strict: false });
  let head = -1;
  for (let patienceMs = MOST_STANDSTILL_MS; store.health().reasons.length > 0; patienceMs -= LOOK_EVERY_MS) {
    if (patienceMs <= 0) {
      throw new Error(store.health().reasons.join('; '));
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const before = head;
    head = await store.head();
    patienceMs = head > before ? MOST_STANDSTILL_MS : patienceMs;
  }
}

/** Waits until answers know the whole record: a process that ended early leaves read models behind it. */
async function caughtUp(app: INestApplicationContext): Promise<void> {
  const { ReadModels } = await import('../projections/read-models.js');
  const readModels = app.get(ReadModels, { strict: false });
  const head = await readModels.head();
  let position = -2;
  while (!(await readModels.reached(head, MOST_STANDSTILL_MS))) {
    if (readModels.position === position) {
      throw new Error(readModels.health().reasons.join('; '));
    }
    position = readModels.position;
  }
}

/** Whether something is kept in a directory itself; other records may lie in directories below it. */
async function holdsFiles(directory: string): Promise<boolean> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.some((entry) => entry.isFile());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}

/** Who types: the user of this machine. */
export function recorderHere(): Recorder {
  return { type: 'user', id: userName() };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
