import type { DealEvent } from './claim.js';
import { Joinable, type Histories, type OneDeal } from './joinable.js';
import type { Question } from './question.js';

/** What the record holds of a slug, and of every other that `same_as` links may join with it. */
export class RecordedDeal {
  readonly slug: string;
  /** As it is while no link joins it to another. */
  readonly alone: OneDeal;
  private readonly joinable: Joinable;

  constructor(slug: string, histories: Histories | Joinable) {
    this.slug = slug;
    this.joinable = histories instanceof Joinable ? histories : new Joinable(histories);
    this.alone = { slug, alsoRecordedAs: [], events: this.histories.get(slug) ?? [] };
  }

  /** A deal whose links, if it has any, are left aside; `events` are not empty. */
  static of(events: readonly DealEvent[]): RecordedDeal {
    const { deal } = events[0]!;
    return new RecordedDeal(deal, new Map([[deal, events]]));
  }

  /** By slug. */
  get histories(): Histories {
    return this.joinable.histories;
  }

  /** The events recorded under the slug itself. */
  get events(): readonly DealEvent[] {
    return this.alone.events;
  }

  /** Links may join it to others. */
  get isLinked(): boolean {
    return this.histories.size > 1;
  }

  /** Joined deals may answer under it. */
  get mayBeFirst(): boolean {
    return this.joinable.named.has(this.slug);
  }

  /** The newest event recorded under the slug itself up to a basis. */
  newest(basis: number): DealEvent | undefined {
    return this.events.findLast(({ position }) => position <= basis);
  }

  /** The deal that the slug names for whoever asks. */
  at(question: Question): OneDeal {
    return (this.isLinked && this.joinable.joined(this.slug, question)) || this.alone;
  }

  /** Whether the deal that the slug names answers under it, and not under another slug. */
  isFirst(question: Question): boolean {
    return this.at(question).slug === this.slug;
  }

  /** The same histories, asked for by another of their slugs. */
  as(slug: string): RecordedDeal {
    return new RecordedDeal(slug, this.joinable);
  }

  /** As the record stood at a position. */
  upTo(position: number): RecordedDeal {
    const isWhole = [...this.histories.values()].every(
      (events) => (events.at(-1)?.position ?? -1) <= position,
    );
    return isWhole ? this : new RecordedDeal(this.slug, cut(this.histories, position));
  }
}

function cut(histories: Histories, position: number): Histories {
  const upTo = (events: readonly DealEvent[]) => events.filter((event) => event.position <= position);
  return new Map([...histories].map(([slug, events]) => [slug, upTo(events)]));
}
