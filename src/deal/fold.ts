import { statusOf, type Claim, type DealEvent } from './claim.js';
import { formatInstant, type Instant } from './instant.js';
import type { RootOf } from './reports-known.js';
import type { Link, Milestone, Party, Position, Review, Statement } from './report.js';
import { isObject } from './shape.js';
import { isStepBack, type Status } from './status.js';
import { storeTimes } from './stored-time.js';
import type { Facet } from './terms.js';

/** A claim that counts, at the instant from which it counts. */
export interface CountedClaim {
  readonly event: DealEvent;
  /** When it took effect: the latest instant meant when certainty is asked for, the earliest when possibility is. */
  readonly effect: Instant;
  /** Id of the report at the root of its report's chain of clerical corrections. */
  readonly root: string;
}

/** What the counted claims add up to. Every value names the event it rests on. */
export interface Folded {
  readonly status: FoldedStatus | null;
  /** 1, plus one for each departure from `collapsed`. */
  readonly episode: number;
  readonly officiallyConfirmed: boolean;
  readonly terms: { readonly [facet in Facet]?: FoldedFacet };
  readonly parties: readonly (Party & { readonly event: string })[];
  readonly statements: readonly FoldedStatement[];
  readonly milestones: readonly (Milestone & Placed)[];
  readonly reviews: readonly (Review & Placed)[];
  readonly related: readonly (Link & { readonly event: string })[];
  /** How many sources the counted claims come from. */
  readonly sources: number;
}

export interface FoldedStatus {
  readonly value: Status;
  /** Start of the unbroken run of claims of this status. */
  readonly since: string;
  /** The last claim of the run. */
  readonly event: string;
  /** Claims that would have been a step back, and so did not move the status. */
  readonly overruled: readonly ({ readonly value: Status; readonly by: string } & Placed)[];
  /** Who disputes the status. */
  readonly disputed: readonly ({ readonly why: 'contested' | 'denied'; readonly by: string } & Placed)[];
}

/** When something took effect, and the event that says so. */
export interface Placed {
  readonly at: string;
  readonly event: string;
}

export type FoldedFacet = { readonly event: string } & { readonly [member: string]: unknown };

export interface FoldedStatement extends Placed {
  readonly party: string;
  readonly position: Position;
  readonly about?: string;
  readonly confirms?: string;
  readonly denies?: string;
}

/** Folds counted claims, in order of effect. By `rootOf` a denial of a report also meets the mended report. */
export function foldClaims(claims: readonly CountedClaim[], rootOf: RootOf): Folded {
  const parties = foldParties(claims);
  const statements = foldStatements(claims, parties, rootOf);
  const { run, overruled, episode } = foldStatus(claims);
  return {
    status: run && describeStatus(run, overruled, statements),
    episode,
    officiallyConfirmed: run !== null && isOfficiallyConfirmed(run, statements),
    terms: foldTerms(claims),
    parties,
    statements: statements.map(({ effect: _, target: __, ...statement }) => statement),
    milestones: accumulate(claims, 'MilestoneReached'),
    reviews: accumulate(claims, 'ReviewStepTaken'),
    related: foldLinks(claims),
    sources: new Set(claims.map(({ event }) => event.source.name)).size,
  };
}

/** An unbroken run of claims of one status. */
export interface Run {
  readonly status: Status;
  readonly claims: readonly CountedClaim[];
  /** The episode of the deal in which it lies. */
  readonly episode: number;
}

interface StatusSoFar {
  readonly run: Run | null;
  readonly overruled: readonly CountedClaim[];
  readonly episode: number;
}

function foldStatus(claims: readonly CountedClaim[]): StatusSoFar {
  const { runs, overruled } = foldRuns(claims);
  const run = runs.at(-1);
  return { run: run ?? null, overruled, episode: run?.episode ?? 1 };
}

/** Every run that a deal went through, in order of effect, and the claims that were steps back. */
export function foldRuns(claims: readonly CountedClaim[]): {
  readonly runs: readonly Run[];
  readonly overruled: readonly CountedClaim[];
} {
  const runs: { status: Status; claims: CountedClaim[]; episode: number }[] = [];
  const overruled: CountedClaim[] = [];
  for (const claim of claims) {
    const status = statusOf(claim.event.claim);
    if (status === undefined) {
      continue;
    }
    const run = runs.at(-1);
    if (run && isStepBack(run.status, status)) {
      overruled.push(claim);
    } else if (run?.status === status) {
      run.claims.push(claim);
    } else {
      const episode = (run?.episode ?? 1) + Number(run?.status === 'collapsed');
      runs.push({ status, claims: [claim], episode });
    }
  }
  return { runs, overruled };
}

function describeStatus(
  run: Run,
  overruled: readonly CountedClaim[],
  statements: readonly StandingStatement[],
): FoldedStatus {
  return {
    value: run.status,
    since: formatInstant(startOf(run)),
    event: run.claims.at(-1)!.event.id,
    overruled: overruled.map((claim) => ({
      value: statusOf(claim.event.claim)!,
      by: claim.event.source.name,
      ...placed(claim),
    })),
    disputed: disputes(run, statements),
  };
}

function startOf(run: Run): Instant {
  return run.claims[0]!.effect;
}

