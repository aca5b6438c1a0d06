import { canonicalJson, type Json } from './canonical-json.js';
import type { DealEvent } from './claim.js';
import { instantOf, type Instant } from './instant.js';
import { foldClaims, type CountedClaim, type Folded } from './fold.js';
import { instantsOfKnowing } from './knowledge-map.js';
import { answer, countedClaims } from './knowledge.js';
import type { Question } from './question.js';
import { FIRST, GrowingRectangles, LAST, type Band, type Rectangle } from './rectangle.js';
import type { RecordedDeal } from './recorded-deal.js';
import { reportsUpTo, type RootOf } from './reports-known.js';

/**
 * A value that a field of a deal had: for whoever asked with `knownFrom <= knownAt < knownTo` about
 * `effectiveFrom <= effectiveAt < effectiveTo`. Null is open.
 */
export interface ValueHeld {
  readonly deal: string;
  readonly field: string;
  readonly value: unknown;
  readonly knownFrom: Instant;
  readonly knownTo: Instant | null;
  readonly effectiveFrom: Instant | null;
  readonly effectiveTo: Instant | null;
  /** The claim that the value rests on; null for titles, which are no claims. */
  readonly event: DealEvent | null;
}

/** Whose history, by which rule: a question without its instants. */
export type HistoryAsked = Omit<Question, 'knownAt' | 'effectiveAt'>;

/**
 * Every value that the fields of a deal ever had, as rectangles of knowledge by effect: title, status, episode,
 * officially_confirmed, disputed (the last three while there is a status), and `terms.` with each facet. A value that comes
 * to rest on another event is a rectangle of its own. Where the deal is known under another slug it has no values: they are
 * of that one. In order of field, then knownFrom, then effectiveFrom.
 */
export function valueHistory(recorded: RecordedDeal, asked: HistoryAsked): ValueHeld[] {
  const steps = stepsOfHistory(recorded, asked);
  let step = steps.next();
  while (!step.done) {
    step = steps.next();
  }
  return step.value;
}

/**
 * The same, with a pause after each step, for those who have other things to do meanwhile.
 *
 * The claims that count are found at each instant at which the audience's knowledge changes, and folded at each instant
 * from which something is so; but not again at those of which it knows what it knew before.
 */
export function* stepsOfHistory(whole: RecordedDeal, asked: HistoryAsked): Generator<void, ValueHeld[]> {
  const recorded = whole.upTo(asked.basis);
  const rectangles = new GrowingRectangles<Rested>();
  let before: Column = { claims: [], cells: [] };
  for (const knownAt of instantsOfKnowing(recorded, asked, 'earliest', 'latest')) {
    const question = { ...asked, knownAt, effectiveAt: FAR };
    const { slug, events } = recorded.at(question);
    if (slug === recorded.slug) {
      const { rootOf } = reportsUpTo(events, asked.basis);
      const now = columnOf(countedClaims(recorded, question), before, rootOf);
      const title = answer(recorded, { ...question, effectiveAt: BEFORE_ALL })?.title ?? null;
      const titled = title === null ? [] : [bandOf(rested('title', title, null), FIRST)];
      rectangles.take({ knownFrom: knownAt, bands: [...titled, ...stretchesOf(now.cells)] });
      before = now;
    } else {
      rectangles.take({ knownFrom: knownAt, bands: [] });
    }
    yield;
  }
  const eventsById = new Map([...recorded.histories.values()].flat().map((event) => [event.id, event]));
  return rectangles
    .all()
    .map((rectangle) => ({ deal: recorded.slug, ...valueHeld(rectangle, eventsById) }))
    .toSorted(compareHeld);
}

/** What was known at one instant about all of time: the claims that count, and what they come to between their effects. */
interface Column {
  readonly claims: readonly CountedClaim[];
  readonly cells: readonly Cell[];
}

interface Cell {
  readonly from: Instant;
  readonly values: readonly Rested[];
}

