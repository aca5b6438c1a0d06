import { Injectable } from '@nestjs/common';
import { Clock } from '../deal/clock.js';
import { instantOf } from '../deal/instant.js';
import { settle, type Asked, type Question } from '../deal/question.js';
import type { Readers } from '../projections/readers.js';
import { ReadModels } from '../projections/read-models.js';
import { BasisNotReached, NotProjectedYet } from './query-errors.js';

/** How long a question waits for the read models to reach the position it needs. */
const MOST_WAIT_MS = 5_000;

/** A settled question, and the readers that answer it until they are released. */
export interface Held {
  readonly readers: Readers;
  readonly question: Question;
  readonly release: () => void;
}

/** Puts questions to the read models: waits for the position they need and fills in their defaults. */
@Injectable()
export class Questions {
  constructor(
    private readonly readModels: ReadModels,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers with everything that the question leaves open filled in. Rejects with NotProjectedYet when `minPosition` (or
   * the basis) is not reached within 5 s, with BasisNotReached when the record does not go as far as the basis.
   */
  async put<T>(
    asked: Asked,
    minPosition: number | undefined,
    work: (readers: Readers, question: Question) => T | Promise<T>,
  ): Promise<T> {
    await this.reach(Math.max(asked.basis ?? -1, minPosition ?? -1), asked.basis);
    return this.readModels.read((readers, position) => {
      const basis = asked.basis ?? position;
      const stamp = readers.claims.recordedAt(basis) ?? instantOf(0);
      return work(readers, settle(asked, basis, stamp, this.clock.now()));
    });
  }

  /**
   * The same for answers that are given out piece by piece: lends the readers until `release` is called, which must happen
   * whatever becomes of the answer.
   */
  hold(asked: Asked, minPosition: number | undefined): Promise<Held> {
    return new Promise((resolve, reject) => {
      const lend = (readers: Readers, question: Question) =>
        new Promise<void>((release) => resolve({ readers, question, release }));
      this.put(asked, minPosition, lend).catch(reject);
    });
  }

  private async reach(wanted: number, basis: number | undefined): Promise<void> {
    if (wanted <= this.readModels.position) {
      return;
    }
    const head = await this.readModels.head();
    if (basis !== undefined && basis > head) {
      throw new BasisNotReached(basis, head);
    }
    if (!(await this.readModels.reached(wanted, MOST_WAIT_MS))) {
      throw new NotProjectedYet(wanted, this.readModels.position);
    }
  }
}
