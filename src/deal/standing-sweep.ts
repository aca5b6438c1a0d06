import { isRemoval } from './claim.js';
import { earlier, type Instant } from './instant.js';
import { knownClaims, reportsKnown, titleOf } from './knowledge.js';
import type { Audience, Question } from './question.js';
import type { OneDeal } from './joinable.js';
import { FIRST, LAST, type Band, type Slab } from './rectangle.js';
import {
  knowableFrom,
  removalsKnown,
  reportsUpTo,
  type Interval,
  type Knowledge,
  type KnownReport,
  type Reports,
} from './reports-known.js';
import { StandingFold, type Standing } from './standing.js';

/** How a deal stood for an audience: what a rectangle of the knowledge map holds. */
export interface MappedDeal extends Standing {
  readonly title: string | null;
  readonly firstKnownAt: Instant;
  readonly alsoRecordedAs: readonly string[];
}

/** A basis that holds all. */
export const NEWEST = Number.MAX_SAFE_INTEGER;

/** Everything that is asked for certain, of the newest basis, from sources of every kind. */
export function everythingKnown(audience: Audience, knownAt: Instant): Question {
  return { audience, knownAt, effectiveAt: knownAt, certainty: 'certain', basis: NEWEST };
}

/** From when a value holds, up to the next. */
type Start = Omit<Band<MappedDeal>, 'effectiveTo'>;

/**
 * How a deal stood for an audience, from one state of its knowledge to the next. What it learns mostly comes last in the
 * order of effect too: the fold then goes on where it stood, and only the last bands are others. Everything is folded anew
 * when something else comes in between, when other reports are removed, or when the title is another.
 */
export class StandingSweep {
  private readonly alsoRecordedAs: readonly string[];
  private readonly reports: Reports;
  private readonly audience: Audience;
  private readonly places: ReadonlyMap<KnownReport, number>;
  /** Reports that the audience does not know yet, the last to become known first. */
  private readonly unknown: { readonly report: KnownReport; readonly knowable: Interval }[];
  private readonly removes: boolean;
  private lastPlace = -1;
  private removed: Knowledge['removed'] = new Map();
  private title: string | null = null;
  private firstKnownAt: Instant | null = null;
  private fold: StandingFold;
  private reached: Instant = FIRST;
  private starts: Start[] = [];

  constructor({ alsoRecordedAs, events }: OneDeal, audience: Audience) {
    const reports = reportsUpTo(events, NEWEST);
    this.alsoRecordedAs = alsoRecordedAs;
    this.reports = reports;
    this.audience = audience;
    this.places = new Map(reports.inOrderOfEffect.map((report, place) => [report, place]));
    this.unknown = reports.inOrderOfEffect
      .flatMap((report) => {
        const knowable = knowableFrom(report, audience);
        return knowable ? [{ report, knowable }] : [];
      })
      .toSorted((a, b) => b.knowable.latest - a.knowable.latest);
    this.removes = reports.inOrderOfEffect.some(({ removals }) => removals.length > 0);
    this.fold = this.newFold();
  }

  /** The state of knowledge from an instant on; instants must be told in order. */
  at(knownFrom: Instant): Slab<MappedDeal> {
    const learned = this.learn(knownFrom);
    const question = everythingKnown(this.audience, knownFrom);
    const removals = this.removes ? removalsKnown(this.reports, question) : null;
    if (this.goesOn(learned, removals?.removed)) {
      return { knownFrom, ...this.goOn(learned, question) };
    }
    this.foldAnew(removals ?? removalsKnown(this.reports, question), question);
    return { knownFrom, bands: this.bandsFrom(0) };
  }

  private learn(knownFrom: Instant): KnownReport[] {
    const learned: KnownReport[] = [];
    while ((this.unknown.at(-1)?.knowable.latest ?? LAST) <= knownFrom) {
      learned.push(this.unknown.pop()!.report);
    }
    return learned.toSorted((a, b) => this.places.get(a)! - this.places.get(b)!);
  }

  private goesOn(learned: readonly KnownReport[], removed: Knowledge['removed'] = this.removed): boolean {
    const title = learned.findLast((report) => report.title !== undefined)?.title ?? this.title;
    const [first] = learned;
    return (
      this.firstKnownAt !== null &&
      title === this.title &&
      (first === undefined || this.places.get(first)! > this.lastPlace) &&
      removed.size === this.removed.size &&
      [...removed.keys()].every((id) => this.removed.has(id)) &&
      learned.every(({ id }) => !removed.has(id))
    );
  }

  private goOn(
    learned: readonly KnownReport[],
    question: Question,
  ): Required<Omit<Slab<MappedDeal>, 'knownFrom'>> {
    const kept = this.take(learned, question);
    // The last of the starts that are kept ends elsewhere, if it has another behind it now.
    const unchanged = Math.max(0, kept - 1);
    return { unchanged, bands: this.bandsFrom(unchanged) };
  }

  private foldAnew(knowledge: Knowledge, question: Question): void {
    const known = reportsKnown(knowledge, question);
    const reports = known.map(({ report }) => report);
    this.lastPlace = known.length === 0 ? -1 : this.places.get(reports.at(-1)!)!;
    this.removed = knowledge.removed;
    this.title = titleOf(reports, knowledge.removed)?.title ?? null;
    this.firstKnownAt =
      known.length === 0 ? null : known.map(({ knowable }) => knowable.latest).reduce(earlier);
    this.fold = this.newFold();
    this.reached = FIRST;
    this.starts = [];
    if (known.length > 0) {
      this.take(
        reports.filter(({ id }) => !knowledge.removed.has(id)),
        question,
      );
    }
  }

  /** Folds reports that come last in the order of effect; returns how many of the first starts are as they were. */
  private take(reports: readonly KnownReport[], question: Question): number {
    let kept = this.starts.length;
    for (const counted of knownClaims(reports, question)) {
      if (!isRemoval(counted.event.claim)) {
        if (counted.effect > this.reached) {
          kept = Math.min(kept, this.start());
          this.reached = counted.effect;
        }
        this.fold.take(counted);
      }
    }
    const last = reports.at(-1);
    this.lastPlace = Math.max(this.lastPlace, last ? this.places.get(last)! : -1);
    return Math.min(kept, this.start());
  }

  /** What holds from the instant of effect that is reached; returns how many starts before it are as they were. */
  private start(): number {
    const value: MappedDeal = {
      title: this.title,
      firstKnownAt: this.firstKnownAt!,
      alsoRecordedAs: this.alsoRecordedAs,
      ...this.fold.standing(),
    };
    const start = { effectiveFrom: this.reached, value, key: JSON.stringify(value) };
    if (this.starts.at(-1)?.effectiveFrom === this.reached) {
      this.starts.pop();
    }
    const kept = this.starts.length;
    if (this.starts.at(-1)?.key !== start.key) {
      this.starts.push(start);
    }
    return kept;
  }

  private bandsFrom(place: number): Band<MappedDeal>[] {
    return this.starts.slice(place).map((start, index) => ({
      ...start,
      effectiveTo: this.starts[place + index + 1]?.effectiveFrom ?? LAST,
    }));
  }

  private newFold(): StandingFold {
    return new StandingFold(this.reports.rootOf);
  }
}
