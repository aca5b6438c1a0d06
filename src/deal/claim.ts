import type { ImpreciseTime } from './imprecise-time.js';
import type { Instant } from './instant.js';
import {
  SAME_AS,
  type Link,
  type Milestone,
  type Party,
  type Review,
  type Source,
  type Statement,
} from './report.js';
import { STATUS_EVENTS, type Status, type StatusEventType } from './status.js';
import type { Terms } from './terms.js';

/** One assertion in a report. Each is one event, stored under its `type`. */
export type Claim =
  | { readonly type: StatusEventType; readonly contested: boolean }
  | { readonly type: 'TermsReported'; readonly terms: Terms }
  | ({ readonly type: 'PartyNamed' } & Party)
  | ({ readonly type: 'StatementMade' } & Statement)
  | ({ readonly type: 'MilestoneReached' } & Milestone)
  | ({ readonly type: 'ReviewStepTaken' } & Review)
  | ({ readonly type: 'DealLinked' } & Link)
  | Removal;

/** That an earlier report no longer counts: this report replaces it, or takes it back. */
export interface Removal {
  readonly type: 'ReportCorrected' | 'ReportRetracted';
  /** The reportId of the report that no longer counts. */
  readonly report: string;
  /** It mends our own typing error, not the source's. */
  readonly clerical: boolean;
}

export type EventType = Claim['type'];

/** Who handed a report in, as the process that took it knows. */
export interface Recorder {
  readonly type: 'user' | 'unauthenticated';
  readonly id: string;
}

/** What all claims of one report share. */
export interface Envelope {
  readonly deal: string;
  readonly reportId: string;
  readonly source: Source;
  readonly publishedAt?: ImpreciseTime;
  readonly effectiveAt?: ImpreciseTime;
  readonly receivedAt?: ImpreciseTime;
  readonly recordedBy: Recorder;
}

/** One claim as it stands in the record. */
export interface DealEvent extends Envelope {
  readonly id: string;
  readonly position: number;
  readonly revision: number;
  readonly recordedAt: Instant;
  /** 0-based place in its report; the first carries the report's title and summary. */
  readonly index: number;
  readonly title?: string;
  readonly summary?: string;
  readonly claim: Claim;
}

const statusByEvent = new Map<string, Status>(
  Object.entries(STATUS_EVENTS).map(([status, event]) => [event, status as Status]),
);

/** The status that a claim asserts; undefined for every other claim. */
export function statusOf(claim: Claim): Status | undefined {
  return statusByEvent.get(claim.type);
}

/** The slug of the deal that a claim says is the same; undefined for every other claim. */
export function sameDealAs(claim: Claim): string | undefined {
  return claim.type === 'DealLinked' && claim.relation === SAME_AS ? claim.name : undefined;
}

export function isRemoval(claim: Claim): claim is Removal {
  return claim.type === 'ReportCorrected' || claim.type === 'ReportRetracted';
}
