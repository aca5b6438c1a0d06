import { statusOf, type Claim, type DealEvent, type Recorder } from './claim.js';
import { canonicalJson, type Json } from './canonical-json.js';
import { earlier, formatInstant, later, type Instant } from './instant.js';
import { answer } from './knowledge.js';
import type { Question } from './question.js';
import { RecordedDeal } from './recorded-deal.js';
import { SAME_AS, type Report } from './report.js';
import { knowledgeOf } from './reports-known.js';
import type { Fault } from './shape.js';
import { isStatus, isStepBack, STATUS_EVENTS } from './status.js';
import { encodeEvent, type DraftEvent, type ProposedEvent } from './stored-event.js';
import { storeTimes } from './stored-time.js';

/** Why a report is not recorded. `rule` names the rule; each fault points at the field that breaks it. */
export interface Rejection {
  readonly rule: RejectionRule;
  readonly detail: string;
  readonly faults: readonly Fault[];
}

export type RejectionRule =
  | 'not-yet-so'
  | 'title-required'
  | 'confirmed-needs-named-source'
  | 'step-back'
  | 'unknown-report'
  | 'already-removed'
  | 'retraction-of-retraction'
  | 'same-as-itself'
  | 'report-id-taken'
  | 'report-too-large';

export type Decision =
  | { readonly outcome: 'append'; readonly events: readonly ProposedEvent[] }
  /** The same report stands in the record already: nothing to do. `events` are those that hold it. */
  | { readonly outcome: 'recorded'; readonly events: readonly DealEvent[] }
  | { readonly outcome: 'refused'; readonly rejection: Rejection };

/** A report with its id: the caller's, or one made for it. */
export type IdentifiedReport = Report & { readonly reportId: string };

/** Most bytes that the stored events of one report may take together. */
export const MAX_REPORT_BYTES = 512 * 1024;

/** Decides what recording a report means, from all events of its deal and the clock. Nothing is done here. */
export function decide(
  history: readonly DealEvent[],
  report: IdentifiedReport,
  recordedBy: Recorder,
  clock: Instant,
): Decision {
  const drafts = draftsOf(report, recordedBy);
  const before = history.filter(({ reportId }) => reportId === report.reportId);
  if (before.length > 0) {
    return contentOf(before) === contentOf(drafts)
      ? { outcome: 'recorded', events: before }
      : refused(
          'report-id-taken',
          '/reportId',
          `"${report.reportId}" was recorded before with other content; a change is a correction, under an id of its own`,
        );
  }
  const now = later(clock, history.at(-1)?.recordedAt ?? clock);
  const rejection =
    untitled(history, report) ??
    tooEarly(report, clock) ??
    unnamedConfirmation(report) ??
    sameAsItself(report) ??
    wrongTarget(history, report) ??
    uselessRemoval(history, report, now) ??
    stepBack(history, drafts, now);
  if (rejection) {
    return rejection;
  }
  const events = drafts.map(encodeEvent);
  const bytes = events.reduce((sum, { data }) => sum + utf8Length(data), 0);
  return bytes > MAX_REPORT_BYTES
    ? refused(
        'report-too-large',
        '',
        `the events of this report would take ${bytes} bytes; at most ${MAX_REPORT_BYTES} are kept of one report`,
      )
    : { outcome: 'append', events };
}

function refused(rule: RejectionRule, pointer: string, detail: string): Decision & { outcome: 'refused' } {
  return { outcome: 'refused', rejection: { rule, detail, faults: [{ pointer, detail }] } };
}

type Refusal = ReturnType<typeof refused> | null;

/** One draft per claim; removals first, so that no basis ever holds the new claims beside the old ones. */
function draftsOf(report: IdentifiedReport, recordedBy: Recorder): DraftEvent[] {
  const { deal, reportId, source, publishedAt, effectiveAt, receivedAt, title, summary } = report;
  const envelope = {
    deal,
    reportId,
    source,
    recordedBy,
    ...(publishedAt && { publishedAt }),
    ...(effectiveAt && { effectiveAt }),
    ...(receivedAt && { receivedAt }),
  };
  const told = { ...(title !== undefined && { title }), ...(summary !== undefined && { summary }) };
  return claimsOf(report).map((claim, index) => ({ ...envelope, ...(index === 0 && told), index, claim }));
}

