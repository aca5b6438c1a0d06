import { sameDealAs, type DealEvent } from './claim.js';
import type { Question } from './question.js';
import { isReportKnown, knowledgeOf } from './reports-known.js';

/** One deal as it is put to the rule: everything recorded of it, under whichever slugs. */
export interface OneDeal {
  /** The first of its slugs, under which it answers. */
  readonly slug: string;
  /** Its other slugs, in order. */
  readonly alsoRecordedAs: readonly string[];
  /** Its events in the order of their positions. */
  readonly events: readonly DealEvent[];
}

/** By slug, each in order; some may be empty. */
export type Histories = ReadonlyMap<string, readonly DealEvent[]>;

/** The slugs that each deal links to as the same deal; both are known. */
type Links = ReadonlyMap<string, readonly string[]>;

/**
 * Histories that links may join, and which of them are one deal for whoever asks: a link joins two deals for those who know
 * it and both deals, whatever the instant of effect and the kinds of sources asked for, until its report is corrected or
 * retracted. Joined deals answer under the one that the links lead to.
 */
export class Joinable {
  readonly histories: Histories;
  /** The deal of each slug that is joined to another, by the question and by the links. */
  private readonly byQuestion = new Map<string, ReadonlyMap<string, OneDeal>>();
  private readonly byLinks = new Map<string, ReadonlyMap<string, OneDeal>>();
  private readonly bySlugs = new Map<string, OneDeal>();
  private allNamed: ReadonlySet<string> | undefined;

  constructor(histories: Histories) {
    this.histories = histories;
  }

  /** Slugs that links of others ever named: the only ones that joined deals can answer under. */
  get named(): ReadonlySet<string> {
    this.allNamed ??= new Set(
      [...this.histories].flatMap(([slug, events]) =>
        events.flatMap(({ claim }) => sameDealAs(claim) ?? []).filter((other) => other !== slug),
      ),
    );
    return this.allNamed;
  }

  /** The deal of which a slug is one of several, if it is. */
  joined(slug: string, question: Question): OneDeal | undefined {
    const { audience, certainty, knownAt, basis } = question;
    const asked = kept(this.byQuestion, [audience, certainty, knownAt, basis].join(' '), () => {
      const links = linksKnown(this.histories, question);
      return kept(this.byLinks, JSON.stringify([...links]), () => this.joinedBy(links));
    });
    return asked.get(slug);
  }

  private joinedBy(links: Links): ReadonlyMap<string, OneDeal> {
    const neighbours = neighboursBy(links);
    const deals = new Map<string, OneDeal>();
    for (const slug of neighbours.keys()) {
      if (!deals.has(slug)) {
        const slugs = reachedFrom(slug, neighbours);
        const first = firstOf(slugs, links, this.histories);
        const deal = kept(this.bySlugs, [first, ...slugs].join(' '), () => this.oneDeal(first, slugs));
        slugs.forEach((one) => deals.set(one, deal));
      }
    }
    return deals;
  }

  private oneDeal(first: string, slugs: readonly string[]): OneDeal {
    const { histories } = this;
    let events: readonly DealEvent[] | undefined;
    return {
      slug: first,
      alsoRecordedAs: slugs.filter((slug) => slug !== first),
      get events() {
        events ??= slugs.flatMap((slug) => histories.get(slug)!).toSorted((a, b) => a.position - b.position);
        return events;
      },
    };
  }
}

function kept<V>(values: Map<string, V>, key: string, make: () => V): V {
  const value = values.get(key) ?? make();
  values.set(key, value);
  return value;
}

/** For each deal that is known then, those that links known then, and not removed, say it is the same as. */
function linksKnown(histories: Histories, question: Question): Links {
  const said = new Map<string, readonly string[]>();
  for (const [slug, events] of histories) {
    const knowledge = knowledgeOf(events, question);
    const known = [...knowledge.reports.byId.values()].filter((one) =>
      isReportKnown(one, knowledge, question),
    );
    if (known.length > 0) {
      const standing = known.filter(({ id }) => !knowledge.removed.has(id));
      const claims = standing.flatMap((report) => report.events.map(({ claim }) => claim));
      said.set(
        slug,
        claims.flatMap((claim) => sameDealAs(claim) ?? []),
      );
    }
  }
  const joins = (slug: string) => (target: string) => target !== slug && said.has(target);
  return new Map([...said].map(([slug, targets]) => [slug, targets.filter(joins(slug))]));
}

/** Links followed either way; of those that have any. */
function neighboursBy(links: Links): ReadonlyMap<string, readonly string[]> {
  const pairs = [...links].flatMap(([slug, targets]) => targets.map((target) => [slug, target] as const));
  const eitherWay = pairs.flatMap(([slug, target]) => [[slug, target] as const, [target, slug] as const]);
  const grouped = Map.groupBy(eitherWay, ([slug]) => slug);
  return new Map([...grouped].map(([slug, own]) => [slug, own.map(([, other]) => other)]));
}

/** A slug and all that lead to it from neighbour to neighbour, in order. */
function reachedFrom(slug: string, neighbours: ReadonlyMap<string, readonly string[]>): string[] {
  const reached = new Set([slug]);
  for (const one of reached) {
    neighbours.get(one)!.forEach((other) => reached.add(other));
  }
  return [...reached].toSorted();
}

/**
 * Where the links lead: the deal that has no link of its own. Of several, the one recorded first; where the links go in
 * circles, that of all that they name.
 */
function firstOf(slugs: readonly string[], links: Links, histories: Histories): string {
  const ends = slugs.filter((slug) => links.get(slug)!.length === 0);
  const named = new Set(slugs.flatMap((slug) => links.get(slug)!));
  const since = (slug: string) => histories.get(slug)![0]!.position;
  return (ends.length > 0 ? ends : [...named]).reduce((first, slug) =>
    since(slug) < since(first) ? slug : first,
  );
}
