import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isObject, type Json, type JsonObject } from './pointer.js';

/** The report as it will be sent; what is pasted or written here fills the form. */
export function DraftAsJson({
  report,
  onDraft,
}: {
  readonly report: JsonObject;
  readonly onDraft: (draft: JsonObject) => void;
}): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  const read = typed === null ? null : readDraft(typed);
  const error = read !== null && 'error' in read ? read.error : undefined;
  const take = (text: string) => {
    const now = readDraft(text);
    setTyped(text);
    if ('draft' in now) {
      onDraft(now.draft);
    }
  };
  return (
    <details class="as-json">
      <summary>As JSON: paste a draft, or see what is sent</summary>
      <label for="draft-json">The report as JSON</label>
      <textarea
        id="draft-json"
        rows={16}
        spellcheck={false}
        value={typed ?? JSON.stringify(report, null, 2)}
        {...(error !== undefined && { 'aria-invalid': true })}
        aria-describedby="draft-json-hint"
        onInput={(event) => take(event.currentTarget.value)}
        onBlur={() => error === undefined && setTyped(null)}
      />
      {error !== undefined && <p class="error">{error}</p>}
      <p class="hint" id="draft-json-hint">
        One object in the report format (<a href="/schemas/report.json">its schema</a>). The form follows as
        you write; fields that it does not show are sent as they stand here.
      </p>
    </details>
  );
}

function readDraft(text: string): { readonly draft: JsonObject } | { readonly error: string } {
  if (text.trim() === '') {
    return { draft: {} };
  }
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? { draft: value } : { error: 'A report is one JSON object: { … }.' };
  } catch (error) {
    return { error: `Not JSON yet: ${(error as Error).message}.` };
  }
}