const FAR = instantOf(8.64e15);
const BEFORE_ALL = instantOf(-8.64e15);

function columnOf(claims: readonly CountedClaim[], before: Column, rootOf: RootOf): Column {
  const unchangedUntil = firstChange(before.claims, claims);
  const edges = [...new Set(claims.map(({ effect }) => effect))].toSorted((a, b) => a - b);
  const cellsBefore = new Map(before.cells.map((cell) => [cell.from, cell]));
  const cells = edges.map((from): Cell => {
    const same = from < unchangedUntil ? cellsBefore.get(from) : undefined;
    const counted = () => claims.filter(({ effect }) => effect <= from);
    return same ?? { from, values: valuesOf(foldClaims(counted(), rootOf)) };
  });
  return { claims, cells };
}

/** The first effect of a claim that counts in one and not in the other; what is so before it is as it was. */
function firstChange(before: Column['claims'], now: Column['claims']): Instant {
  const [ofBefore, ofNow] = [before, now].map((claims) => new Set(claims.map(({ event }) => event.id))) as [
    Set<string>,
    Set<string>,
  ];
  const changed = [
    ...before.filter(({ event }) => !ofNow.has(event.id)),
    ...now.filter(({ event }) => !ofBefore.has(event.id)),
  ];
  return changed.reduce((first, { effect }) => (effect < first ? effect : first), FAR);
}

/** A value of a field, the event it rests on, and what tells it from any other. */
interface Rested {
  readonly field: string;
  readonly value: unknown;
  readonly event: string | null;
  readonly key: string;
}

function rested(field: string, value: unknown, event: string | null): Rested {
  return { field, value, event, key: canonicalJson([field, value as Json, event]) };
}

function valuesOf({ status, episode, officiallyConfirmed, terms }: Folded): Rested[] {
  const ofStatus = status
    ? Object.entries({
        status: status.value,
        episode,
        officially_confirmed: officiallyConfirmed,
        disputed: status.disputed.length > 0,
      }).map(([field, value]) => rested(field, value, status.event))
    : [];
  const ofTerms = Object.entries(terms).map(([facet, { event, ...value }]) =>
    rested(`terms.${facet}`, value, event),
  );
  return [...ofStatus, ...ofTerms];
}

function bandOf(value: Rested, effectiveFrom: Instant): Band<Rested> {
  return { key: value.key, value, effectiveFrom, effectiveTo: LAST };
}

/** Neighbouring cells of the same value, as one band. */
function stretchesOf(cells: readonly Cell[]): Band<Rested>[] {
  const done: Band<Rested>[] = [];
  let running = new Map<string, Band<Rested>>();
  for (const { from, values } of cells) {
    const next = new Map<string, Band<Rested>>();
    for (const value of values) {
      next.set(value.key, running.get(value.key) ?? bandOf(value, from));
    }
    for (const [key, band] of running) {
      if (!next.has(key)) {
        done.push({ ...band, effectiveTo: from });
      }
    }
    running = next;
  }
  return [...done, ...running.values()];
}

function valueHeld(
  { value: { field, value, event }, ...bounds }: Rectangle<Rested>,
  events: ReadonlyMap<string, DealEvent>,
): Omit<ValueHeld, 'deal'> {
  const on = event === null ? undefined : events.get(event);
  return {
    field,
    value,
    knownFrom: bounds.knownFrom,
    knownTo: bound(bounds.knownTo),
    effectiveFrom: bound(bounds.effectiveFrom),
    effectiveTo: bound(bounds.effectiveTo),
    event: on ?? null,
  };
}

function bound(at: Instant): Instant | null {
  return at === FIRST || at === LAST ? null : at;
}

function compareHeld(a: ValueHeld, b: ValueHeld): number {
  return (
    compareText(a.field, b.field) ||
    a.knownFrom - b.knownFrom ||
    (a.effectiveFrom ?? -Infinity) - (b.effectiveFrom ?? -Infinity)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
