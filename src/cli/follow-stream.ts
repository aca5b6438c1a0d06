import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { Refusal } from './knownwhen.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** Of a stream on which comments come every 15 s. */
const MOST_SILENCE_MS = 50_000;

type Connect = (headers: Record<string, string>) => Promise<IncomingMessage>;

interface Options {
  readonly signal: AbortSignal;
  readonly onTrouble: (reason: string) => void;
}

/**
 * The data of the messages of a stream of server-sent events, until `signal` aborts. A connection that is lost is made again,
 * with the id of the last message, after ever longer pauses. Rejects when it cannot be made the first time, or is refused.
 */
export async function* followStream(
  connect: Connect,
  { signal, onTrouble }: Options,
): AsyncGenerator<string> {
  let lastEventId = '';
  let pauseMs = FIRST_PAUSE_MS;
  let wasConnected = false;
  while (!signal.aborted) {
    try {
      const reply = await connect(lastEventId === '' ? {} : { 'last-event-id': lastEventId });
      wasConnected = true;
      reply.setTimeout(MOST_SILENCE_MS, () => reply.destroy(new Error('the service has fallen silent')));
      const hangUp = () => reply.destroy();
      signal.addEventListener('abort', hangUp, { once: true });
      for await (const { id = lastEventId, data } of messagesIn(reply)) {
        yield data;
        lastEventId = id;
        pauseMs = FIRST_PAUSE_MS;
      }
      signal.removeEventListener('abort', hangUp);
      throw new Error('the service ended the stream');
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (!wasConnected || isFinal(error)) {
        throw error;
      }
      onTrouble(error instanceof Error ? error.message : String(error));
      await pause(pauseMs, undefined, { signal }).catch(() => {});
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }
}

/** A refusal that coming back would not change. */
function isFinal(error: unknown): boolean {
  return error instanceof Refusal && error.problem.status < 500;
}

interface Message {
  readonly id?: string | undefined;
  readonly data: string;
}

async function* messagesIn(reply: IncomingMessage): AsyncGenerator<Message> {
  let messages: Message[] = [];
  const parser = createParser({ onEvent: ({ id, data }) => messages.push({ id, data }) });
  for await (const chunk of reply.setEncoding('utf8')) {
    parser.feed(String(chunk));
    yield* messages;
    messages = [];
  }
}
