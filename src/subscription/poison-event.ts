/** An event that a follower cannot take in. It is never skipped: the follower stops there until somebody looks. */
export class PoisonEvent extends Error {
  readonly position: number;

  constructor(position: number, detail: string) {
    super(`stopped at position ${position}: ${detail}`);
    this.name = 'PoisonEvent';
    this.position = position;
  }
}
