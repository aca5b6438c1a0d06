import { canonicalJson, type Json } from './canonical-json.js';
import type { DealEvent } from './claim.js';
import { instantOf, type Instant } from './instant.js';
import { answer, countedClaims, type Answer } from './knowledge.js';
import type { Question } from './question.js';
import { knowableFrom, reportsUpTo } from './reports-known.js';

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
 * to rest on another event is a rectangle of its own. In order of field, then knownFrom, then effectiveFrom.
 *
 * The rule is asked at each instant at which the audience's knowledge changes, about each instant from which something is
 * so; but not again about those of which it knows what it knew before.
 */
export function valueHistory(events: readonly DealEvent[], asked: HistoryAsked): ValueHeld[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const history = new OpenRectangles(byId);
  let before: Column = { claims: [], cells: [] };
  for (const knownAt of instantsOfLearning(events, asked)) {
    const now = columnAt(events, { ...asked, knownAt }, before);
    history.learn(knownAt, now.cells);
    before = now;
  }
  return history.all().toSorted(compareHeld);
}

/** What was known at one instant about all of time: the claims that count, and the answers between their effects. */
interface Column {
  readonly claims: readonly { readonly event: DealEvent; readonly effect: Instant }[];
  readonly cells: readonly Cell[];
}

interface Cell {
  readonly from: Instant;
  readonly answer: Answer;
}

const FAR = instantOf(8.64e15);
const BEFORE_ALL = instantOf(-8.64e15);

function columnAt(
  events: readonly DealEvent[],
  question: Omit<Question, 'effectiveAt'>,
  before: Column,
): Column {
  const claims = countedClaims(events, { ...question, effectiveAt: FAR });
  const unchangedUntil = firstChange(before.claims, claims);
  const edges = [...new Set([BEFORE_ALL, ...claims.map(({ effect }) => effect)])].toSorted((a, b) => a - b);
  const { known: isKnown, title } = answer(events, { ...question, effectiveAt: BEFORE_ALL })!;
  const cellsBefore = new Map(before.cells.map((cell) => [cell.from, cell]));
  const cells = edges.map((from): Cell => {
    const same = from < unchangedUntil ? cellsBefore.get(from) : undefined;
    // These two do not hang on what is so, but on what is known alone.
    return same
      ? { from, answer: { ...same.answer, known: isKnown, title } }
      : { from, answer: answer(events, { ...question, effectiveAt: from })! };
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

/** Each instant at which a report comes to be known or taken back; nothing changes between two of them. */
function instantsOfLearning(events: readonly DealEvent[], { basis, audience }: HistoryAsked): Instant[] {
  const instants = [...reportsUpTo(events, basis).byId.values()].flatMap((report) => {
    const knowable = knowableFrom(report, audience);
    return knowable ? [knowable.earliest, knowable.latest] : [];
  });
  return [...new Set(instants)].toSorted((a, b) => a - b);
}

/** A value of a field, and the event it rests on. */
interface Rested {
  readonly field: string;
  readonly value: unknown;
  readonly event: string | null;
}

function valuesOf({ title, status, episode, officiallyConfirmed, terms }: Answer): Rested[] {
  const ofStatus = status
    ? Object.entries({
        status: status.value,
        episode,
        officially_confirmed: officiallyConfirmed,
        disputed: status.disputed.length > 0,
      }).map(([field, value]) => ({ field, value, event: status.event }))
    : [];
  const ofTerms = Object.entries(terms).map(([facet, { event, ...value }]) => ({
    field: `terms.${facet}`,
    value,
    event,
  }));
  return [
    ...(title === null ? [] : [{ field: 'title', value: title, event: null }]),
    ...ofStatus,
    ...ofTerms,
  ];
}

/** The rectangles that are open, by what makes them the same, and those that have closed. */
class OpenRectangles {
  readonly #closed: ValueHeld[] = [];
  readonly #byId: ReadonlyMap<string, DealEvent>;
  #open = new Map<string, ValueHeld>();

  constructor(byId: ReadonlyMap<string, DealEvent>) {
    this.#byId = byId;
  }

  /** Goes on with the rectangles that are there still, closes the others and opens those that are new. */
  learn(knownAt: Instant, cells: readonly Cell[]): void {
    const now = new Map<string, ValueHeld>();
    for (const held of this.#stretches(knownAt, cells)) {
      const { field, value, event, effectiveFrom, effectiveTo } = held;
      const key = canonicalJson([field, value as Json, event?.id ?? null, effectiveFrom, effectiveTo]);
      now.set(key, this.#open.get(key) ?? held);
    }
    for (const [key, held] of this.#open) {
      if (!now.has(key)) {
        this.#closed.push({ ...held, knownTo: knownAt });
      }
    }
    this.#open = now;
  }

  all(): ValueHeld[] {
    return [...this.#closed, ...this.#open.values()];
  }

  /** Neighbouring cells of the same value, as one stretch of effect. */
  #stretches(knownFrom: Instant, cells: readonly Cell[]): ValueHeld[] {
    const done: ValueHeld[] = [];
    let running = new Map<string, ValueHeld>();
    for (const { from, answer: known } of cells) {
      const next = new Map<string, ValueHeld>();
      for (const { field, value, event } of known.known ? valuesOf(known) : []) {
        const key = canonicalJson([field, value as Json, event]);
        const held = {
          deal: known.deal,
          field,
          value,
          knownFrom,
          knownTo: null,
          effectiveFrom: from === BEFORE_ALL ? null : from,
          effectiveTo: null,
          event: event === null ? null : (this.#byId.get(event) ?? null),
        };
        next.set(key, running.get(key) ?? held);
      }
      for (const [key, held] of running) {
        if (!next.has(key)) {
          done.push({ ...held, effectiveTo: from });
        }
      }
      running = next;
    }
    return [...done, ...running.values()];
  }
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
