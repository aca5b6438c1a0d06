import { Refusal, type Knownwhen } from './knownwhen.js';
import { listed } from '../prose/listed.js';

const MOST_MATCHES = 3;

/** Does something about a deal; when the record holds no such deal, tells which ones are named alike. */
export async function withNearMatches<T>(
  knownwhen: Knownwhen,
  deal: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.rule !== 'deal-not-recorded') {
      throw error;
    }
    const { deals, total } = await knownwhen.list({ limit: '1000' });
    const near = nearest(
      deal,
      deals.map((one) => one.deal),
    );
    throw new Refusal({ ...error.problem, detail: `${error.message}${hint(near, total)}` });
  }
}

function hint(near: readonly string[], total: number): string {
  if (total === 0) {
    return '; it holds no deals at all yet ("import" records some)';
  }
  return near.length > 0 ? `; is it ${listed(near, 'or')}?` : '; "list" tells which deals it holds';
}

/** Names that share a part with a name, or differ from it in few letters; the nearest first. */
export function nearest(name: string, names: readonly string[]): string[] {
  const parts = new Set(name.split('-').filter((part) => part.length > 2));
  return names
    .map((one) => ({
      one,
      distance: distance(name, one) - (one.split('-').some((part) => parts.has(part)) ? 100 : 0),
    }))
    .filter(({ one, distance: far }) => far <= Math.max(1, Math.floor(Math.max(one.length, name.length) / 3)))
    .toSorted((a, b) => a.distance - b.distance || (a.one < b.one ? -1 : 1))
    .slice(0, MOST_MATCHES)
    .map(({ one }) => one);
}

/** How many letters must be put in, left out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1]));
    }
    row = next;
  }
  return row[b.length]!;
}
