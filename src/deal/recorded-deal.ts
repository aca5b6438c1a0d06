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

type Histories = ReadonlyMap<string, readonly DealEvent[]>;

/** The slugs that each deal links to as the same deal. */
type Links = ReadonlyMap<string, readonly string[]>;

/**
 * What the record holds of a slug, and of every other that `same_as` links may join with it. Which of them are one deal
 * depends on who asks, and when: a link joins two deals for those who know it and both deals, whatever the instant of
 * effect and the kinds of sources asked for, until its report is corrected or retracted. Joined deals answer under the
 * one that the links lead to.
 */
export class RecordedDeal {
  readonly slug: string;
  /** By slug, each in order; some may be empty. */
  readonly histories: Histories;
  /** As it is while no link joins it to another. */
  readonly alone: OneDeal;
  /** By its slugs. */
  private readonly joined = new Map<string, OneDeal>();

  constructor(slug: string, histories: Histories) {
    this.slug = slug;
    this.histories = histories;
    this.alone = { slug, alsoRecordedAs: [], events: this.events };
  }

  /** A deal whose links, if it has any, are left aside; `events` are not empty. */
  static of(events: readonly DealEvent[]): RecordedDeal {
    const { deal } = events[0]!;
    return new RecordedDeal(deal, new Map([[deal, events]]));
  }

  /** The events recorded under the slug itself. */
  get events(): readonly DealEvent[] {
    return this.histories.get(this.slug) ?? [];
  }

  /** Links may join it to others. */
  get isLinked(): boolean {
    return this.histories.size > 1;
  }

  /** The newest event recorded under the slug itself up to a basis. */
  newest(basis: number): DealEvent | undefined {
    return this.events.findLast(({ position }) => position <= basis);
  }

  /** The deal that the slug names for whoever asks. */
  at(question: Question): OneDeal {
    if (!this.isLinked) {
      return this.alone;
    }
    const links = linksKnown(this.histories, question);
    const slugs = joinedWith(this.slug, links);
    return slugs.length === 1 ? this.alone : this.oneDeal(firstOf(slugs, links, this.histories), slugs);
  }

  /** Whether the deal that the slug names answers under it, and not under another slug. */
  isFirst(question: Question): boolean {
    return this.at(question).slug === this.slug;
  }

  /** The same histories, asked for by another of their slugs. */
  as(slug: string): RecordedDeal {
    return new RecordedDeal(slug, this.histories);
  }

  /** As the record stood at a position. */
  upTo(position: number): RecordedDeal {
    const isWhole = [...this.histories.values()].every(
      (events) => (events.at(-1)?.position ?? -1) <= position,
    );
    return isWhole ? this : new RecordedDeal(this.slug, cut(this.histories, position));
  }

  private oneDeal(slug: string, slugs: readonly string[]): OneDeal {
    const name = [slug, ...slugs].join(' ');
    const deal = this.joined.get(name) ?? {
      slug,
      alsoRecordedAs: slugs.filter((other) => other !== slug).toSorted(),
      events: slugs.flatMap((one) => this.histories.get(one)!).toSorted((a, b) => a.position - b.position),
    };
    this.joined.set(name, deal);
    return deal;
  }
}

function cut(histories: Histories, position: number): Histories {
  const upTo = (events: readonly DealEvent[]) => events.filter((event) => event.position <= position);
  return new Map([...histories].map(([slug, events]) => [slug, upTo(events)]));
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
      said.set(
        slug,
        standing.flatMap((report) => report.events.flatMap(({ claim }) => sameDealAs(claim) ?? [])),
      );
    }
  }
  const joins = (slug: string) => (target: string) => target !== slug && said.has(target);
  return new Map([...said].map(([slug, targets]) => [slug, targets.filter(joins(slug))]));
}

/** A slug and all that links, followed either way, lead to from it. */
function joinedWith(slug: string, links: Links): string[] {
  const joined = new Set([slug]);
  for (const one of joined) {
    links.get(one)?.forEach((target) => joined.add(target));
    links.forEach((targets, other) => targets.includes(one) && joined.add(other));
  }
  return [...joined].toSorted();
}

/** Where the links lead: the deal without a link of its own. Of several, or where all have one, the one recorded first. */
function firstOf(slugs: readonly string[], links: Links, histories: Histories): string {
  const ends = slugs.filter((slug) => links.get(slug)!.length === 0);
  const since = (slug: string) => histories.get(slug)![0]!.position;
  return (ends.length > 0 ? ends : slugs).reduce((first, slug) =>
    since(slug) < since(first) ? slug : first,
  );
}
