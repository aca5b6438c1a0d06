import type { ServerResponse } from 'node:http';
import type { StreamSink } from '../feed/live-streams.js';

/** A response as the place where a stream goes. */
export class ResponseSink implements StreamSink {
  constructor(private readonly response: ServerResponse) {}

  write(bytes: Uint8Array | string): boolean {
    return this.response.write(bytes);
  }

  onceDrained(callback: () => void): void {
    this.response.once('drain', callback);
  }

  end(): void {
    this.response.end();
  }

  cut(): void {
    this.response.destroy();
  }
}
