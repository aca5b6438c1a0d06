import { canonicalJson, type Json } from './canonical-json.js';
import type { Claim, DealEvent, Envelope, EventType } from './claim.js';
import { instantOf } from './instant.js';
import { found, wrong, type Parsed } from './parsed.js';
import { isObject } from './shape.js';
import { readTimes, storeTimes } from './stored-time.js';
import { currentVersions, upcast } from './upcast.js';

/** An event that has been decided and not yet appended: its type and its data as canonical JSON (RFC 8785). */
export interface ProposedEvent {
  readonly type: EventType;
  readonly data: string;
}

/** One claim of a report before it has an id, a position and a stamp. */
export interface DraftEvent extends Envelope {
  readonly index: number;
  readonly title?: string;
  readonly summary?: string;
  readonly claim: Claim;
}

/** The event as any store gives it back. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly revision: number;
  readonly position: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly recordedAt: number;
}

/**
 * Writes a claim in its stored form: `{ claim, deal, effectiveAt?, index, publishedAt?, receivedAt?, recordedBy, reportId,
 * schemaVersion, source, summary?, title? }`, times as `{ value, zone, earliest, latest }`, figures as decimal strings.
 */
export function encodeEvent(draft: DraftEvent): ProposedEvent {
  const { type, ...claim } = draft.claim;
  const data = { ...draft, claim, schemaVersion: currentVersions[type] };
  return { type, data: canonicalJson(storeTimes(data) as Json) };
}

/** Reads a stored event of any schema version that was ever written. Anything else is said, never guessed at. */
export function decodeEvent(stored: StoredEvent): Parsed<DealEvent> {
  const raw = parseObject(stored.data);
  if (!raw.ok) {
    return raw;
  }
  const current = upcast(stored.type, raw.value);
  if (!current.ok) {
    return current;
  }
  let timesAreWhole = true;
  readTimes(current.value, () => (timesAreWhole = false));
  const { schemaVersion: _, claim, ...envelope } = current.value;
  const flaw = timesAreWhole ? flawIn(stored.type, envelope, claim) : 'time';
  if (flaw !== null) {
    return wrong(`its ${flaw} is not as ${stored.type} is stored`);
  }
  return found({
    ...(envelope as unknown as Omit<DraftEvent, 'claim'>),
    id: stored.id,
    position: stored.position,
    revision: stored.revision,
    recordedAt: instantOf(stored.recordedAt),
    claim: { type: stored.type, ...(claim as object) } as Claim,
  });
}

/** The data of an event in the version in which its type is written now, as JSON: what is stored, where that is current. */
export function currentData(stored: StoredEvent): Parsed<string> {
  if (currentVersions[stored.type as EventType] === 1) {
    return found(stored.data);
  }
  const raw = parseObject(stored.data);
  const current = raw.ok ? upcast(stored.type, raw.value) : raw;
  if (!raw.ok || !current.ok) {
    return current as Parsed<string>;
  }
  if (current.value === raw.value) {
    return found(stored.data);
  }
  const schemaVersion = currentVersions[stored.type as EventType];
  return found(canonicalJson({ ...(current.value as { [name: string]: Json }), schemaVersion }));
}

function parseObject(data: string): Parsed<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? found(value) : wrong('its data is no JSON object');
  } catch {
    return wrong('its data is not JSON');
  }
}

/** What cannot be as encodeEvent wrote it; null if all can. */
function flawIn(type: string, envelope: Record<string, unknown>, claim: unknown): string | null {
  const { source, recordedBy } = envelope;
  if (typeof envelope.deal !== 'string') {
    return 'deal';
  }
  if (typeof envelope.reportId !== 'string') {
    return 'reportId';
  }
  if (!Number.isInteger(envelope.index)) {
    return 'index';
  }
  if (!isObject(source) || typeof source.name !== 'string' || typeof source.kind !== 'string') {
    return 'source';
  }
  if (!isObject(recordedBy) || typeof recordedBy.id !== 'string') {
    return 'recordedBy';
  }
  const time = TIMES.find((name) => !isTimeOrAbsent(envelope[name]));
  if (time !== undefined) {
    return time;
  }
  const isWhole =
    isObject(claim) && needed[type as EventType].every((member) => Object.hasOwn(claim, member));
  return isWhole ? null : 'claim';
}

const TIMES = ['publishedAt', 'effectiveAt', 'receivedAt'] as const;

function isTimeOrAbsent(value: unknown): boolean {
  return value === undefined || (isObject(value) && typeof value.earliest === 'number');
}

/** The members without which a claim cannot be folded. */
const needed: Readonly<Record<EventType, readonly string[]>> = {
  DealRumored: ['contested'],
  TalksReported: ['contested'],
  TermsChangeReported: ['contested'],
  DealConfirmed: ['contested'],
  DealCollapsed: ['contested'],
  TermsReported: ['terms'],
  PartyNamed: ['name', 'roles'],
  StatementMade: ['party', 'position'],
  MilestoneReached: ['kind'],
  ReviewStepTaken: ['authority', 'step'],
  DealLinked: ['name', 'relation'],
  ReportCorrected: ['report', 'clerical'],
  ReportRetracted: ['report', 'clerical'],
};
