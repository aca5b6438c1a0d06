/** The stream's last revision is not the expected one. */
export class StreamMoved extends Error {
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream} is at revision ${actual}, not ${expected}`);
    this.name = 'StreamMoved';
  }
}

/** A stored event (or the file that holds it) is not what was appended. It is never served as truth. */
export class EventDamaged extends Error {
  constructor(
    /** Position of the damaged event; -1 when the damage cannot be pinned to one. */
    readonly position: number,
    detail: string,
  ) {
    super(position < 0 ? `the record is damaged: ${detail}` : `the event at position ${position} is damaged: ${detail}`);
    this.name = 'EventDamaged';
  }
}

/** The newest event is stamped ahead of the clock, so a clock is or was badly wrong; stamping on would invent time. */
export class ClockBehind extends Error {
  constructor(readonly aheadMs: number) {
    super(`the newest event was recorded ${aheadMs} ms ahead of this machine's clock`);
    this.name = 'ClockBehind';
  }
}

/** The record cannot be reached or written now. */
export class StoreUnavailable extends Error {
  constructor(detail: string) {
    super(`the record cannot be written: ${detail}`);
    this.name = 'StoreUnavailable';
  }
}

/** Another process holds this data directory. */
export class DataDirectoryInUse extends Error {
  constructor(
    readonly directory: string,
    readonly holder: string,
  ) {
    super(`the data directory ${directory} is in use by another Knownwhen process (${holder})`);
    this.name = 'DataDirectoryInUse';
  }
}
