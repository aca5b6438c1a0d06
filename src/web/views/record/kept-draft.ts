import { isObject, type JsonObject } from './pointer.js';

/*
 * What was typed is kept in this browser until it is recorded or thrown away: a closed tab, a lost connection or a refusal
 * loses nothing. One draft for each thing that is being written.
 */

const PREFIX = 'knownwhen.draft.';

/** Under which name a draft is kept: of the deal it is about, and of the report that it corrects or retracts. */
export function draftName(deal: string | undefined, what: string, report: string | undefined): string {
  return PREFIX + JSON.stringify([deal ?? null, what, report ?? null]);
}

export function keptDraft(name: string): JsonObject | null {
  try {
    const draft: unknown = JSON.parse(localStorage.getItem(name) ?? 'null');
    return isObject(draft as JsonObject) ? (draft as JsonObject) : null;
  } catch {
    return null; // not kept, or storage is closed to this page
  }
}

/** Keeps a draft; false where the browser does not allow it. */
export function keepDraft(name: string, draft: JsonObject): boolean {
  try {
    localStorage.setItem(name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // nothing was kept
  }
}
