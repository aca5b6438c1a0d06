import { Agent, request } from 'undici';
import { guardedConnector, type Resolve } from './guarded-connector.js';
import { ForbiddenReceiver, type ReceiverPolicy } from './receiver-policy.js';
import { readRetryAfter } from './retry-schedule.js';

/** What came of sending one message to a receiver once. */
export interface Sent {
  /** Whether the receiver has taken it. */
  readonly accepted: boolean;
  /** Whether the receiver says that it is gone for good (410). */
  readonly gone: boolean;
  /** Its HTTP status; undefined where there was no answer. */
  readonly status?: number;
  /** Why it was not accepted. */
  readonly reason?: string;
  readonly retryAfterMs?: number;
  readonly durationMs: number;
}

export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ReceiverClientOptions {
  /** For the whole of an attempt, up to the status. */
  readonly timeoutMs: number;
  readonly resolve?: Resolve | undefined;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: () => number;
}

const MOST_CONNECT_MS = 5_000;
/** What a receiver answers besides its status is of no use: it is read this far, to keep the connection, and not kept. */
const MOST_BODY_BYTES = 16 * 1024;
const MOST_BODY_MS = 1_000;
const MOST_HEADER_BYTES = 16 * 1024;
const CONNECTIONS_PER_RECEIVER = 16;
const IDLE_CONNECTION_MS = 4_000;

/** Sends messages to receivers, each once; never follows a redirect. */
export class ReceiverClient {
  private readonly agent: Agent;
  private readonly policy: ReceiverPolicy;
  private readonly options: ReceiverClientOptions;

  constructor(policy: ReceiverPolicy, options: ReceiverClientOptions) {
    const { timeoutMs, resolve } = options;
    this.policy = policy;
    this.options = options;
    this.agent = new Agent({
      connect: guardedConnector(policy, Math.min(MOST_CONNECT_MS, timeoutMs), resolve),
      connections: CONNECTIONS_PER_RECEIVER,
      pipelining: 1,
      keepAliveTimeout: IDLE_CONNECTION_MS,
      keepAliveMaxTimeout: IDLE_CONNECTION_MS,
      headersTimeout: timeoutMs,
      bodyTimeout: MOST_BODY_MS,
      maxHeaderSize: MOST_HEADER_BYTES,
    });
  }

  /** Rejects with nothing but the reason of `signal`, when that aborts. */
  async send({ url, headers, body }: Message, signal: AbortSignal): Promise<Sent> {
    const startedAt = performance.now();
    const durationMs = (): number => Math.round(performance.now() - startedAt);
    const late = AbortSignal.timeout(this.options.timeoutMs);
    try {
      const address = this.policy.assertAddress(url);
      const answer = await request(address, {
        method: 'POST',
        dispatcher: this.agent,
        headers,
        body,
        signal: AbortSignal.any([signal, late]),
      });
      const sent = { ...this.judge(answer.statusCode, answer.headers), durationMs: durationMs() };
      await discard(answer.body);
      return sent;
    } catch (error) {
      signal.throwIfAborted();
      const reason = late.aborted
        ? `there was no answer within ${this.options.timeoutMs} ms`
        : reasonOf(error as Error);
      return { accepted: false, gone: false, reason, durationMs: durationMs() };
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private judge(
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): Omit<Sent, 'durationMs'> {
    if (status >= 200 && status < 300) {
      return { accepted: true, gone: false, status };
    }
    const retryAfterMs = readRetryAfter([headers['retry-after']].flat()[0], this.options.now());
    const reason =
      status >= 300 && status < 400
        ? `it answered ${status}, and redirects are not followed`
        : `it answered ${status}`;
    return {
      accepted: false,
      gone: status === 410,
      status,
      reason,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
}

type Body = Awaited<ReturnType<typeof request>>['body'];

/** Reads what comes with a status, within limits of size and time, and throws it away. */
async function discard(body: Body): Promise<void> {
  const timer = setTimeout(() => body.destroy(), MOST_BODY_MS);
  try {
    let bytes = 0;
    for await (const chunk of body) {
      bytes += (chunk as Buffer).length;
      if (bytes > MOST_BODY_BYTES) {
        break;
      }
    }
  } catch {
    // The status has come; what becomes of the rest does not matter.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
}

/** Words for the codes that occur; the rest as the library tells it. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name cannot be looked up now',
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_HEADERS_OVERFLOW: 'its headers are too large',
};

function reasonOf(error: Error & { code?: string; cause?: unknown }): string {
  if (error instanceof ForbiddenReceiver) {
    return `the address ${error.message}`;
  }
  const words = REASONS[error.code ?? ''];
  return words ?? `it could not be reached: ${error.message}`.slice(0, 300);
}
