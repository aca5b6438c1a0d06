/*
 * Fields are declared and assigned, not parameter properties: worker threads load this file with its types stripped,
 * and stripping cannot generate an assignment.
 */

/** The stream's last revision is not the expected one. */
export class StreamMoved extends Error {
  readonly stream: string;
  readonly expected: number;
  readonly actual: number;

  constructor(stream: string, expected: number, actual: number) {
    super(`${stream} is at revision ${actual}, not ${expected}`);
    this.name = 'StreamMoved';
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

/** A stored event (or the file that holds it) is not what was appended. It is never served as truth. */
export class EventDamaged extends Error {
  /** Position of the damaged event; -1 when the damage cannot be pinned to one. */
  readonly position: number;
  readonly detail: string;

  constructor(position: number, detail: string) {
    super(
      position < 0
        ? `the record is damaged: ${detail}`
        : `the event at position ${position} is damaged: ${detail}`,
    );
    this.name = 'EventDamaged';
    this.position = position;
    this.detail = detail;
  }
}

/** The newest event is stamped ahead of the clock, so a clock is or was badly wrong; stamping on would invent time. */
export class ClockBehind extends Error {
  readonly aheadMs: number;

  constructor(aheadMs: number) {
    super(`the newest event was recorded ${aheadMs} ms ahead of this machine's clock`);
    this.name = 'ClockBehind';
    this.aheadMs = aheadMs;
  }
}

/** The record cannot be reached or written now. */
export class StoreUnavailable extends Error {
  readonly detail: string;

  constructor(detail: string) {
    super(`the record is unavailable: ${detail}`);
    this.name = 'StoreUnavailable';
    this.detail = detail;
  }
}

/** Another process, or another store in this one, holds this data directory. */
export class DataDirectoryInUse extends Error {
  readonly directory: string;
  readonly holder: string;

  constructor(directory: string, holder: string) {
    super(`the data directory ${directory} is in use by another Knownwhen process (${holder})`);
    this.name = 'DataDirectoryInUse';
    this.directory = directory;
    this.holder = holder;
  }
}

/** A record cannot be copied from there, or to there; the message says why. Nothing was lost. */
export class CopyRefused extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'CopyRefused';
  }
}
