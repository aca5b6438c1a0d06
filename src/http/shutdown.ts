import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** How long an upload may go on once the service shuts down; its lines are then answered, but not recorded. */
const UPLOADS_END_AFTER_MS = 1_000;

/** Knows when the service has begun to shut down. */
@Injectable()
export class Shutdown implements OnModuleDestroy {
  private readonly uploadsEnd = new AbortController();
  private readonly began = new AbortController();

  get begun(): boolean {
    return this.began.signal.aborted;
  }

  /** Aborts when it begins: whoever only waits is to wait no longer. */
  get beginning(): AbortSignal {
    return this.began.signal;
  }

  /** Aborts when uploads that still go on are to be cut off. */
  get cutOff(): AbortSignal {
    return this.uploadsEnd.signal;
  }

  onModuleDestroy(): void {
    this.began.abort();
    setTimeout(() => this.uploadsEnd.abort(), UPLOADS_END_AFTER_MS).unref();
  }
}
