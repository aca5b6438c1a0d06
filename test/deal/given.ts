import { decide, type Decision, type RejectionRule } from '../../src/deal/decide.js';
import type { DealEvent } from '../../src/deal/claim.js';
import { instantOf, later, parseInstant, type Instant } from '../../src/deal/instant.js';
import { answer, type Answer } from '../../src/deal/knowledge.js';
import { readQuestion, settle, type Question, type RawParameters } from '../../src/deal/question.js';
import { readReport } from '../../src/deal/report.js';
import type { StoredEvent } from '../../src/deal/stored-event.js';
import { timeline, type Timeline } from '../../src/deal/timeline.js';
import { oracleAnswer, oracleTimeline } from '../oracle/oracle.js';
import { decoded, recordedDeal, type RawReport } from './history.js';

/** A report and when it was handed in. */
export interface HandedIn {
  readonly at: string;
  readonly report: RawReport;
}

/** A report about `acme-beta` from The Wire, told and recorded at `at` unless it says otherwise. */
export function report(told: string, reportId: string, says: RawReport): HandedIn {
  const raw = {
    reportId,
    deal: 'acme-beta',
    title: 'Acme and Beta',
    source: THE_WIRE,
    publishedAt: told,
    ...says,
  };
  return { at: told, report: raw };
}

/** The same, known to the desk alone. */
export function deskNote(told: string, reportId: string, says: RawReport): HandedIn {
  return report(told, reportId, { source: { name: 'Desk', kind: 'internal' }, publishedAt: null, ...says });
}

export const THE_WIRE = { name: 'The Wire', kind: 'press' };
export const ACME = { name: 'Acme', kind: 'company' };
export const BETA = { name: 'Beta', kind: 'company' };

const recordedBy = { type: 'user', id: 'tester' } as const;

export function at(text: string): Instant {
  const parsed = parseInstant(text);
  if (!parsed.ok) {
    throw new Error(`${text} ${parsed.detail}`);
  }
  return parsed.value;
}

/**
 * A record of one deal or several, and what may be asked of it (of its first deal, unless told) or recorded on top. Events
 * are called `<reportId>#<index>`.
 */
export function given(...handedIn: HandedIn[]) {
  const deals = new Map<string, StoredEvent[]>();
  for (const one of handedIn) {
    const decision = decideOn(deals, one);
    if (decision.outcome !== 'append') {
      throw new Error(`given report is not recorded: ${JSON.stringify(decision)}`);
    }
    const before = deals.get(dealOf(one)) ?? [];
    deals.set(dealOf(one), [...before, ...appended(deals, one, decision)]);
  }
  const first = [...deals.keys()][0] ?? 'acme-beta';
  return {
    whenRecording: (one: HandedIn) => outcomeOf(decideOn(deals, one)),
    whenAsked: (parameters: RawParameters = {}, deal = first) =>
      answerTo(deals, deal, questionOf(deals, parameters)),
    stored: allStored(deals),
    recorded: (deal = first) => recordedDeal(deals, deal),
    events: (): DealEvent[] => decoded(allStored(deals)),
  };
}

type Deals = ReadonlyMap<string, readonly StoredEvent[]>;

function dealOf({ report: { deal } }: HandedIn): string {
  return deal as string;
}

function allStored(deals: Deals): StoredEvent[] {
  return [...deals.values()].flat().toSorted((a, b) => a.position - b.position);
}

function decideOn(deals: Deals, one: HandedIn): Decision {
  const read = readReport(one.report);
  if (!('report' in read)) {
    throw new Error(`given report cannot be read: ${JSON.stringify(read.faults)}`);
  }
  const identified = { ...read.report, reportId: one.report.reportId as string };
  return decide(decoded(deals.get(dealOf(one)) ?? []), identified, recordedBy, at(one.at));
}

function appended(deals: Deals, one: HandedIn, { events }: Decision & { outcome: 'append' }): StoredEvent[] {
  const before = allStored(deals);
  const revision = deals.get(dealOf(one))?.length ?? 0;
  const recordedAt = later(at(one.at), instantOf(before.at(-1)?.recordedAt ?? 0));
  return events.map(({ type, data }, index) => ({
    type,
    data,
    id: `${String(one.report.reportId)}#${index}`,
    revision: revision + index,
    position: before.length + index,
    recordedAt,
  }));
}

function questionOf(deals: Deals, parameters: RawParameters): Question {
  const read = readQuestion(parameters);
  if (!('asked' in read)) {
    throw new Error(`question cannot be read: ${JSON.stringify(read.faults)}`);
  }
  const stored = allStored(deals);
  const basis = read.asked.basis ?? stored.length - 1;
  const recordedAt = instantOf(stored[basis]?.recordedAt ?? 0);
  return settle(read.asked, basis, recordedAt, at('2030-01-01T00:00:00Z'));
}

export type PartOf<T> = T extends readonly (infer M)[]
  ? readonly PartOf<M>[]
  : T extends object
    ? { readonly [K in keyof T]?: PartOf<T[K]> }
    : T;

function answerTo(deals: Deals, deal: string, question: Question) {
  const found = answer(recordedDeal(deals, deal), question);
  const claims = timeline(recordedDeal(deals, deal), question);
  expect(asJson(found)).toEqual(oracleAnswer(deals, deal, question));
  expect(asJson(claims)).toEqual(oracleTimeline(deals, deal, question));
  return {
    /** The answer holds at least this. */
    answers: (expected: PartOf<Answer>) => expect(found).toMatchObject(expected),
    /** The timeline holds these events, in this order. */
    tells: (...events: string[]) => expect(claims?.claims.map(({ event }) => event)).toEqual(events),
    isNotHeld: () => expect(found).toBeNull(),
    answer: found as Answer,
    timeline: claims as Timeline,
  };
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function outcomeOf(decision: Decision) {
  return {
    thenAppends: (...types: string[]) =>
      expect(decision).toMatchObject({ outcome: 'append', events: types.map((type) => ({ type })) }),
    thenIsRecordedAlready: (...events: string[]) =>
      expect(decision).toMatchObject({ outcome: 'recorded', events: events.map((id) => ({ id })) }),
    thenRefuses: (rule: RejectionRule, pointer: string, words: RegExp = /./) => {
      expect(decision).toMatchObject({
        outcome: 'refused',
        rejection: { rule, faults: [{ pointer, detail: expect.stringMatching(words) as string }] },
      });
    },
  };
}
