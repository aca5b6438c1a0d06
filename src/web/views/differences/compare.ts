import type { TimelineEntry } from '../../../deal/timeline.js';
import { reportOf } from '../../../prose/doubts.js';
import { DOUBTS, factsOf, type Cell, type Side } from '../../facts.js';

/** One fact on both sides. A fact with many values has a cell for each, those of both sides first. */
export interface FactRow {
  readonly name: string;
  readonly left: readonly Cell[];
  readonly right: readonly Cell[];
  readonly differs: boolean;
  /** It tells what is open, not what is known. */
  readonly isDoubt: boolean;
}

/** Every fact that either side knows: those of the second in their order, each of the first alone after the one before it. */
export function compareAnswers(left: Side, right: Side): readonly FactRow[] {
  const [before, after] = [factsOf(left), factsOf(right)].map(
    (facts) => new Map(facts.map(({ name, cells }) => [name, cells])),
  ) as [Map<string, readonly Cell[]>, Map<string, readonly Cell[]>];
  return namesOf([...before.keys()], [...after.keys()]).map((name) => {
    const [was, is] = [before.get(name) ?? [], after.get(name) ?? []];
    return {
      name,
      isDoubt: name === DOUBTS,
      left: inCommonFirst(was, is),
      right: inCommonFirst(is, was),
      differs: was.length !== is.length || was.some((cell) => !holds(is, cell)),
    };
  });
}

function namesOf(before: readonly string[], after: readonly string[]): readonly string[] {
  const names = [...after];
  before.forEach((name, place) => {
    if (!names.includes(name)) {
      names.splice(place === 0 ? 0 : names.indexOf(before[place - 1]!) + 1, 0, name);
    }
  });
  return names;
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
  const reports = [...Map.groupBy(claims, reportOf).values()];
  const news = reports.flatMap(([first]) => {
    const at = answer.asked.audience === 'desk' ? first!.recordedAt : first!.publishedAt?.earliest;
    return at === undefined ? [] : [{ before: justBefore(at), first: first! }];
  });
  return news.toSorted((a, b) => Date.parse(b.before) - Date.parse(a.before));
}

function justBefore(at: string): string {
  return new Date(Date.parse(at) - 1).toISOString();
}
