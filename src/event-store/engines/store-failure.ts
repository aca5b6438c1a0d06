import { EventDamaged, StoreUnavailable } from '../store-errors.js';

/** What went wrong, in a form that crosses between threads (an error would lose its class on the way). */
export interface StoreFailure {
  readonly damaged: boolean;
  /** As in EventDamaged; -1 unless damaged. */
  readonly position: number;
  readonly detail: string;
}

/** Primary result codes by which SQLite says that the file is not what it wrote: SQLITE_CORRUPT, SQLITE_NOTADB. */
const DAMAGE_CODES = new Set([11, 26]);
/** What Node throws where a stored value, or an instant made from it, cannot be one that was ever appended. */
const IMPOSSIBLE_VALUES = new Set<string | undefined>(['ERR_OUT_OF_RANGE', 'RangeError']);

export function storeFailure(error: unknown): StoreFailure {
  if (error instanceof EventDamaged) {
    return { damaged: true, position: error.position, detail: error.detail };
  }
  if (error instanceof StoreUnavailable) {
    return { damaged: false, position: -1, detail: error.detail };
  }
  const { errcode = 0, code, name, message } = error as NodeJS.ErrnoException & { errcode?: number };
  const damaged =
    DAMAGE_CODES.has(errcode & 0xff) || IMPOSSIBLE_VALUES.has(code) || IMPOSSIBLE_VALUES.has(name);
  return { damaged, position: -1, detail: message };
}

export function errorFrom(failure: StoreFailure): EventDamaged | StoreUnavailable {
  return failure.damaged
    ? new EventDamaged(failure.position, failure.detail)
    : new StoreUnavailable(failure.detail);
}

/** Any failure of SQLite or the file system as an error that the port knows. */
export function storeError(error: unknown): EventDamaged | StoreUnavailable {
  return errorFrom(storeFailure(error));
}
