import { statusOf, type DealEvent } from '../../deal/claim.js';
import type { SourceKind } from '../../deal/report.js';
import type { Status } from '../../deal/status.js';
import { joinLines, splitLines } from './lines.js';

/** What each kind of source ever told of a deal: a line with the kind, and one more for each status that it told. */
export class Told {
  private readonly lines: Set<string>;

  constructor(stored: string) {
    this.lines = new Set(splitLines(stored));
  }

  add(events: readonly DealEvent[]): this {
    for (const { source, claim } of events) {
      const status = statusOf(claim);
      this.lines.add(source.kind);
      if (status !== undefined) {
        this.lines.add(`${source.kind} ${status}`);
      }
    }
    return this;
  }

  /** Whether any of these kinds told of any of these statuses. */
  of(kinds: readonly SourceKind[], statuses: readonly (Status | 'none')[]): boolean {
    return kinds.some((kind) => statuses.some((status) => this.lines.has(`${kind} ${status}`)));
  }

  /** Which part of what was told these kinds told. */
  shareOf(kinds: readonly SourceKind[]): 'all' | 'some' | 'none' {
    const told = [...this.lines].filter((line) => !line.includes(' '));
    const asked = told.filter((kind) => kinds.some((one) => one === kind));
    return asked.length === told.length ? 'all' : asked.length > 0 ? 'some' : 'none';
  }

  stored(): string {
    return joinLines([...this.lines].toSorted());
  }
}
