import { statusOf } from './claim.js';
import {
  facetForm,
  foldParties,
  foldStatements,
  OFFICIAL_SOURCES,
  type CountedClaim,
  type Folded,
  type FoldedFacet,
} from './fold.js';
import type { Instant } from './instant.js';
import type { RootOf } from './reports-known.js';
import { isStepBack, type Status } from './status.js';

/** The part of an answer that lists show, filter and sort on. */
export interface Standing {
  readonly status: Status | null;
  /** Start of the unbroken run of claims of the status. */
  readonly since: Instant | null;
  readonly episode: number;
  readonly officiallyConfirmed: boolean;
  readonly disputed: boolean;
  readonly amount: FoldedFacet | null;
  /** Names and aliases of the parties. */
  readonly names: readonly string[];
  /** How many sources the counted claims come from. */
  readonly sources: number;
}

interface Run {
  readonly status: Status;
  readonly start: Instant;
  readonly roots: Set<string>;
  last: string;
  contested: boolean;
  official: boolean;
}

/**
 * Folds claims one after the other, in order of effect, to what `foldClaims` makes of them all at once: a sweep over the
 * instants of effect asks after each of them, and must not begin anew every time.
 */
export class StandingFold {
  private run: Run | null = null;
  private episode = 1;
  private amount: { readonly value: unknown; readonly event: string } | null = null;
  private readonly named: CountedClaim[] = [];
  private readonly official: CountedClaim[] = [];
  private names = new Map<string, Set<string>>();
  private readonly sources = new Set<string>();
  private statements: ReturnType<typeof foldStatements> | null = [];

  private readonly rootOf: RootOf;

  constructor(rootOf: RootOf) {
    this.rootOf = rootOf;
  }

  take(counted: CountedClaim): void {
    const { claim, source } = counted.event;
    this.sources.add(source.name);
    const status = statusOf(claim);
    if (status !== undefined) {
      this.move(status, counted);
    } else if (claim.type === 'TermsReported' && claim.terms.amount !== undefined) {
      this.amount = { value: claim.terms.amount, event: counted.event.id };
    } else if (claim.type === 'PartyNamed') {
      this.name(counted, claim.name, claim.aliases ?? []);
    } else if (claim.type === 'StatementMade' && (claim.confirms ?? claim.denies) !== undefined) {
      this.official.push(counted);
      this.statements = null;
    }
  }

  standing(): Standing {
    const { run } = this;
    return {
      status: run?.status ?? null,
      since: run?.start ?? null,
      episode: this.episode,
      officiallyConfirmed: run !== null && this.isOfficiallyConfirmed(run),
      disputed: run !== null && (run.contested || this.isDenied(run)),
      amount: this.amount && { ...facetForm(this.amount.value), event: this.amount.event },
      names: [...this.names].flatMap(([name, aliases]) => [name, ...aliases]),
      sources: this.sources.size,
    };
  }

  /** The last claim of the run of the status that stands. */
  statusEvent(): string | null {
    return this.run?.last ?? null;
  }

  parties(): Folded['parties'] {
    return foldParties(this.named);
  }

  private move(status: Status, { event, effect, root }: CountedClaim): void {
    if (this.run && isStepBack(this.run.status, status)) {
      return;
    }
    if (this.run?.status !== status) {
      this.episode += this.run?.status === 'collapsed' ? 1 : 0;
      this.run = { status, start: effect, roots: new Set(), last: '', contested: false, official: false };
    }
    this.run.roots.add(root);
    this.run.last = event.id;
    this.run.contested ||= 'contested' in event.claim && event.claim.contested;
    this.run.official ||= OFFICIAL_SOURCES.has(event.source.kind);
  }

  private name(counted: CountedClaim, name: string, aliases: readonly string[]): void {
    this.named.push(counted);
    const known = this.names.get(name) ?? new Set();
    aliases.forEach((alias) => known.add(alias));
    this.names.set(name, known);
    this.statements = null; // an alias may tell who spoke before
  }

  private isOfficiallyConfirmed({ status, official }: Run): boolean {
    return (
      status === 'confirmed' &&
      (official || this.standingStatements().some((s) => s.confirms === 'confirmed'))
    );
  }

  private isDenied({ status, start, roots }: Run): boolean {
    return this.standingStatements().some(
      ({ denies, target, effect }) =>
        denies !== undefined && effect >= start && (denies === status || roots.has(target!)),
    );
  }

  private standingStatements(): ReturnType<typeof foldStatements> {
    this.statements ??=
      this.official.length === 0 ? [] : foldStatements(this.official, this.parties(), this.rootOf);
    return this.statements;
  }
}
