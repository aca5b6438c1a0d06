/**
 * The whole state of the page stands in its address, so that a link is an answer: `/?deal=shell-bp&view=map&knownAt=2025-06-26`.
 * What an address leaves out is the default, so two people who ask the same have the same address.
 */

export const VIEWS = ['deals', 'deal', 'timeline', 'map', 'differences', 'record', 'print'] as const;
export type View = (typeof VIEWS)[number];

export const PAGE_AUDIENCES = ['public', 'desk'] as const;
export type PageAudience = (typeof PAGE_AUDIENCES)[number];

/** What is free text in an address: the service judges it, so that a bad one is told by the rule that it breaks. */
const TEXTS = [
  'knownAt',
  'effectiveAt',
  'certainty',
  'sourceKind',
  'basis',
  'status',
  'party',
  'q',
  'sort',
  'event',
  'by',
  'from',
  'fromAudience',
  'report',
] as const;
type TextName = (typeof TEXTS)[number];

export interface Address extends Readonly<Partial<Record<TextName, string>>> {
  readonly view: View;
  /** Slug of the deal that is looked at. */
  readonly deal?: string;
  readonly audience: PageAudience;
  /** IANA zone in which dates are read and times are shown. */
  readonly zone: string;
}

/** The views of one deal; all others are of all of them. */
const OF_ONE_DEAL: ReadonlySet<View> = new Set(['deal', 'timeline', 'map', 'differences']);

/** Reads the query of an address, `?deal=...`; what it does not understand it leaves out. */
export function parseAddress(query: string): Address {
  const given = new URLSearchParams(query);
  const deal = textOf(given, 'deal');
  const view = VIEWS.find((one) => one === given.get('view')) ?? (deal === undefined ? 'deals' : 'deal');
  const texts = TEXTS.flatMap((name) => {
    const value = textOf(given, name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    view: deal === undefined && OF_ONE_DEAL.has(view) ? 'deals' : view,
    ...(deal !== undefined && { deal }),
    audience: given.get('audience') === 'desk' ? 'desk' : 'public',
    zone: textOf(given, 'zone') ?? 'UTC',
    ...(Object.fromEntries(texts) as Partial<Record<TextName, string>>),
  };
}

/** Writes an address, always in the same order and without what is the default. */
export function formatAddress(address: Address): string {
  const { view, deal, audience, zone } = address;
  const usual = deal === undefined ? 'deals' : 'deal';
  const parts: (readonly [string, string | undefined])[] = [
    ['deal', deal],
    ['view', view === usual ? undefined : view],
    ['audience', audience === 'public' ? undefined : audience],
    ['zone', zone === 'UTC' ? undefined : zone],
    ...TEXTS.map((name) => [name, address[name]] as const),
  ];
  const given = parts.filter((part): part is [string, string] => part[1] !== undefined && part[1] !== '');
  return given.length === 0 ? '/' : `/?${new URLSearchParams(given).toString()}`;
}

/** An address with other values; undefined takes one away. */
export type Change = { readonly [Name in keyof Address]?: Address[Name] | undefined };

export function changed(address: Address, change: Change): Address {
  const merged = { ...address, ...change };
  return parseAddress(formatAddress(merged as Address).slice(1));
}

/** The question that an address asks, as parameters of the service. */
export function questionOf({ audience, zone, ...address }: Address): Readonly<Record<string, string>> {
  const asked = { knownAt: address.knownAt, effectiveAt: address.effectiveAt, basis: address.basis };
  const kinds = { certainty: address.certainty, sourceKind: address.sourceKind };
  const given = Object.entries({ ...asked, ...kinds }).filter(
    (part): part is [string, string] => part[1] !== undefined,
  );
  return { audience, ...(zone !== 'UTC' && { zone }), ...Object.fromEntries(given) };
}

/** Whether an address asks about now: then answers move as the record grows. */
export function isAboutNow({ knownAt, basis }: Address): boolean {
  return knownAt === undefined && basis === undefined;
}

function textOf(given: URLSearchParams, name: string): string | undefined {
  const value = given.get(name)?.trim();
  return value === '' ? undefined : value;
}
