import { useMemo, useRef, useState } from 'preact/hooks';
import { readReport } from '../../../deal/report.js';
import type { Fault } from '../../../deal/shape.js';
import type { Form } from './form.js';
import { draftName, dropDraft, keepDraft, keptDraft } from './kept-draft.js';
import { textOf, withValue, type JsonObject } from './pointer.js';
import { reportOfDraft } from './report-of-draft.js';

/** A draft while it is written: what was typed, the report that it makes, and what is still wrong with it. */
export interface Drafting {
  readonly form: Form;
  readonly report: JsonObject;
  readonly deal: string;
  /** What the report format does not allow, with pointers into the draft; empty when the report is whole. */
  readonly faults: readonly Fault[];
  /** Takes another draft in the place of this one. */
  readonly take: (draft: JsonObject) => void;
  /** Says everything that is wrong from now on, of fields not yet visited too. */
  readonly sayAll: () => void;
  readonly saysAll: boolean;
  /** The draft is not needed any more. */
  readonly drop: () => void;
  /** The draft is what was kept when the form was last left. */
  readonly isResumed: boolean;
  /** The browser keeps the draft. */
  readonly isKept: boolean;
  readonly hasBegun: boolean;
}

interface Kept {
  readonly draft: JsonObject;
  readonly nonce: string;
}

/** `refusals` are what the service found wrong, with pointers into the report. */
export function useDraft(
  name: readonly [deal: string | undefined, what: string, report: string | undefined],
  beginning: JsonObject,
  refusals: readonly Fault[],
): Drafting {
  const key = draftName(...name);
  const [resumed] = useState(() => readKept(key));
  const [{ draft, nonce }, setKept] = useState<Kept>(resumed ?? { draft: beginning, nonce: newNonce() });
  const [isKept, setIsKept] = useState(true);
  const [hasBegun, setBegun] = useState(resumed !== null);
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const [saysAll, setSaysAll] = useState(false);

  const newest = useRef(draft);
  newest.current = draft;

  /** Kept at once: the page may be left with the next key. */
  const take = (now: JsonObject) => {
    newest.current = now;
    setBegun(true);
    setKept({ draft: now, nonce });
    setIsKept(keepDraft(key, { draft: now, nonce }));
  };
  const { report, inDraft } = useMemo(() => identified(draft, nonce), [draft]);
  const faults = useMemo(() => faultsIn(report, inDraft), [report]);
  const errors = [...faults, ...refusals.map((one) => ({ ...one, pointer: inDraft(one.pointer) }))];
  const form: Form = {
    draft,
    set: (pointer, value) => take(withValue(newest.current, pointer, value) as JsonObject),
    left: (pointer) => setVisited((before) => new Set([...before, pointer])),
    errorAt: (pointer) =>
      saysAll || visited.has(pointer)
        ? errors.find((one) => one.pointer === pointer)?.detail
        : refusals.find((one) => inDraft(one.pointer) === pointer)?.detail,
  };
  return {
    form,
    report,
    deal: textOf(report, '/deal'),
    faults,
    take,
    sayAll: () => setSaysAll(true),
    saysAll,
    drop: () => {
      dropDraft(key);
      setBegun(false);
      setSaysAll(false);
      setVisited(new Set());
      setKept({ draft: beginning, nonce: newNonce() });
    },
    isResumed: resumed !== null,
    isKept,
    hasBegun,
  };
}

function readKept(key: string): Kept | null {
  const kept = keptDraft(key);
  return kept !== null && typeof kept.nonce === 'string' ? (kept as unknown as Kept) : null;
}

/** What makes the id of a report its own, however often it is sent. */
function newNonce(): string {
  return crypto.randomUUID().slice(0, 8);
}

/** The report with an id, so that sending it again after a lost connection records it once. */
function identified(draft: JsonObject, nonce: string): ReturnType<typeof reportOfDraft> {
  const { report, inDraft } = reportOfDraft(draft);
  const { deal, ...said } = report;
  const reportId = report.reportId ?? `${textOf(report, '/deal') || 'deal'}/${nonce}`;
  return { report: { ...(deal !== undefined && { deal }), reportId, ...said }, inDraft };
}

function faultsIn(report: JsonObject, inDraft: (pointer: string) => string): readonly Fault[] {
  // What a report needs inside of a source is told by its fields, though nothing of the source is given yet.
  const read = readReport({ source: {}, ...report });
  return 'faults' in read ? read.faults.map((one) => ({ ...one, pointer: inDraft(one.pointer) })) : [];
}