function claimsOf(report: Report): Claim[] {
  const { corrects, retracts = [], clerical = false, status, terms } = report;
  return [
    ...(corrects === undefined ? [] : [{ type: 'ReportCorrected' as const, report: corrects, clerical }]),
    ...retracts.map((target) => ({ type: 'ReportRetracted' as const, report: target, clerical })),
    ...(status === undefined ? [] : [{ type: STATUS_EVENTS[status], contested: report.contested ?? false }]),
    ...(terms === undefined ? [] : [{ type: 'TermsReported' as const, terms }]),
    ...(report.parties ?? []).map((party) => ({ type: 'PartyNamed' as const, ...party })),
    ...(report.statements ?? []).map((statement) => ({ type: 'StatementMade' as const, ...statement })),
    ...(report.milestone === undefined ? [] : [{ type: 'MilestoneReached' as const, ...report.milestone }]),
    ...(report.reviews ?? []).map((review) => ({ type: 'ReviewStepTaken' as const, ...review })),
    ...(report.related ?? []).map((link) => ({ type: 'DealLinked' as const, ...link })),
  ];
}

/**
 * What a report says, to tell a repeated report from another: without who handed it in, and without the ends of its
 * times, which another version of the zone tables might set elsewhere.
 */
function contentOf(events: readonly DraftEvent[]): string {
  return canonicalJson(
    events.map(({ reportId, source, publishedAt, effectiveAt, receivedAt, title, summary, claim }) =>
      withoutEnds(
        storeTimes({ reportId, source, publishedAt, effectiveAt, receivedAt, title, summary, claim }),
      ),
    ),
  );
}

function withoutEnds(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(value, (key, member) => (key === 'earliest' || key === 'latest' ? undefined : member)),
  );
}

function untitled(history: readonly DealEvent[], report: Report): Refusal {
  return history.length === 0 && report.title === undefined
    ? refused(
        'title-required',
        '/title',
        `the first report of a deal needs a title, and "${report.deal}" has no report yet`,
      )
    : null;
}

/** What a source says is so was so by the time it said it. What is planned is a facet, what happened is a milestone. */
function tooEarly({ publishedAt, effectiveAt, receivedAt }: Report, clock: Instant): Refusal {
  const now = formatInstant(clock);
  if (publishedAt && publishedAt.earliest > clock) {
    return refused('not-yet-so', '/publishedAt', `${publishedAt.value} has not come yet (it is ${now})`);
  }
  if (receivedAt && receivedAt.earliest > clock) {
    return refused('not-yet-so', '/receivedAt', `${receivedAt.value} has not come yet (it is ${now})`);
  }
  const limit = publishedAt ? earlier(publishedAt.latest, clock) : clock;
  if (effectiveAt && effectiveAt.earliest > limit) {
    const why =
      effectiveAt.earliest > clock ? `has not come yet (it is ${now})` : `is after the report was published`;
    return refused(
      'not-yet-so',
      '/effectiveAt',
      `${effectiveAt.value} ${why}; what is planned is a term such as expectedClosing`,
    );
  }
  return null;
}

function unnamedConfirmation({ status, source }: Report): Refusal {
  return status === 'confirmed' && source.kind === 'press_anonymous'
    ? refused(
        'confirmed-needs-named-source',
        '/status',
        'an anonymous press source cannot confirm a deal; record talks, or name the official source',
      )
    : null;
}

function sameAsItself({ deal, related = [] }: Report): Refusal {
  const place = related.findIndex(({ name, relation }) => relation === SAME_AS && name === deal);
  return place < 0
    ? null
    : refused(
        'same-as-itself',
        `/related/${place}/name`,
        `"${deal}" is the deal of this report; ${SAME_AS} names the other slug under which it is recorded`,
      );
}

/** Removals and statements name earlier reports of the same deal. */
function wrongTarget(history: readonly DealEvent[], report: IdentifiedReport): Refusal {
  const retractions = new Map<string, boolean>();
  for (const { reportId, claim } of history) {
    retractions.set(reportId, retractions.get(reportId) || claim.type === 'ReportRetracted');
  }
  for (const [pointer, target] of namedReports(report)) {
    if (!retractions.has(target)) {
      return refused('unknown-report', pointer, `"${report.deal}" has no earlier report "${target}"`);
    }
    if (pointer.startsWith('/retracts') && report.clerical !== true && retractions.get(target)) {
      return refused(
        'retraction-of-retraction',
        pointer,
        `"${target}" is itself a retraction; what it took back is told again by a new report`,
      );
    }
  }
  return null;
}

