import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { EventStore } from './event-store/event-store.js';
import type { EventStoreProtocol } from './eventstore-protocol/eventstore-protocol.js';
import { PublicAddress } from './feed/public-address.js';
import { httpAdapter, prepareHttp } from './http/http-server.js';

/** A service that listens. */
export interface Service {
  /** Its address, such as http://127.0.0.1:3000. */
  readonly url: string;
  /** Where EventStoreDB clients may read the record, such as esdb://127.0.0.1:2113?tls=false; undefined when it is off. */
  readonly eventstoreUrl: string | undefined;
  /** Finishes what was accepted, answers it, and lets go of the record; resolves within 5 s. */
  close(): Promise<void>;
}

/** Connections that still hold on by then are cut, so that the record can be closed in good order. */
const CONNECTIONS_END_AFTER_MS = 3_000;
const LOOK_FOR_IDLE_MS = 50;

/** Opens the record and listens. Rejects when the record cannot be opened or the address cannot be bound. */
export async function startService(config: Config): Promise<Service> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config), httpAdapter(), {
    logger: false, // what fails before the service listens is told by the rejection
    bodyParser: false,
    abortOnError: false,
  });
  let protocol: EventStoreProtocol | undefined;
  try {
    prepareHttp(app);
    protocol = await serveProtocol(config, app);
    await app.listen(config.port, config.host);
    app.get(PublicAddress).listensAt(await addressOf(app));
    app.useLogger(['warn', 'error']);
  } catch (error) {
    await protocol?.close();
    await app.close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    url: await addressOf(app),
    eventstoreUrl: protocol?.url,
    close: () => (closing ??= close(app, protocol)),
  };
}

async function addressOf(app: NestFastifyApplication): Promise<string> {
  return (await app.getUrl()).replace(/\/$/, '');
}

/** Loaded only when it is asked for: few need it, and it would slow every start. */
async function serveProtocol(
  { eventstorePort, eventstoreHost }: Config,
  app: NestFastifyApplication,
): Promise<EventStoreProtocol | undefined> {
  if (eventstorePort === undefined) {
    return undefined;
  }
  const { EventStoreProtocol: Protocol } = await import('./eventstore-protocol/eventstore-protocol.js');
  await app.init();
  const place = { port: eventstorePort, host: eventstoreHost };
  return Protocol.listen(app.get(EventStore), place).catch((error: Error) => {
    throw new Error(`EventStoreDB clients cannot be served on port ${eventstorePort}: ${error.message}`);
  });
}

/** Connections fall idle as their last answers go out, and are then closed; nothing else would end a quiet one. */
async function close(app: NestFastifyApplication, protocol: EventStoreProtocol | undefined): Promise<void> {
  await protocol?.close();
  const server = app.getHttpServer();
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE_MS);
  const last = setTimeout(() => server.closeAllConnections(), CONNECTIONS_END_AFTER_MS);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(last);
  }
}

/** Resolves when SIGTERM or SIGINT has come and the service has closed. */
export async function closeOnSignal(service: Service): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => resolve());
    }
  });
  await service.close();
}
