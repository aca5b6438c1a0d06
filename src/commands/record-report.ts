import { randomUUID } from 'node:crypto';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Recorder } from '../deal/claim.js';
import { decide, type IdentifiedReport, type Rejection } from '../deal/decide.js';
import { readReport } from '../deal/report.js';
import type { Fault } from '../deal/shape.js';
import type { ProposedEvent } from '../deal/stored-event.js';
import { EventStore } from '../event-store/event-store.js';
import { StreamMoved } from '../event-store/store-errors.js';
import { Clock } from '../deal/clock.js';
import { dealStream } from '../deal/deal-stream.js';
import { DealHistories } from './deal-histories.js';
import { identified, placed, type Place } from './report-events.js';
import { Turns } from './turns.js';

/** What became of a report. */
export type Recorded = ReportStands | ReportRefused;

/** The report stands in the record: appended now, or (`repeated`) before, with the same content. */
export interface ReportStands {
  readonly outcome: 'appended' | 'repeated';
  readonly deal: string;
  readonly reportId: string;
  /** Ids of its events, in order. */
  readonly events: readonly string[];
  /** Of its last event. */
  readonly revision: number;
  readonly position: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly recordedAt: number;
}

/** Nothing was recorded; `rule` says by which rule, the faults where. */
export interface ReportRefused {
  readonly outcome: 'refused';
  readonly rule: Rejection['rule'] | 'malformed-report' | 'revision-moved';
  readonly detail: string;
  readonly faults: readonly Fault[];
}

/**
 * Records one report, as parsed from JSON and not yet checked. `ifRevision` makes it conditional: the deal's stream must
 * still be at that revision (-1: must not exist), unless the same report stands already.
 */
export class RecordReport extends Command<Recorded> {
  constructor(
    readonly input: unknown,
    readonly recordedBy: Recorder,
    readonly ifRevision?: number,
  ) {
    super();
  }
}

@CommandHandler(RecordReport)
export class RecordReportHandler implements ICommandHandler<RecordReport, Recorded> {
  private readonly turns = new Turns();

  constructor(
    private readonly store: EventStore,
    private readonly histories: DealHistories,
    private readonly clock: Clock,
  ) {}

  async execute({ input, recordedBy, ifRevision }: RecordReport): Promise<Recorded> {
    const read = readReport(input);
    if ('faults' in read) {
      return refusal('malformed-report', read.faults[0]!.detail, read.faults);
    }
    const report = { ...read.report, reportId: read.report.reportId ?? randomUUID() };
    const stream = dealStream(report.deal);
    return this.turns.take(stream, () => this.record(stream, report, recordedBy, ifRevision));
  }

  /** Other nodes may append in between: then everything is decided again on what they wrote. */
  private async record(
    stream: string,
    report: IdentifiedReport,
    recordedBy: Recorder,
    ifRevision?: number,
  ): Promise<Recorded> {
    for (;;) {
      const history = await this.histories.load(stream);
      const decision = decide(history, report, recordedBy, this.clock.now());
      if (decision.outcome === 'refused') {
        return { outcome: 'refused', ...decision.rejection };
      }
      if (decision.outcome === 'recorded') {
        return stands('repeated', report, decision.events, decision.events.at(-1)!);
      }
      const expected = history.length - 1;
      if (ifRevision !== undefined && ifRevision !== expected) {
        return refusal('revision-moved', `the deal is at revision ${expected}, not ${ifRevision}`, []);
      }
      const appended = await this.append(stream, expected, report, decision.events);
      if (appended) {
        return appended;
      }
    }
  }

  /** Null when another writer was first, or when these ids stand already: what they hold is then decided again. */
  private async append(
    stream: string,
    expected: number,
    report: IdentifiedReport,
    proposed: readonly ProposedEvent[],
  ): Promise<ReportStands | null> {
    const events = identified(report, proposed);
    try {
      const { repeated, ...last } = await this.store.append(stream, expected, events);
      if (repeated) {
        return null;
      }
      this.histories.add(stream, placed(events, last));
      return stands('appended', report, events, last);
    } catch (error) {
      if (error instanceof StreamMoved) {
        return null;
      }
      throw error;
    }
  }
}

function stands(
  outcome: ReportStands['outcome'],
  { deal, reportId }: IdentifiedReport,
  events: readonly { readonly id: string }[],
  { revision, position, recordedAt }: Place,
): ReportStands {
  return { outcome, deal, reportId, events: events.map(({ id }) => id), revision, position, recordedAt };
}

function refusal(rule: ReportRefused['rule'], detail: string, faults: readonly Fault[]): ReportRefused {
  return { outcome: 'refused', rule, detail, faults };
}
