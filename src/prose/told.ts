import type { Answer } from '../deal/knowledge.js';
import type { Source } from '../deal/report.js';
import type { StoredTime } from '../deal/stored-time.js';
import type { Timeline, TimelineEntry } from '../deal/timeline.js';
import { isBefore, isDate, placeOf, type When } from './when.js';

/** The claims that an answer may rest on: tells of each event who said so, and when in the words of its source. */
export class Told {
  private readonly byEvent: ReadonlyMap<string, TimelineEntry>;

  constructor(
    readonly claims: readonly TimelineEntry[],
    readonly when: When,
  ) {
    this.byEvent = new Map(claims.map((claim) => [claim.event, claim]));
  }

  static by(timeline: Timeline, when: When): Told {
    return new Told(timeline.claims, when);
  }

  /** The claims that possibly count of a deal; a link that only possibly counts may have joined others to it. */
  static behind({ deal, alsoRecordedAs }: Answer, possible: Timeline, when: When): Told {
    return new Told(
      possible.claims.filter((claim) => claim.deal === deal || alsoRecordedAs.includes(claim.deal)),
      when,
    );
  }

  entry(event: string): TimelineEntry | undefined {
    return this.byEvent.get(event);
  }

  source(event: string): Source | undefined {
    return this.byEvent.get(event)?.source;
  }

  /** Name of the source of an event. */
  by(event: string): string {
    return this.source(event)?.name ?? 'a source outside this question';
  }

  /** When a claim took effect: as its source gave it where that says the same, else the instant. */
  effect(event: string, at: string): string {
    const entry = this.byEvent.get(event);
    return entry ? this.asGiven(entry.effectiveAt ?? entry.publishedAt, at) : this.when.instant(at);
  }

  /** The claim with which the unbroken run of a status began, as far as it is among these. */
  startOf({ event, since }: { readonly event: string; readonly since: string }): string {
    const type = this.entry(event)?.type;
    const first = this.claims.find(
      (claim) =>
        !claim.removedBy &&
        claim.type === type &&
        [claim.effect.latest, claim.effect.earliest].includes(since),
    );
    return first?.event ?? event;
  }

  /** The claim whose publication let the public know for the first time. */
  firstPublished(firstKnownAt: string): TimelineEntry | undefined {
    return this.claims.find(({ publishedAt }) =>
      [publishedAt?.latest, publishedAt?.earliest].includes(firstKnownAt),
    );
  }

  /** When a claim became public, or that it is not. */
  published({ publishedAt }: TimelineEntry): string {
    return publishedAt ? this.when.given(publishedAt) : 'not published';
  }

  private asGiven(time: StoredTime | undefined, at: string): string {
    const means = time && !isBefore(at, time.earliest) && !isBefore(time.latest, at);
    return means ? this.when.given(time) : this.when.instant(at);
  }

  /** The names of the sources whose claims an answer counts, by the kind of source. */
  sourcesCounted({ asked, undetermined }: Answer): ReadonlyMap<Source['kind'], readonly string[]> {
    const isOpen = new Set(
      asked.certainty === 'possible'
        ? []
        : undetermined.filter(({ why }) => why !== 'removed').map(({ event }) => event),
    );
    const counted = this.claims.filter(
      ({ event, type, removedBy }) => !removedBy && !isOpen.has(event) && !type.startsWith('Report'),
    );
    const byKind = Map.groupBy(counted, ({ source }) => source.kind);
    return new Map(
      [...byKind].map(([kind, claims]) => [kind, [...new Set(claims.map(({ source }) => source.name))]]),
    );
  }

  /** What the report of an event is about, in the recorder's words. */
  summary(event: string): string | undefined {
    const entry = this.byEvent.get(event);
    return entry && this.claimsOf(entry.deal, entry.reportId).find(({ summary }) => summary)?.summary;
  }

  /** The claims of a report, which its deal tells apart from one with the same id under another slug. */
  claimsOf(deal: string, reportId: string): readonly TimelineEntry[] {
    return this.claims.filter((claim) => claim.deal === deal && claim.reportId === reportId);
  }

  /** The claims are of a deal that is recorded under several slugs. */
  get isOfSeveralSlugs(): boolean {
    return new Set(this.claims.map(({ deal }) => deal)).size > 1;
  }

  /** A time that a source gave for exactly this span. */
  timeOfSpan(from: string, to: string): StoredTime | undefined {
    return this.claims
      .flatMap(({ publishedAt, effectiveAt }) => [publishedAt, effectiveAt])
      .find((time) => time?.earliest === from && time.latest === to);
  }

  /** Places other than that of the clocks here in which sources gave bare dates. */
  foreignPlaces(): string[] {
    const zones = this.claims
      .flatMap(({ effectiveAt, publishedAt }) => [effectiveAt, publishedAt])
      .filter((time) => time !== undefined && isDate(time) && time.zone !== this.when.zone)
      .map((time) => placeOf(time!.zone));
    return [...new Set(zones)];
  }
}
