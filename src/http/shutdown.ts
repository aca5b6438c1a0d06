import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** How long an upload may go on once the service shuts down; its lines are then answered, but not recorded. */
const UPLOADS_END_AFTER_MS = 1_000;

/** Knows when the service has begun to shut down. */
@Injectable()
export class Shutdown implements OnModuleDestroy {
  private readonly uploadsEnd = new AbortController();
  private hasBegun = false;

  get begun(): boolean {
    return this.hasBegun;
  }

  /** Aborts when uploads that still go on are to be cut off. */
  get cutOff(): AbortSignal {
    return this.uploadsEnd.signal;
  }

  onModuleDestroy(): void {
    this.hasBegun = true;
    setTimeout(() => this.uploadsEnd.abort(), UPLOADS_END_AFTER_MS).unref();
  }
}
