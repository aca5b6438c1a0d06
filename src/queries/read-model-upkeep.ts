import { Injectable } from '@nestjs/common';
import { ReadModels } from '../projections/read-models.js';

/** Where the read models stand. Positions are those of the last event taken in; -1 while there is none. */
export interface ReadModelStanding {
  /** Position of the newest event of the record. */
  readonly head: number;
  readonly generation: number;
  readonly positions: Readonly<Record<string, number>>;
  /** How far the rebuild that runs now has come; null while none runs. */
  readonly rebuild: { readonly position: number; readonly head: number } | null;
  /** Why the last rebuild failed; null when it did not. */
  readonly lastFailure: string | null;
}

/** What an operator sees of the read models, and has done to them. */
@Injectable()
export class ReadModelUpkeep {
  private progress: ReadModelStanding['rebuild'] = null;
  private lastFailure: string | null = null;

  constructor(private readonly readModels: ReadModels) {}

  async standing(): Promise<ReadModelStanding> {
    const { generation, positions } = this.readModels.status();
    const head = await this.readModels.head();
    return { head, generation, positions, rebuild: this.progress, lastFailure: this.lastFailure };
  }

  /** Starts to make all read models anew beside the live ones; false when that is under way already. */
  startRebuild(): boolean {
    if (this.progress || this.readModels.status().rebuilding) {
      return false;
    }
    void this.rebuild();
    return true;
  }

  private async rebuild(): Promise<void> {
    this.progress = { position: -1, head: -1 };
    this.lastFailure = null;
    try {
      await this.readModels.rebuild((position, head) => {
        this.progress = { position, head };
      });
    } catch (error) {
      this.lastFailure = error instanceof Error ? error.message : String(error);
    } finally {
      this.progress = null;
    }
  }
}
