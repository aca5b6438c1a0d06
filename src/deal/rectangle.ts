import { instantOf, type Instant } from './instant.js';

/** Before all time, and after it: the ends of what is open. Exact in every number that holds instants. */
export const FIRST = instantOf(-Number.MAX_SAFE_INTEGER);
export const LAST = instantOf(Number.MAX_SAFE_INTEGER);

/** A value that held for what was known from `knownFrom` on about what was so from `effectiveFrom` on; both half open. */
export interface Rectangle<V> {
  readonly value: V;
  readonly knownFrom: Instant;
  readonly knownTo: Instant;
  readonly effectiveFrom: Instant;
  readonly effectiveTo: Instant;
}

/** One state of knowledge, until the next: how things stood along the axis of effect. */
export interface Slab<V> {
  readonly knownFrom: Instant;
  /** How many of the first bands of the slab before stand as they were; none unless told. */
  readonly unchanged?: number;
  /** The bands behind those. */
  readonly bands: readonly Band<V>[];
}

/** What held for a stretch of effect; equal keys mean equal values. */
export interface Band<V> {
  readonly effectiveFrom: Instant;
  readonly effectiveTo: Instant;
  readonly key: string;
  readonly value: V;
}

/** Puts bands together that meet and hold the same; `starts` are where values begin, in order, each up to the next. */
export function bandsOf<V>(
  starts: Iterable<{ readonly effectiveFrom: Instant; readonly key: string; readonly value: V }>,
): Band<V>[] {
  const bands: { effectiveFrom: Instant; effectiveTo: Instant; key: string; value: V }[] = [];
  for (const start of starts) {
    const last = bands.at(-1);
    if (last?.key !== start.key) {
      if (last) {
        last.effectiveTo = start.effectiveFrom;
      }
      bands.push({ ...start, effectiveTo: LAST });
    }
  }
  return bands;
}

/**
 * The rectangles of slabs that follow one another: a band that goes on from slab to slab makes one rectangle. `before` are
 * the rectangles that cover the instant just before the first slab, their `knownTo` open.
 */
export function rectanglesOf<V>(
  slabs: Iterable<Slab<V>>,
  before: readonly { readonly key: string; readonly rectangle: Rectangle<V> }[] = [],
): Rectangle<V>[] {
  const rectangles = new GrowingRectangles<V>(before);
  for (const slab of slabs) {
    rectangles.take(slab);
  }
  return rectangles.all();
}

/** The same, slab by slab, for those who have other things to do meanwhile. */
export class GrowingRectangles<V> {
  private readonly done: Rectangle<V>[] = [];
  /** What the last slab is made of, in the order of its bands. */
  private readonly open: Named<V>[];

  constructor(before: readonly { readonly key: string; readonly rectangle: Rectangle<V> }[] = []) {
    this.open = before.map(({ key, rectangle }) => ({ name: nameOf(rectangle, key), rectangle }));
  }

  take({ knownFrom, unchanged = 0, bands }: Slab<V>): void {
    const before = new Map(this.open.splice(unchanged).map((one) => [one.name, one]));
    for (const { key, ...band } of bands) {
      const name = nameOf(band, key);
      this.open.push(before.get(name) ?? { name, rectangle: { ...band, knownFrom, knownTo: LAST } });
      before.delete(name);
    }
    for (const { rectangle } of before.values()) {
      this.done.push({ ...rectangle, knownTo: knownFrom });
    }
  }

  all(): Rectangle<V>[] {
    return [...this.done, ...this.open.map(({ rectangle }) => rectangle)];
  }
}

interface Named<V> {
  readonly name: string;
  readonly rectangle: Rectangle<V>;
}

function nameOf(
  { effectiveFrom, effectiveTo }: Pick<Rectangle<unknown>, 'effectiveFrom' | 'effectiveTo'>,
  key: string,
): string {
  return `${effectiveFrom} ${effectiveTo} ${key}`;
}
