import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { PreviewReport, type ReportPreviewed } from '../commands/preview-report.js';
import { RecordReport, type Recorded, type ReportStands } from '../commands/record-report.js';
import type { Recorder } from '../deal/claim.js';
import { formatInstant, instantOf } from '../deal/instant.js';
import { Metrics } from './metrics.js';
import { problemOf, problemOfRefusal, type Problem } from './problem.js';

/** What a caller gets for a report that stands in the record. */
export interface Receipt extends Omit<ReportStands, 'outcome' | 'recordedAt'> {
  readonly recordedAt: string;
}

/** What became of a report, in the words of HTTP. */
export type Taken =
  | { readonly status: 200 | 201; readonly receipt: Receipt }
  | { readonly status: number; readonly problem: Problem };

/** What would become of a report. */
export type PreviewOrProblem = { readonly preview: ReportPreviewed } | { readonly problem: Problem };

/** Hands reports to the record, and counts them. */
@Injectable()
export class ReportsTaken {
  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: Metrics,
  ) {}

  /** Never rejects. */
  async take(input: unknown, recorder: Recorder, ifRevision?: number): Promise<Taken> {
    try {
      const recorded = await this.commands.execute(new RecordReport(input, recorder, ifRevision));
      this.metrics.reportTaken(recorded.outcome === 'refused' ? recorded.rule : recorded.outcome);
      return inWordsOfHttp(recorded);
    } catch (error) {
      const problem = problemOf(error);
      this.metrics.reportTaken('failed');
      return { status: problem.status, problem };
    }
  }

  /** What recording it now would do; nothing is recorded or counted. Rejects when the record cannot be read. */
  async preview(input: unknown, recorder: Recorder): Promise<PreviewOrProblem> {
    const previewed = await this.commands.execute(new PreviewReport(input, recorder));
    return previewed.outcome === 'refused'
      ? { problem: problemOfRefusal(previewed) }
      : { preview: previewed };
  }
}

function inWordsOfHttp(recorded: Recorded): Taken {
  if (recorded.outcome === 'refused') {
    const problem = problemOfRefusal(recorded);
    return { status: problem.status, problem };
  }
  const { outcome, recordedAt, ...rest } = recorded;
  const receipt = { ...rest, recordedAt: formatInstant(instantOf(recordedAt)) };
  return { status: outcome === 'appended' ? 201 : 200, receipt };
}
