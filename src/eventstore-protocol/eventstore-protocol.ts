import { setTimeout as delay } from 'node:timers/promises';
import { GossipService, type IGossipServer } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import {
  ServerFeaturesService,
  type IServerFeaturesServer,
} from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService, type IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials, type sendUnaryData } from '@grpc/grpc-js';
import type { EventStore } from '../event-store/event-store.js';
import { appendOf } from './append-call.js';
import { answerBatchAppend } from './batch-append-call.js';
import { deleteStream, tombstoneStream } from './delete-call.js';
import { clusterOfOne } from './gossip.js';
import { OpenCalls } from './open-calls.js';
import { answerRead } from './read-call.js';
import { refusalOf, writesRefused } from './refusal.js';
import { ServedRecord } from './served-record.js';
import { supportedMethods } from './supported-methods.js';

const LOOPBACK = '127.0.0.1';
/** As the official clients allow for. */
const LARGEST_MESSAGE_BYTES = 17 * 1024 * 1024;
/** Calls whose clients have not taken their answer by then are cut. */
const CALLS_END_WITHIN_MS = 500;

export interface ProtocolOptions {
  /** 0 picks a free port. */
  readonly port: number;
  /** The address to listen at; 127.0.0.1 unless told. There is neither TLS nor any look at who reads. */
  readonly host?: string | undefined;
  /** Takes appends from any client, past every rule: for test harnesses only. */
  readonly writable?: boolean;
}

/**
 * The record over EventStoreDB's own gRPC protocol: any official client can read it and subscribe to it. The messages are
 * the ones inside `@eventstore/db-client`.
 */
export class EventStoreProtocol {
  readonly port: number;
  readonly #host: string;
  readonly #server: Server;
  readonly #calls: OpenCalls;
  #closing: Promise<void> | undefined;

  private constructor(host: string, port: number, server: Server, calls: OpenCalls) {
    this.#host = host;
    this.port = port;
    this.#server = server;
    this.#calls = calls;
  }

  /** Rejects with an error whose code is EADDRINUSE when another program listens at the port. */
  static async listen(store: EventStore, options: ProtocolOptions): Promise<EventStoreProtocol> {
    const server = new Server({ 'grpc.max_receive_message_length': LARGEST_MESSAGE_BYTES });
    const calls = new OpenCalls();
    const record = new ServedRecord(store, options.writable ?? false);
    server.addService(StreamsService, streamsServer(calls, record));
    server.addService(ServerFeaturesService, featuresServer);
    server.addService(GossipService, gossipServer());
    const host = inAddress(options.host ?? LOOPBACK);
    const port = await bound(server, `${host}:${options.port}`);
    return new EventStoreProtocol(host, port, server, calls);
  }

  /** What clients take as their connection string. */
  get url(): string {
    return `esdb://${this.#host}:${this.port}?tls=false`;
  }

  /** Ends every call with UNAVAILABLE, so that subscribers resume elsewhere or later; resolves within a second. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#calls.close();
    const given = new AbortController();
    const ended = new Promise<void>((resolve) => {
      this.#server.tryShutdown(() => resolve());
    });
    await Promise.race([ended, delay(CALLS_END_WITHIN_MS, undefined, { signal: given.signal })]);
    given.abort();
    this.#server.forceShutdown();
  }
}

/** An IPv6 address stands in brackets where a port follows. */
function inAddress(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function bound(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, chosen) => {
      if (error === null) {
        resolve(chosen);
      } else {
        const code = error.message.includes('EADDRINUSE') ? 'EADDRINUSE' : undefined;
        reject(Object.assign(error, { code }));
      }
    });
  });
}

function streamsServer(calls: OpenCalls, record: ServedRecord): IStreamsServer {
  return {
    read: (call) => void calls.answer(call, (signal) => answerRead(call, record, signal)),
    append: (call, answer) => reply(answer, record, () => appendOf(call, record)),
    batchAppend: (call) =>
      void calls.answer(call, async (signal) => {
        assertWritable(record);
        await answerBatchAppend(call, record, signal);
      }),
    delete: (call, answer) => reply(answer, record, () => deleteStream(call.request, record)),
    tombstone: (call, answer) => reply(answer, record, () => tombstoneStream(call.request, record)),
  };
}

/** Answers a call that has one answer and changes the record. */
function reply<Answer>(
  answer: sendUnaryData<Answer>,
  record: ServedRecord,
  work: () => Promise<Answer>,
): void {
  const done = async (): Promise<Answer> => {
    assertWritable(record);
    return work();
  };
  done().then(
    (answered) => answer(null, answered),
    (error: unknown) => answer(refusalOf(error)),
  );
}

function assertWritable(record: ServedRecord): void {
  if (!record.writable) {
    throw writesRefused();
  }
}

const featuresServer: IServerFeaturesServer = {
  getSupportedMethods: (_call, answer) => answer(null, supportedMethods()),
};

/** The one member is where the client found it, whatever address that is from here. */
function gossipServer(): IGossipServer {
  const instanceId = crypto.randomUUID();
  return {
    read: (call, answer) => answer(null, clusterOfOne(instanceId, new URL(`esdb://${call.getHost()}`))),
  };
}
