import { compareDecimals, type Decimal } from './decimal.js';
import type { FoldedFacet } from './fold.js';
import { readStoredInstant } from './instant.js';
import type { Answer } from './knowledge.js';
import type { Status } from './status.js';

/** A deal as it stands in the list of deals known then: the head of its {@link Answer}. */
export interface DealRow {
  readonly deal: string;
  /** Its other slugs, as known then. */
  readonly alsoRecordedAs: readonly string[];
  readonly title: string | null;
  readonly status: Status | null;
  readonly since: string | null;
  readonly episode: number;
  readonly officiallyConfirmed: boolean;
  readonly disputed: boolean;
  readonly amount: FoldedFacet | null;
  /** How many sources the counted claims come from. */
  readonly sources: number;
  readonly firstKnownAt: string;
  readonly revision: number;
  /** Whether anything about it is open at the instant asked about. */
  readonly undetermined: boolean;
}

export function rowOf(known: Answer): DealRow {
  return {
    deal: known.deal,
    alsoRecordedAs: known.alsoRecordedAs,
    title: known.title,
    status: known.status?.value ?? null,
    since: known.status?.since ?? null,
    episode: known.episode,
    officiallyConfirmed: known.officiallyConfirmed,
    disputed: known.status !== null && known.status.disputed.length > 0,
    amount: known.terms.amount ?? null,
    sources: known.sources,
    firstKnownAt: known.firstKnownAt!,
    revision: known.revision,
    undetermined: known.undetermined.length > 0,
  };
}

/** Which deals are listed. A deal passes when it passes every filter that is given. */
export interface DealFilter {
  /** `none` stands for a known deal without a status. */
  readonly statuses?: readonly (Status | 'none')[];
  /** A party's name or alias, in any case of letters. */
  readonly party?: string;
  /** Words of a slug, the title or a party's name, in any case of letters. */
  readonly q?: string;
  /** The headline amount is in this currency. */
  readonly currency?: string;
  /** Ends of the figure of the headline amount, of a range its upper end; both belong to it. */
  readonly amountMin?: Decimal;
  readonly amountMax?: Decimal;
  readonly episode?: number;
  readonly disputed?: boolean;
}

export function passes(known: Answer, filter: DealFilter): boolean {
  const names = known.parties.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  return rowPasses(rowOf(known), names, filter);
}

/** What of a row the filters look at. */
export type Filtered = Pick<
  DealRow,
  'deal' | 'alsoRecordedAs' | 'title' | 'status' | 'episode' | 'disputed' | 'amount'
>;

/** Whether a row passes; `names` are those of the parties, with their aliases. */
export function rowPasses(row: Filtered, names: readonly string[], filter: DealFilter): boolean {
  const { statuses, party, q, episode, disputed } = filter;
  return (
    (statuses === undefined || statuses.includes(row.status ?? 'none')) &&
    (episode === undefined || row.episode === episode) &&
    (disputed === undefined || row.disputed === disputed) &&
    isInRange(row.amount, filter) &&
    (party === undefined || names.map(foldCase).includes(foldCase(party))) &&
    (q === undefined || mentions(row, names, wordsOf(q)))
  );
}

function isInRange(amount: FoldedFacet | null, { currency, amountMin, amountMax }: DealFilter): boolean {
  if (currency === undefined && amountMin === undefined && amountMax === undefined) {
    return true;
  }
  return (
    amount !== null &&
    (currency === undefined || amount.currency === currency) &&
    (amountMin === undefined || compareDecimals(figure(amount), amountMin) >= 0) &&
    (amountMax === undefined || compareDecimals(figure(amount), amountMax) <= 0)
  );
}

/** The words that are searched for. */
export function wordsOf(q: string): readonly string[] {
  return foldCase(q).split(/\s+/);
}

function mentions(
  { deal, alsoRecordedAs, title }: Filtered,
  names: readonly string[],
  words: readonly string[],
): boolean {
  const text = foldCase([deal, ...alsoRecordedAs, title ?? '', ...names].join('\n'));
  return words.every((word) => text.includes(word));
}

/** Text as it is searched: whatever the case of its letters. */
export function foldCase(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Orders of the list. `since` and `amount` put the newest and the largest first. Ties are broken by slug. */
export const SORTS = ['deal', 'title', 'since', 'amount'] as const;
export type Sort = (typeof SORTS)[number];

const COMPARE: Record<Sort, (a: DealRow, b: DealRow) => number> = {
  deal: () => 0,
  title: (a, b) => compareText(a.title ?? '\uffff', b.title ?? '\uffff'),
  since: (a, b) => instantIn(b.since) - instantIn(a.since),
  amount: (a, b) => compareAmounts(b.amount, a.amount),
};

/** Deals without a status stand before all time. */
function instantIn(since: string | null): number {
  return since === null ? Number.MIN_SAFE_INTEGER : readStoredInstant(since);
}

export function compareRows(sort: Sort): (a: DealRow, b: DealRow) => number {
  return (a, b) => COMPARE[sort](a, b) || compareText(a.deal, b.deal);
}

/** By currency, then by figure (of a range the upper end); no amount is less than any. */
function compareAmounts(a: FoldedFacet | null, b: FoldedFacet | null): number {
  if (!a || !b) {
    return Number(a !== null) - Number(b !== null);
  }
  return compareText(String(b.currency), String(a.currency)) || compareDecimals(figure(a), figure(b));
}

function figure(amount: FoldedFacet): string {
  return String(amount.max ?? amount.value);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
