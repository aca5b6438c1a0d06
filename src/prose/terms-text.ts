import type { Facet, Terms } from '../deal/terms.js';
import type { StoredTime } from '../deal/stored-time.js';
import { sayFigure, type Figure } from './figures.js';
import { counted } from './listed.js';
import { spoken } from './words.js';
import type { When } from './when.js';

type Component = NonNullable<Terms['components']>[number];
type Tranche = Omit<NonNullable<Terms['tranches']>[number], 'due'> & { readonly due?: StoredTime };

type Say = (value: Figure, when: When) => string;

const money: Say = (value) => sayFigure(value);
const perShare: Say = (value) => sayFigure(value, { per: 'a share' });
const percent: Say = (value) => sayFigure(value, { percent: true });
const time: Say = (value, when) => when.given(value as unknown as StoredTime);

/** What each facet is called, and how its value is said; in the order in which they are shown. */
const FACETS: Readonly<Record<Facet, readonly [label: string, say: Say]>> = {
  amount: ['amount', money],
  stakePct: ['stake', percent],
  pricePerShare: ['price', perShare],
  cashPerShare: ['cash', perShare],
  exchangeRatio: ['exchange ratio', (value) => sayFigure(value)],
  premiumPct: ['premium', percent],
  valuation: ['valuation', money],
  financingTotal: ['financing', money],
  consideration: ['paid in', (value) => spoken(String(value.value))],
  components: ['comes with', (value) => sayAll(value, sayComponent)],
  tranches: ['in parts', (value, when) => sayAll(value, (one) => sayTranche(one, when))],
  breakFee: ['break fee', money],
  reverseBreakFee: ['reverse break fee', money],
  votesForPct: ['votes in favour', percent],
  longStopDate: ['long-stop date', time],
  electionDeadline: ['election deadline', time],
  offerDeadline: ['offer deadline', time],
  standstillUntil: ['standstill until', time],
  expectedSigning: ['expected signing', time],
  expectedVote: ['expected vote', time],
  expectedClosing: ['expected closing', time],
};

const ORDER = Object.keys(FACETS) as Facet[];

export function inOrder(facets: Iterable<string>): string[] {
  return [...facets].toSorted((a, b) => ORDER.indexOf(a as Facet) - ORDER.indexOf(b as Facet));
}

export function facetName(facet: string): string {
  return FACETS[facet as Facet]?.[0] ?? facet;
}

/** A facet in the form of answers: lists as `{ items }`, single words as `{ value }`. */
export function sayFacet(facet: string, value: Figure, when: When): string {
  const say = FACETS[facet as Facet]?.[1];
  return say ? say(value, when) : JSON.stringify(value);
}

/** A facet with what it lists item by item; all others are one. */
export function itemsOf(facet: string, value: Figure, when: When): string[] {
  const items = (value.items as readonly Figure[] | undefined)?.map((item) => ({ items: [item] }));
  return (items ?? [value]).map((one) => sayFacet(facet, one, when));
}

/** The terms of one claim, in the form in which the record holds them. */
export function sayTerms(terms: Figure, when: When): string {
  return inOrder(Object.keys(terms))
    .map((facet) => `${facetName(facet)} ${sayFacet(facet, asAnswered(terms[facet]), when)}`)
    .join('; ');
}

/** `at least $10bn`, `a stake of at least 5%`, `$54.20 a share`: the size of a deal in a sentence; null if none is told. */
export function saySize(terms: { readonly [facet: string]: Figure | undefined }): {
  readonly said: string;
  readonly event: string;
} | null {
  for (const facet of ['amount', 'stakePct', 'pricePerShare'] as const) {
    const figure = terms[facet];
    if (figure) {
      const { basis: _, ...bare } = figure;
      const said =
        facet === 'stakePct' ? `a stake of ${percent(bare, NO_TIME)}` : FACETS[facet][1](bare, NO_TIME);
      return { said, event: String(figure.event) };
    }
  }
  return null;
}

/** Figures hold no times. */
const NO_TIME = undefined as unknown as When;

function asAnswered(value: unknown): Figure {
  if (Array.isArray(value)) {
    return { items: value };
  }
  return typeof value === 'object' && value !== null ? (value as Figure) : { value };
}

function sayAll(value: Figure, say: (item: Figure) => string): string {
  return (value.items as readonly Figure[]).map(say).join('; ');
}

function sayComponent(item: Figure): string {
  const { kind, detail, amount, durationYears } = item as unknown as Component;
  const size = amount === undefined ? '' : ` ${sayFigure(amount)}`;
  const years = durationYears === undefined ? '' : ` over ${counted(durationYears, 'year')}`;
  return `${spoken(kind)}${size}${years}${detail === undefined ? '' : ` (${detail})`}`;
}

function sayTranche(item: Figure, when: When): string {
  const { amount, condition, due } = item as unknown as Tranche;
  const needs = condition === undefined ? '' : ` (${condition})`;
  const by = due === undefined ? '' : `, due ${when.given(due)}`;
  return `${sayFigure(amount)}${needs}${by}`;
}
