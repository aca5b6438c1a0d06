import { refusalOf, unavailable } from './refusal.js';

/** What the calls of grpc-js have in common. */
export interface Call {
  readonly cancelled: boolean;
  once(event: 'cancelled', listener: () => void): unknown;
  emit(event: 'error', error: Error): unknown;
}

/** The calls that are being answered, so that closing can end them. */
export class OpenCalls {
  readonly #stops = new Set<AbortController>();
  #closed = false;

  /**
   * Answers a call. What `work` throws becomes the call's status. Its signal aborts when the client goes or the server
   * closes, and then the call is over: it is to end without writing anything more.
   */
  async answer(call: Call, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    call.once('cancelled', () => stop.abort());
    this.#stops.add(stop);
    try {
      if (this.#closed) {
        throw CLOSING;
      }
      await Promise.race([work(stop.signal), ended(stop.signal)]);
    } catch (error) {
      if (!call.cancelled) {
        call.emit('error', refusalOf(error));
      }
    } finally {
      this.#stops.delete(stop);
    }
  }

  close(): void {
    this.#closed = true;
    this.#stops.forEach((stop) => stop.abort(CLOSING));
  }
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

const CLOSING = unavailable('the service is closing');
