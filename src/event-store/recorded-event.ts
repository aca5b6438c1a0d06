/** An event as handed to the store. `data` is canonical JSON (RFC 8785); the store keeps it byte for byte. */
export interface NewEvent {
  /** UUID, lower case; the same fact must always get the same id. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/** An event as the store gives it back. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** 0-based and dense in its stream. */
  readonly revision: number;
  /** 0-based and dense across the record, the same on every node. */
  readonly position: number;
  /** Milliseconds since 1970-01-01T00:00:00Z, stamped by the store, never going back with position. */
  readonly recordedAt: number;
}

/** What an append did: the last event's revision and position, and the stamp they all carry. */
export interface Appended {
  readonly revision: number;
  readonly position: number;
  readonly recordedAt: number;
  /** True when exactly these events had been appended before and nothing changed now. */
  readonly repeated: boolean;
}

export interface Follow {
  readonly signal: AbortSignal;
  /** Most events in one page; 500 unless told. */
  readonly pageSize?: number;
}

export interface StoreHealth {
  /** Sentences for an operator, each one thing that is wrong now. */
  readonly reasons: readonly string[];
}