/** Contested claims of the run, and standing denials of its status or reports that are not older than the run. */
function disputes(run: Run, statements: readonly StandingStatement[]): FoldedStatus['disputed'] {
  const reports = new Set(run.claims.map(({ root }) => root));
  const contested = run.claims
    .filter(({ event: { claim } }) => 'contested' in claim && claim.contested)
    .map((claim) => ({ why: 'contested' as const, by: claim.event.source.name, ...placed(claim) }));
  const denied = statements
    .filter(({ denies, target }) => denies === run.status || (denies !== undefined && reports.has(target!)))
    .filter(({ effect }) => effect >= startOf(run))
    .map(({ party, at, event }) => ({ why: 'denied' as const, by: party, at, event }));
  return [...contested, ...denied];
}

export const OFFICIAL_SOURCES = new Set(['company', 'filing', 'regulator', 'court']);

function isOfficiallyConfirmed(run: Run, statements: readonly StandingStatement[]): boolean {
  return (
    run.status === 'confirmed' &&
    (run.claims.some(({ event }) => OFFICIAL_SOURCES.has(event.source.kind)) ||
      statements.some(({ confirms }) => confirms === 'confirmed'))
  );
}

function foldTerms(claims: readonly CountedClaim[]): Folded['terms'] {
  const last = new Map<string, { value: unknown; event: string }>();
  for (const { event } of claims) {
    if (event.claim.type === 'TermsReported') {
      for (const [facet, value] of Object.entries(event.claim.terms)) {
        last.set(facet, { value, event: event.id });
      }
    }
  }
  const folded: Record<string, FoldedFacet> = {};
  for (const [facet, { value, event }] of last) {
    folded[facet] = { ...facetForm(value), event };
  }
  return folded;
}

/** Lists come out as `{ items }`, single words as `{ value }`, everything else as it is; times with their two ends. */
export function facetForm(value: unknown): Record<string, unknown> {
  const shown = storeTimes(value);
  if (Array.isArray(shown)) {
    return { items: shown };
  }
  return isObject(shown) ? shown : { value: shown };
}

export function foldParties(claims: readonly CountedClaim[]): Folded['parties'] {
  const byName = new Map<string, Party & { readonly event: string }>();
  for (const { event } of claims) {
    if (event.claim.type === 'PartyNamed') {
      const { type: _, ...party } = event.claim;
      const before = byName.get(party.name);
      const aliases = union(before?.aliases, party.aliases);
      byName.set(party.name, {
        ...before,
        ...party,
        roles: union(before?.roles, party.roles),
        ...(aliases.length > 0 && { aliases }),
        event: event.id,
      });
    }
  }
  return [...byName.values()];
}

function union(before: readonly string[] = [], now: readonly string[] = []): readonly string[] {
  return [...new Set([...before, ...now])];
}

function foldLinks(claims: readonly CountedClaim[]): Folded['related'] {
  const byName = new Map<string, Link & { readonly event: string }>();
  for (const { event } of claims) {
    if (event.claim.type === 'DealLinked') {
      const { type: _, ...link } = event.claim;
      byName.set(link.name, { ...link, event: event.id });
    }
  }
  return [...byName.values()];
}

interface StandingStatement extends FoldedStatement {
  readonly effect: Instant;
  /** What it confirms or denies: a status, or the id of the report at the root of a chain; null: nothing in particular. */
  readonly target: string | null;
}

/**
 * The last official statement per party and target; beside them a party's last silence, when that is later than all
 * that it said officially. In order of effect.
 */
export function foldStatements(
  claims: readonly CountedClaim[],
  parties: Folded['parties'],
  rootOf: RootOf,
): readonly StandingStatement[] {
  const official = new Map<string, number>();
  const silence = new Map<string, number>();
  claims.forEach(({ event: { claim, deal } }, place) => {
    if (claim.type === 'StatementMade') {
      const party = partyCalled(parties, claim.party)?.name ?? claim.party;
      if (isOfficial(claim.position)) {
        official.set(JSON.stringify([party, targetOf(claim, deal, rootOf)]), place);
        silence.delete(party);
      } else {
        silence.set(party, place);
      }
    }
  });
  const places = [...official.values(), ...silence.values()].toSorted((a, b) => a - b);
  return places.map((place) => showStatement(claims[place]!, rootOf));
}

function targetOf({ confirms, denies }: Statement, deal: string, rootOf: RootOf): string | null {
  const target = confirms ?? denies;
  return target === undefined ? null : rootOf(target, deal);
}

function isOfficial(position: Position): boolean {
  return position === 'confirmed' || position === 'denied';
}

/** The party of this name; a name matches a party by name or alias. */
function partyCalled<P extends Party>(parties: readonly P[], name: string): P | undefined {
  return (
    parties.find((party) => party.name === name) ?? parties.find(({ aliases }) => aliases?.includes(name))
  );
}

function showStatement(claim: CountedClaim, rootOf: RootOf): StandingStatement {
  const { type: _, ...statement } = claim.event.claim as Extract<Claim, { type: 'StatementMade' }>;
  const target = targetOf(statement, claim.event.deal, rootOf);
  return { ...statement, ...placed(claim), effect: claim.effect, target };
}

function placed({ event, effect }: CountedClaim): Placed {
  return { at: formatInstant(effect), event: event.id };
}

/** Milestones and reviews accumulate in order of effect. */
function accumulate<T extends 'MilestoneReached' | 'ReviewStepTaken'>(
  claims: readonly CountedClaim[],
  wanted: T,
): readonly (Omit<Extract<Claim, { type: T }>, 'type'> & Placed)[] {
  return claims
    .filter(({ event }) => event.claim.type === wanted)
    .map((counted) => {
      const { type: _, ...claim } = counted.event.claim;
      return { ...(claim as unknown as Omit<Extract<Claim, { type: T }>, 'type'>), ...placed(counted) };
    });
}
