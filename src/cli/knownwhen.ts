import type { Readable } from 'node:stream';
import type { Diff } from '../deal/diff.js';
import type { History } from '../deal/history.js';
import type { Answer } from '../deal/knowledge.js';
import type { RawParameters } from '../deal/question.js';
import type { Timeline } from '../deal/timeline.js';
import type { RepeatedParameters } from '../feed/read-feed-question.js';
import type { ExportedFile, ExportName } from '../exports/export-file.js';
import type { Problem } from '../http/problem.js';
import type { Receipt } from '../http/reports-taken.js';
import type { ChangesPage } from '../queries/deal-changes.js';
import type { DealsPage } from '../queries/deals-as-known.js';
import type { ReadModelStanding } from '../queries/read-model-upkeep.js';

/** What became of one report: it stands in the record, or the problem with it. */
export type Outcome =
  | { readonly status: 200 | 201; readonly receipt: Receipt & { readonly projected: boolean } }
  | { readonly status: number; readonly problem: Problem };

/** What became of one line of an upload, as `POST /reports` tells it. */
export interface LineResult extends Partial<Receipt>, Partial<Omit<Problem, 'status'>> {
  /** 1-based; empty lines count. */
  readonly line: number;
  readonly status: number;
}

export interface ExportWanted {
  readonly basis: number;
  readonly name: ExportName;
}

/** A file as it was written; the digest is SHA-256 in hexadecimal. */
export type Exported = Omit<ExportedFile, 'path'>;

export type OnProgress = (done: number, total: number) => void;

/**
 * Knownwhen as the command line needs it, wherever the record is: in this process, or behind a running service. Both say
 * the same. Rejects with {@link Refusal} when what is asked for is refused.
 */
export abstract class Knownwhen {
  abstract ask(deal: string, parameters: RawParameters): Promise<Answer>;

  abstract timeline(deal: string, parameters: RawParameters): Promise<Timeline>;

  abstract diff(deal: string, parameters: RawParameters): Promise<Diff>;

  abstract history(deal: string, parameters: RawParameters): Promise<History>;

  abstract changes(parameters: RawParameters): Promise<ChangesPage>;

  abstract list(parameters: RawParameters): Promise<DealsPage>;

  /** Records one report, sent as JSON; `ifRevision` is the revision at which the deal must still be. */
  abstract record(json: Buffer, ifRevision?: number): Promise<Outcome>;

  /** Records newline-delimited reports; one result a line, in order, as they come. */
  abstract recordAll(lines: Readable): AsyncIterable<LineResult>;

  /** Where the read models stand. */
  abstract readModels(): Promise<ReadModelStanding>;

  /** Starts to make the read models anew from the record. */
  abstract startRebuild(): Promise<void>;

  /**
   * Writes an export to a file. `onProgress` hears how far it has come, and of how much; which is counted in what, depends.
   */
  abstract exportTo(path: string, wanted: ExportWanted, onProgress: OnProgress): Promise<Exported>;

  /** A panel in the format that its parameters name, as it comes. */
  abstract panel(parameters: RawParameters): AsyncIterable<Uint8Array>;

  /**
   * Every event that passes the filters, as JSON on one line: CloudEvents, from where the parameters say, then those that come,
   * until `signal` aborts; with `once`, those that are there now. `onTrouble` hears why it had to begin again where it was.
   */
  abstract follow(parameters: RepeatedParameters, options: Following): AsyncIterable<string>;

  abstract close(): Promise<void>;
}

export interface Following {
  readonly once: boolean;
  readonly signal: AbortSignal;
  readonly onTrouble: (reason: string) => void;
}

/** Something was not done, for a reason that is told. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = 'Refusal';
  }

  /** The name of the rule that it breaks. */
  get rule(): string {
    return ruleOf(this.problem);
  }
}

export function ruleOf({ type = '' }: Pick<Partial<Problem>, 'type'>): string {
  return type.slice(type.lastIndexOf('/') + 1);
}

/** The command line itself was wrong. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
