import type { Answer } from '../deal/knowledge.js';
import type { TimelineEntry } from '../deal/timeline.js';
import { itemsTold, nameOf, sayValue } from '../prose/changes-told.js';
import { sayUndetermined } from '../prose/doubts.js';
import { inOrder } from '../prose/terms-text.js';
import type { Told } from '../prose/told.js';
import { spoken } from '../prose/words.js';
import type { Address } from './address.js';

/** What somebody knows of a deal at a moment, and what it rests on. */
export interface Side {
  /** The address that asks for it alone. */
  readonly address: Address;
  readonly answer: Answer;
  /** The claims that were known. */
  readonly claims: readonly TimelineEntry[];
  /** Who said what: of those, too, that may have been known. */
  readonly told: Told;
}

/** A value in words, and the event that it rests on where it is one. */
export interface Cell {
  readonly said: string;
  readonly event?: string;
  /** What it is told apart by; absent: by what is said. */
  readonly key?: string;
}

/** One fact with its values: one, or as many as a list has. */
export interface Fact {
  readonly name: string;
  readonly cells: readonly Cell[];
}

export const DOUBTS = 'undetermined';
/** The same words by another claim are another member. */
const BY_CLAIM: ReadonlySet<string> = new Set(['statements', 'reviews', 'milestones']);
const LISTS = ['parties', 'statements', 'reviews', 'milestones', 'related'] as const;

/** Every fact that is known, in the order in which facts are shown. */
export function factsOf(side: Side): readonly Fact[] {
  const { answer, told } = side;
  const { status } = answer;
  const facts: Fact[] = [
    { name: 'known', cells: [{ said: answer.known ? 'yes' : 'not yet' }] },
    { name: 'title', cells: answer.title === null ? [] : [{ said: answer.title }] },
    { name: 'status', cells: status === null ? [] : [{ said: spoken(status.value), event: status.event }] },
    {
      name: 'since',
      cells: status === null ? [] : [{ said: told.effect(told.startOf(status), status.since) }],
    },
    {
      name: 'official',
      cells: status?.value === 'confirmed' ? [{ said: answer.officiallyConfirmed ? 'yes' : 'no' }] : [],
    },
    { name: 'disputed', cells: disputesOf(side) },
    ...inOrder(Object.keys(answer.terms)).map((facet) => ({
      name: nameOf({ field: `terms.${facet}` }),
      cells: termOf(side, facet),
    })),
    ...LISTS.map((list) => ({ name: nameOf({ field: list }), cells: itemsOf(side, list) })),
    { name: DOUBTS, cells: sayUndetermined(answer.undetermined, told).map((said) => ({ said })) },
    { name: 'sources', cells: [{ said: String(answer.sources) }] },
  ];
  return facts.filter(({ cells }) => cells.length > 0);
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
