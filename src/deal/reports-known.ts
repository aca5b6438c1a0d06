import { isRemoval, type DealEvent, type Removal } from './claim.js';
import { earlier, instantOf, type Instant } from './instant.js';
import type { Question } from './question.js';
import { STATUSES } from './status.js';

/** A report as the record holds it up to a basis, with the instants from which its parts count. */
export interface KnownReport {
  /** Its reportId; behind the slug and a space where its deal is joined to one that was recorded before it. */
  readonly id: string;
  readonly events: readonly DealEvent[];
  readonly position: number;
  readonly recordedAt: Instant;
  /** When its source made it public, capped by recordedAt; absent: it is not public. */
  readonly published: Interval | undefined;
  readonly effective: Interval;
  /** Its own title, or that of the report that it mends. */
  readonly title: string | undefined;
  /** The report at the root of its chain of clerical corrections; itself when it is none. */
  readonly root: KnownReport;
  /** What it removes: what it says so itself, and what the reports that it clerically corrects did. */
  readonly removals: readonly RemovalOfReport[];
}

/** From the earliest to the latest instant that is meant. */
export interface Interval {
  readonly earliest: Instant;
  readonly latest: Instant;
}

export interface RemovalOfReport {
  /** Id of the report that is removed. */
  readonly target: string;
  readonly clerical: boolean;
  /** The event that says so. */
  readonly event: DealEvent;
}

/** The reports that the events up to `basis` make up. */
export function reportsUpTo(events: readonly DealEvent[], basis: number): Reports {
  const last = events.at(-1);
  if (!last || last.position > basis) {
    return group(events.filter(({ position }) => position <= basis));
  }
  const before = wholeHistories.get(events);
  const reports = before ?? group(events);
  if (!before) {
    wholeHistories.set(events, reports);
  }
  return reports;
}

/** The reports of one deal up to a basis. */
export interface Reports {
  /** By id, in the order in which they were recorded. */
  readonly byId: ReadonlyMap<string, KnownReport>;
  readonly rootOf: RootOf;
  /** By latest effectiveAt, then latest publishedAt (absent: recordedAt), then position of the root of the chain. */
  readonly inOrderOfEffect: readonly KnownReport[];
}

/**
 * The id of the report at the root of the chain of clerical corrections that a target of statements belongs to, which is
 * named as it is named under a slug; a status is its own, and a report that is not there is told apart by its slug.
 */
export type RootOf = (target: string, slug: string) => string;

/** Most questions are put to the newest basis, again and again to the same history. */
const wholeHistories = new WeakMap<readonly DealEvent[], Reports>();

function group(events: readonly DealEvent[]): Reports {
  const byId = new Map<string, KnownReport>();
  const idOf: IdOf = (reportId, slug) => (slug === events[0]!.deal ? reportId : `${slug} ${reportId}`);
  for (const [id, own] of Map.groupBy(events, ({ reportId, deal }) => idOf(reportId, deal))) {
    byId.set(id, describeReport(id, own, byId, idOf));
  }
  return {
    byId,
    inOrderOfEffect: [...byId.values()].toSorted(compareEffect),
    rootOf: (target, slug) =>
      byId.get(idOf(target, slug))?.root.id ??
      (STATUSES.some((status) => status === target) ? target : idOf(target, slug)),
  };
}

/** The id of a report among all of a deal: reportIds are unique under a slug, and hold no spaces. */
type IdOf = (reportId: string, slug: string) => string;

/** Under one slug the reportId is enough. */
const byReportId: IdOf = (reportId) => reportId;

function compareEffect(a: KnownReport, b: KnownReport): number {
  return (
    a.effective.latest - b.effective.latest ||
    toldAt(a) - toldAt(b) ||
    a.root.position - b.root.position ||
    a.position - b.position
  );
}

/** When it was told: published, or else recorded. The second part of the order of effect. */
export function toldAt(report: KnownReport): Instant {
  return report.published?.latest ?? report.root.recordedAt;
}

/** The report that these events make up, after those recorded `before` it. */
export function describeReport(
  id: string,
  events: readonly DealEvent[],
  before: Reports['byId'],
  idOf: IdOf = byReportId,
): KnownReport {
  const { position, recordedAt, publishedAt, effectiveAt } = events[0]!;
  const mended = clericallyCorrected(events, before, idOf);
  const firstRecordedAt = mended?.root.recordedAt ?? recordedAt;
  const published = publishedAt && capped(publishedAt, firstRecordedAt, recordedAt);
  const effect = effectiveAt ?? publishedAt ?? { earliest: firstRecordedAt, latest: firstRecordedAt };
  const { earliest, latest } = capped(effect, firstRecordedAt, recordedAt);
  const told = earlier(latest, published?.latest ?? latest);
  const report: KnownReport = {
    id,
    events,
    position,
    recordedAt,
    published,
    effective: { earliest: earlier(earliest, told), latest: told },
    title: events[0]!.title ?? mended?.title,
    removals: [...ownRemovals(events, idOf), ...inheritedRemovals(events, mended)],
    get root() {
      return mended?.root ?? report;
    },
  };
  return report;
}

