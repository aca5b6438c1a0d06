import type { Change } from '../deal/diff.js';
import type { Link, Milestone, Party, Review, Statement } from '../deal/report.js';
import { sayLink, sayMilestone, sayParty, sayReview, sayStatement } from './claim-text.js';
import type { Figure } from './figures.js';
import { facetName, sayFacet } from './terms-text.js';
import type { When } from './when.js';
import { spoken } from './words.js';

/** What a field of the answer is called: `amount` for `terms.amount`. */
export function nameOf({ field }: Pick<Change, 'field'>): string {
  return field.startsWith('terms.') ? facetName(field.slice('terms.'.length)) : (NAMES[field] ?? field);
}

const NAMES: Readonly<Record<string, string>> = {
  officiallyConfirmed: 'official',
  alsoRecordedAs: 'other slugs',
};

type Item = Party & Statement & Milestone & Review & Link;

const ITEMS: Readonly<Record<string, (item: Item) => string>> = {
  parties: sayParty,
  statements: (item) => `${item.party} ${sayStatement(item)}`,
  milestones: sayMilestone,
  reviews: sayReview,
  related: sayLink,
};

/** The members of a field that is a list, each in words; null for every other field. */
export function itemsTold(field: string, value: unknown): string[] | null {
  const sayItem = ITEMS[field];
  return sayItem === undefined ? null : ((value ?? []) as Item[]).map(sayItem);
}

/** A change in words. */
export type ChangeTold =
  /** A list: members that came and members that went. Both are empty when the same was said again. */
  | { readonly kind: 'items'; readonly came: readonly string[]; readonly went: readonly string[] }
  /** Anything else: what it was and what it is. Both are the same when the same was said again. */
  | { readonly kind: 'value'; readonly was: string; readonly is: string };

export function tellChange({ field, before, after }: Change, when: When): ChangeTold {
  const [was, is] = [itemsTold(field, before), itemsTold(field, after)];
  if (was !== null && is !== null) {
    const came = is.filter((item) => !was.includes(item));
    const went = was.filter((item) => !is.includes(item));
    return { kind: 'items', came, went };
  }
  return { kind: 'value', was: sayValue(field, before, when), is: sayValue(field, after, when) };
}

export function sayValue(field: string, value: unknown, when: When): string {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) {
    return 'nothing';
  }
  if (field === 'status') {
    const { value: status, disputed } = value as { value: string; disputed: readonly unknown[] };
    return `${spoken(status)}${disputed.length > 0 ? ' (disputed)' : ''}`;
  }
  if (field.startsWith('terms.')) {
    return sayFacet(field.slice('terms.'.length), value as Figure, when);
  }
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : `${value as string | number}`;
}
