/** The record at the basis does not hold the deal. */
export class DealNotRecorded extends Error {
  constructor(
    readonly deal: string,
    readonly basis: number,
  ) {
    super(`the record at position ${basis} holds no deal "${deal}"`);
    this.name = 'DealNotRecorded';
  }
}

/** The question names a position that the record has not reached. */
export class BasisNotReached extends Error {
  constructor(
    readonly basis: number,
    readonly head: number,
  ) {
    super(`the record has not reached position ${basis}; its newest event is at ${head}`);
    this.name = 'BasisNotReached';
  }
}

/** The read models did not get to the position in time. */
export class NotProjectedYet extends Error {
  constructor(
    readonly wanted: number,
    readonly position: number,
  ) {
    super(`the read models are at position ${position} and did not reach ${wanted} in time`);
    this.name = 'NotProjectedYet';
  }
}

/** A cursor that was not made by this service for this very question. */
export class BadCursor extends Error {
  constructor() {
    super('the cursor belongs to another question, or to none; ask again without it');
    this.name = 'BadCursor';
  }
}
