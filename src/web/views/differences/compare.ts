import type { Answer } from '../../../deal/knowledge.js';
import type { TimelineEntry } from '../../../deal/timeline.js';
import { itemsTold, nameOf, sayValue } from '../../../prose/changes-told.js';
import { sayUndetermined } from '../../../prose/doubts.js';
import { inOrder } from '../../../prose/terms-text.js';
import type { Told } from '../../../prose/told.js';
import type { Address } from '../../address.js';
import { spoken } from '../../../prose/words.js';

/** What is known on one side, and what it rests on. */
export interface Side {
  /** The address that asks for it alone. */
  readonly address: Address;
  readonly answer: Answer;
  /** The claims that were known. */
  readonly claims: readonly TimelineEntry[];
  /** Who said what: of those, too, that may have been known. */
  readonly told: Told;
}

/** A value of one side, and the event that it rests on where it is one. */
export interface Cell {
  readonly said: string;
  readonly event?: string;
  /** What it is told apart by; absent: by what is said. */
  readonly key?: string;
}

/** One fact on both sides. A fact with many values has a cell for each, those of both sides first. */
export interface FactRow {
  readonly name: string;
  readonly left: readonly Cell[];
  readonly right: readonly Cell[];
  readonly differs: boolean;
  /** It tells what is open, not what is known. */
  readonly isDoubt: boolean;
}

const DOUBTS = 'undetermined';
/** The same words by another claim are another member. */
const BY_CLAIM: ReadonlySet<string> = new Set(['statements', 'reviews', 'milestones']);
const LISTS = ['parties', 'statements', 'reviews', 'milestones', 'related'] as const;

/** Every fact that either side knows. */
export function compareAnswers(left: Side, right: Side): readonly FactRow[] {
  const sides = [left, right] as const;
  const row = (name: string, cellsOf: (side: Side) => readonly Cell[]): FactRow => {
    const [before, after] = sides.map(cellsOf) as [readonly Cell[], readonly Cell[]];
    return {
      name,
      isDoubt: name === DOUBTS,
      left: inCommonFirst(before, after),
      right: inCommonFirst(after, before),
      differs: before.length !== after.length || before.some((cell) => !holds(after, cell)),
    };
  };
  const facets = inOrder(new Set(sides.flatMap(({ answer }) => Object.keys(answer.terms))));
  return [
    row('known', ({ answer }) => [{ said: answer.known ? 'yes' : 'not yet' }]),
    row('title', ({ answer }) => (answer.title === null ? [] : [{ said: answer.title }])),
    row('status', statusOf),
    row('since', ({ answer: { status }, told }) =>
      status === null ? [] : [{ said: told.effect(told.startOf(status), status.since) }],
    ),
    row('official', ({ answer }) =>
      answer.status?.value === 'confirmed' ? [{ said: answer.officiallyConfirmed ? 'yes' : 'no' }] : [],
    ),
    row('disputed', disputesOf),
    ...facets.map((facet) => row(nameOf({ field: `terms.${facet}` }), (side) => termOf(side, facet))),
    ...LISTS.map((list) => row(nameOf({ field: list }), (side) => itemsOf(side, list))),
    row(DOUBTS, ({ answer, told }) => sayUndetermined(answer.undetermined, told).map((said) => ({ said }))),
    row('sources', ({ answer }) => [{ said: String(answer.sources) }]),
  ].filter((one) => one.left.length + one.right.length > 0);
}

function statusOf({ answer: { status } }: Side): readonly Cell[] {
  return status === null ? [] : [{ said: spoken(status.value), event: status.event }];
}

function disputesOf({ answer: { status }, told }: Side): readonly Cell[] {
  return (status?.disputed ?? []).map(({ why, by, at, event }) => ({
    said: `${why === 'denied' ? `denied by ${by}` : `contested, as ${by} tells`}, ${told.effect(event, at)}`,
    event,
  }));
}

function termOf({ answer, told }: Side, facet: string): readonly Cell[] {
  const value = answer.terms[facet as keyof typeof answer.terms];
  return value === undefined
    ? []
    : [{ said: sayValue(`terms.${facet}`, value, told.when), event: value.event }];
}

function itemsOf({ answer }: Side, list: (typeof LISTS)[number]): readonly Cell[] {
  const words = itemsTold(list, answer[list]) ?? [];
  return words.map((said, place) => {
    const { event } = answer[list][place]!;
    return { said, event, ...(BY_CLAIM.has(list) && { key: event }) };
  });
}

/** The same is known on both sides. */
export function holds(cells: readonly Cell[], { said, key = said }: Cell): boolean {
  return cells.some((cell) => (cell.key ?? cell.said) === key);
}

function inCommonFirst(own: readonly Cell[], others: readonly Cell[]): readonly Cell[] {
  return [...own.filter((cell) => holds(others, cell)), ...own.filter((cell) => !holds(others, cell))];
}

/** Which claims each side knows and the other does not, and which the second knows to be taken back. */
export interface ClaimsCompared {
  readonly onlyLeft: readonly TimelineEntry[];
  readonly onlyRight: readonly TimelineEntry[];
  readonly takenBack: readonly TimelineEntry[];
}

export function compareClaims(left: Side, right: Side): ClaimsCompared {
  const known = ({ claims }: Side) => new Map(claims.map((claim) => [claim.event, claim]));
  const [before, after] = [known(left), known(right)];
  return {
    onlyLeft: left.claims.filter(({ event }) => !after.has(event)),
    onlyRight: right.claims.filter(({ event }) => !before.has(event)),
    takenBack: right.claims.filter(
      ({ event, removedBy }) => removedBy && before.has(event) && !before.get(event)!.removedBy,
    ),
  };
}

/** A report that an audience learned of, by its first claim, and the last instant before it can have. */
export interface News {
  readonly before: string;
  readonly first: TimelineEntry;
}

/** The reports that the audience knows, the newest first. */
export function newsOf({ answer, claims }: Side): readonly News[] {
  const reports = [...Map.groupBy(claims, ({ reportId }) => reportId).values()];
  const news = reports.flatMap(([first]) => {
    const at = answer.asked.audience === 'desk' ? first!.recordedAt : first!.publishedAt?.earliest;
    return at === undefined ? [] : [{ before: justBefore(at), first: first! }];
  });
  return news.toSorted((a, b) => Date.parse(b.before) - Date.parse(a.before));
}

function justBefore(at: string): string {
  return new Date(Date.parse(at) - 1).toISOString();
}
