import { randomUUID } from 'node:crypto';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DealEvent, Recorder } from '../deal/claim.js';
import { Clock } from '../deal/clock.js';
import { decide } from '../deal/decide.js';
import { later, type Instant } from '../deal/instant.js';
import { preview, type Preview } from '../deal/preview.js';
import { readReport } from '../deal/report.js';
import type { NewEvent } from '../event-store/recorded-event.js';
import { DealHistories, decode } from './deal-histories.js';
import { dealStream } from '../deal/deal-stream.js';
import type { ReportRefused } from './record-report.js';
import { identified, placed } from './report-events.js';

/** What recording a report now would do. */
export type Previewed = ReportPreviewed | ReportRefused;

export interface ReportPreviewed extends Preview {
  /** `repeats`: the same report stands in the record already, and nothing would change. */
  readonly outcome: 'appends' | 'repeats';
  readonly deal: string;
  readonly reportId: string;
  /** The newest revision of the deal, on which this rests; -1 when the record does not hold it. */
  readonly revision: number;
}

/** Decides one report, as parsed from JSON and not yet checked, and records nothing. */
export class PreviewReport extends Command<Previewed> {
  constructor(
    readonly input: unknown,
    readonly recordedBy: Recorder,
  ) {
    super();
  }
}

@CommandHandler(PreviewReport)
export class PreviewReportHandler implements ICommandHandler<PreviewReport, Previewed> {
  constructor(
    private readonly histories: DealHistories,
    private readonly clock: Clock,
  ) {}

  async execute({ input, recordedBy }: PreviewReport): Promise<Previewed> {
    const read = readReport(input);
    if ('faults' in read) {
      const { faults } = read;
      return { outcome: 'refused', rule: 'malformed-report', detail: faults[0]!.detail, faults };
    }
    const report = { ...read.report, reportId: read.report.reportId ?? randomUUID() };
    const history = await this.histories.load(dealStream(report.deal));
    const clock = this.clock.now();
    const decision = decide(history, report, recordedBy, clock);
    if (decision.outcome === 'refused') {
      return { outcome: 'refused', ...decision.rejection };
    }
    const now = later(clock, history.at(-1)?.recordedAt ?? clock);
    const appends = decision.outcome === 'append';
    const proposed = appends ? onTopOf(history, identified(report, decision.events), now) : [];
    return {
      outcome: appends ? 'appends' : 'repeats',
      deal: report.deal,
      reportId: report.reportId,
      revision: history.length - 1,
      ...preview(history, proposed, now),
    };
  }
}

/** The events as they would stand in the record, were nothing else recorded before them. */
function onTopOf(history: readonly DealEvent[], events: readonly NewEvent[], now: Instant): DealEvent[] {
  const position = (history.at(-1)?.position ?? -1) + events.length;
  const revision = history.length - 1 + events.length;
  return placed(events, { revision, position, recordedAt: now }).map(decode);
}