/** Every earlier report that a report names, with the place where it does. */
function namedReports({
  corrects,
  retracts = [],
  statements = [],
}: Report): [pointer: string, target: string][] {
  return [
    ...(corrects === undefined ? [] : [['/corrects', corrects] as [string, string]]),
    ...retracts.map((target, index): [string, string] => [`/retracts/${index}`, target]),
    ...statements.flatMap(({ confirms, denies }, index): [string, string][] => {
      const target = confirms ?? denies;
      const named = target !== undefined && !isStatus(target);
      return named
        ? [[`/statements/${index}/${confirms === undefined ? 'denies' : 'confirms'}`, target]]
        : [];
    }),
  ];
}

/**
 * A removal must change what somebody knows: its target still counts for an audience that the removal reaches. What a
 * source took back may still be retracted as our typing error, which undoes more; but not mended, which would bring it back.
 */
function uselessRemoval(history: readonly DealEvent[], report: IdentifiedReport, now: Instant): Refusal {
  const targets = namedReports(report).filter(([pointer]) => !pointer.startsWith('/statements'));
  if (targets.length === 0) {
    return null;
  }
  const known = reached(report, now, Infinity).map((question) => knowledgeOf(history, question));
  for (const [pointer, target] of targets) {
    const undoesMore = report.clerical === true && pointer !== '/corrects';
    const removers = known.map(({ removed }) =>
      removed.get(target)?.find(({ clerical }) => clerical || !undoesMore),
    );
    if (removers.every((remover) => remover !== undefined)) {
      const by = removers[0]?.event.reportId;
      const carried = by === report.corrects ? '; what that one did is carried on, so leave this out' : '';
      const detail = `"${target}" was taken back or corrected already, by "${by}"${carried}`;
      return refused('already-removed', pointer, detail);
    }
  }
  return null;
}

/** The audiences that a report reaches, each asked at the report's own time: the desk now, the public when it is told. */
function reached({ publishedAt }: Report | DraftEvent, now: Instant, basis: number): Question[] {
  const desk: Question = { audience: 'desk', knownAt: now, effectiveAt: now, certainty: 'certain', basis };
  if (!publishedAt) {
    return [desk];
  }
  const told = earlier(publishedAt.latest, now);
  return [desk, { ...desk, audience: 'public', knownAt: told, effectiveAt: told }];
}

/** A status that would be overruled in every audience it reaches is really a correction of what it contradicts. */
function stepBack(history: readonly DealEvent[], drafts: readonly DraftEvent[], now: Instant): Refusal {
  const draft = drafts.find(({ claim }) => statusOf(claim) !== undefined);
  if (!draft || !history.some(({ claim }) => contradicts(claim, draft.claim))) {
    return null;
  }
  const first = (history.at(-1)?.position ?? -1) + 1;
  const proposed = drafts.map((one, place): DealEvent => ({
    ...one,
    id: `proposed-${place}`,
    position: first + place,
    revision: history.length + place,
    recordedAt: now,
  }));
  const id = proposed[draft.index]!.id;
  const folds = reached(draft, now, Infinity).map(
    (question) => answer(RecordedDeal.of([...history, ...proposed]), question)!.status,
  );
  if (!folds.every((status) => status?.overruled.some(({ event }) => event === id))) {
    return null;
  }
  const standing = folds[0]!;
  const against = history.find(({ id: event }) => event === standing.event)?.reportId;
  const detail = `the deal is ${standing.value} since ${standing.since}, and does not step back from there; if "${against}" was wrong, correct or retract it`;
  return refused('step-back', '/status', detail);
}

/** Whether the second status would be a step back from the first. */
function contradicts(before: Claim, after: Claim): boolean {
  const from = statusOf(before);
  return from !== undefined && isStepBack(from, statusOf(after)!);
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    bytes += unit < 0x80 ? 0 : unit < 0x800 ? 1 : unit >= 0xd800 && unit <= 0xdfff ? 1 : 2;
  }
  return bytes;
}
