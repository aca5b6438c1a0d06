import type { EventType } from './claim.js';
import { found, wrong, type Parsed } from './parsed.js';

/** The version in which each type of event is written now. Event names and versions are the storage format. */
export const currentVersions: Readonly<Record<EventType, number>> = {
  DealRumored: 1,
  TalksReported: 1,
  TermsChangeReported: 1,
  DealConfirmed: 1,
  DealCollapsed: 1,
  TermsReported: 1,
  PartyNamed: 1,
  StatementMade: 1,
  MilestoneReached: 2,
  ReviewStepTaken: 1,
  DealLinked: 1,
  ReportCorrected: 1,
  ReportRetracted: 1,
};

type Data = Record<string, unknown>;

/** One step per version that was ever written: from the version in the key to the next. */
const steps: { readonly [type: string]: { readonly [from: number]: (data: Data) => Data } } = {
  MilestoneReached: {
    // Version 1 held the kind alone, as a string; version 2 made room for a detail.
    1: (data) => ({ ...data, claim: { kind: data.claim } }),
  },
};

/** Brings the data of a stored event to the current version of its type. */
export function upcast(type: string, data: Data): Parsed<Data> {
  const current = Object.hasOwn(currentVersions, type) ? currentVersions[type as EventType] : undefined;
  if (current === undefined) {
    return wrong(`its type "${type}" is none that Knownwhen writes`);
  }
  let version = data.schemaVersion;
  let upcasted = data;
  while (version !== current) {
    const step = typeof version === 'number' ? steps[type]?.[version] : undefined;
    if (step === undefined) {
      return wrong(`its schemaVersion ${String(version)} of ${type} is unknown here`);
    }
    upcasted = step(upcasted);
    version = (version as number) + 1;
  }
  return found(upcasted);
}