/**
 * Nothing was so later than it was recorded. In a chain of clerical corrections that is when its root was, so that mending
 * a typing error moves nothing; unless the mended time is later still.
 */
function capped({ earliest, latest }: Interval, firstRecordedAt: Instant, recordedAt: Instant): Interval {
  const cap = earliest > firstRecordedAt ? recordedAt : firstRecordedAt;
  return { earliest: earlier(earliest, cap), latest: earlier(latest, cap) };
}

function clericallyCorrected(
  events: readonly DealEvent[],
  before: Reports['byId'],
  idOf: IdOf,
): KnownReport | undefined {
  for (const { claim, deal } of events) {
    if (claim.type === 'ReportCorrected' && claim.clerical) {
      return before.get(idOf(claim.report, deal));
    }
  }
  return undefined;
}

function ownRemovals(events: readonly DealEvent[], idOf: IdOf): RemovalOfReport[] {
  return events
    .filter((event): event is DealEvent & { claim: Removal } => isRemoval(event.claim))
    .map((event) => ({
      target: idOf(event.claim.report, event.deal),
      clerical: event.claim.clerical,
      event,
    }));
}

/** A clerical correction of a correction or retraction does in its place what that one did. */
function inheritedRemovals(events: readonly DealEvent[], mended: KnownReport | undefined): RemovalOfReport[] {
  const correction = events.find(({ claim }) => claim.type === 'ReportCorrected');
  return correction && mended ? mended.removals.map((removal) => ({ ...removal, event: correction })) : [];
}

/** What of a deal's reports an audience can know at an instant, and which of them no longer count. */
export interface Knowledge {
  readonly reports: Reports;
  /** Reports that no longer count, with the removals that say so. */
  readonly removed: ReadonlyMap<string, readonly RemovalOfReport[]>;
  /** Reports that may no longer count: the instant asked about lies in the interval of the removal's publication. */
  readonly perhapsRemoved: ReadonlyMap<string, Interval>;
  /** Reports that this audience never saw: for the public, those that were our own typing error. */
  readonly neverSeen: ReadonlySet<string>;
}

/** What could be known and what is removed, for a question about the deal of these events. */
export function knowledgeOf(events: readonly DealEvent[], question: Question): Knowledge {
  return removalsKnown(reportsUpTo(events, question.basis), question);
}

/**
 * Which reports are removed for an audience at an instant. Newest first: a clerical removal undoes its target whole,
 * with what that had removed; a source's removal is final, whatever becomes of the remover.
 */
export function removalsKnown(reports: Reports, { audience, knownAt }: Question): Knowledge {
  const removed = new Map<string, RemovalOfReport[]>();
  const perhapsRemoved = new Map<string, Interval>();
  for (const report of [...reports.byId.values()].toReversed()) {
    for (const removal of isUndone(removed, report.id) ? [] : report.removals) {
      const from = countsFrom(report, removal, audience);
      if (from && from.latest <= knownAt) {
        removed.set(removal.target, [...(removed.get(removal.target) ?? []), removal]);
      } else if (from && from.earliest <= knownAt && !perhapsRemoved.has(removal.target)) {
        perhapsRemoved.set(removal.target, from);
      }
    }
  }
  const undone = [...removed.keys()].filter((id) => isUndone(removed, id));
  return { reports, removed, perhapsRemoved, neverSeen: new Set(audience === 'public' ? undone : []) };
}

function isUndone(removed: Knowledge['removed'], id: string): boolean {
  return removed.get(id)?.some(({ clerical }) => clerical) ?? false;
}

const ALWAYS: Interval = { earliest: instantOf(-Infinity), latest: instantOf(-Infinity) };

/** From when a removal counts for an audience; null: never. */
function countsFrom(
  report: KnownReport,
  { clerical }: RemovalOfReport,
  audience: Question['audience'],
): Interval | null {
  if (audience === 'public' && clerical) {
    return ALWAYS; // the public never saw our typing error
  }
  return knowableFrom(report, audience);
}

/** From when an audience could know a report; null: never. */
export function knowableFrom(report: KnownReport, audience: Question['audience']): Interval | null {
  if (audience === 'desk') {
    return { earliest: report.recordedAt, latest: report.recordedAt };
  }
  return report.published ?? null;
}

/** Whether the audience could know a report by then, removed since or not. */
export function isReportKnown(report: KnownReport, { neverSeen }: Knowledge, question: Question): boolean {
  const knowable = neverSeen.has(report.id) ? null : knowableFrom(report, question.audience);
  return knowable !== null && isKnown(knowable, question);
}

/** Whether what could be known from an interval on counts as known by then. */
export function isKnown(knowable: Interval, { certainty, knownAt }: Question): boolean {
  return (certainty === 'possible' ? knowable.earliest : knowable.latest) <= knownAt;
}
