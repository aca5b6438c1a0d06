import type { DealEvent } from './claim.js';
import { changes, type Change } from './diff.js';
import type { Instant } from './instant.js';
import { answer, type Answer } from './knowledge.js';
import { RecordedDeal } from './recorded-deal.js';
import { AUDIENCES, type Audience, type Question } from './question.js';
import { timeline, type TimelineEntry } from './timeline.js';

/** What recording a report would do, before it is done. */
export interface Preview {
  /** The claims that would be appended, in order of effect; each would be one event. */
  readonly claims: readonly PreviewedClaim[];
  readonly desk: Effect;
  readonly public: Effect;
}

/** A claim without what only the store can give it. */
export type PreviewedClaim = Omit<
  TimelineEntry,
  'position' | 'revision' | 'recordedAt' | 'recordedBy' | 'removedBy'
>;

/** What an audience would know now without the report, and with it. */
export interface Effect {
  /** Null when the record does not hold the deal yet. */
  readonly before: Standing | null;
  readonly after: Standing;
  readonly changed: readonly Change[];
}

/** An answer to a question that nobody can ask again: its basis is not in the record. */
export type Standing = Omit<Answer, 'asked'>;

/**
 * Previews what the events of a report would change. `history` holds all events of the deal; `proposed` those that would
 * follow, as they would be recorded `now` (none when the report stands already). Together they are at least one. Links to
 * other deals are left aside: this is about what is recorded under one slug.
 */
export function preview(
  history: readonly DealEvent[],
  proposed: readonly DealEvent[],
  now: Instant,
): Preview {
  const events = [...history, ...proposed];
  const effects = AUDIENCES.map((audience) => [audience, effectOn(audience, history, events, now)] as const);
  const ids = new Set(proposed.map(({ id }) => id));
  const claims = timeline(RecordedDeal.of(events), questionBy('desk', events, now))!.claims;
  return {
    claims: claims.filter(({ event }) => ids.has(event)).map(unplaced),
    ...(Object.fromEntries(effects) as Record<Audience, Effect>),
  };
}

function effectOn(
  audience: Audience,
  history: readonly DealEvent[],
  events: readonly DealEvent[],
  now: Instant,
): Effect {
  const standingOf = (of: readonly DealEvent[]) =>
    of.length === 0 ? null : answer(RecordedDeal.of(of), questionBy(audience, of, now));
  const [before, after] = [standingOf(history), standingOf(events)!];
  return { before: before && standing(before), after: standing(after), changed: changes(before, after) };
}

function questionBy(audience: Audience, events: readonly DealEvent[], now: Instant): Question {
  const basis = events.at(-1)?.position ?? -1;
  return { audience, knownAt: now, effectiveAt: now, certainty: 'certain', basis };
}

function standing({ asked: _, ...said }: Answer): Standing {
  return said;
}

function unplaced({
  position: _,
  revision: __,
  recordedAt: ___,
  recordedBy: ____,
  removedBy: _____,
  ...claim
}: TimelineEntry): PreviewedClaim {
  return claim;
}
