import { copyFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import { QueryBus, type Query } from '@nestjs/cqrs';
import type { Recorder } from '../deal/claim.js';
import type { Diff } from '../deal/diff.js';
import type { History } from '../deal/history.js';
import type { Answer } from '../deal/knowledge.js';
import type { RawParameters } from '../deal/question.js';
import type { Timeline } from '../deal/timeline.js';
import { Feed } from '../feed/feed.js';
import { FOLLOW_PARAMETERS, readFeedQuestion, type RepeatedParameters } from '../feed/read-feed-question.js';
import { placeInFeed } from '../http/feed-place.js';
import { writePanel } from '../http/panel-rows.js';
import { problemOf } from '../http/problem.js';
import { ReportUpload } from '../http/report-upload.js';
import { ReportsTaken } from '../http/reports-taken.js';
import type { ChangesPage } from '../queries/deal-changes.js';
import type { DealsPage } from '../queries/deals-as-known.js';
import { PositionProjected } from '../queries/position-projected.js';
import { readDealAsKnown } from '../queries/read-deal-as-known.js';
import { readDealChanges } from '../queries/read-deal-changes.js';
import { readDealDiff } from '../queries/read-deal-diff.js';
import { readDealHistory } from '../queries/read-deal-history.js';
import { readDealTimeline } from '../queries/read-deal-timeline.js';
import { readDealsAsKnown } from '../queries/read-deals-as-known.js';
import { readExportOfRecord } from '../queries/read-export-of-record.js';
import { ReadModelUpkeep, type ReadModelStanding } from '../queries/read-model-upkeep.js';
import {
  Knownwhen,
  Refusal,
  type Exported,
  type ExportWanted,
  type Following,
  type LineResult,
  type OnProgress,
  type Outcome,
} from './knownwhen.js';
import { panelForm, readOneReport, wellFormed } from './well-formed.js';

/** How long a recorded report waits until answers know of it. */
const MOST_WAIT_MS = 10_000;

/** The record in a directory that this process holds. */
export class InProcess extends Knownwhen {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly recorder: Recorder,
  ) {
    super();
  }

  ask(deal: string, parameters: RawParameters): Promise<Answer> {
    return this.put(wellFormed(readDealAsKnown(deal, parameters)));
  }

  timeline(deal: string, parameters: RawParameters): Promise<Timeline> {
    return this.put(wellFormed(readDealTimeline(deal, parameters)));
  }

  diff(deal: string, parameters: RawParameters): Promise<Diff> {
    return this.put(wellFormed(readDealDiff(deal, parameters)));
  }

  history(deal: string, parameters: RawParameters): Promise<History> {
    return this.put(wellFormed(readDealHistory(deal, parameters)));
  }

  changes(parameters: RawParameters): Promise<ChangesPage> {
    return this.put(wellFormed(readDealChanges(parameters)));
  }

  list(parameters: RawParameters): Promise<DealsPage> {
    return this.put(wellFormed(readDealsAsKnown(parameters)));
  }

  async record(json: Buffer, ifRevision?: number): Promise<Outcome> {
    const input = readOneReport(json);
    if (!input.ok) {
      return { status: input.problem.status, problem: input.problem };
    }
    const taken = await this.app.get(ReportsTaken, ANYWHERE).take(input.value, this.recorder, ifRevision);
    if ('problem' in taken) {
      return taken;
    }
    const { position } = taken.receipt;
    const projected = await this.put(new PositionProjected(position, MOST_WAIT_MS));
    return { status: taken.status, receipt: { ...taken.receipt, projected } };
  }

  async *recordAll(lines: Readable): AsyncGenerator<LineResult> {
    for await (const result of this.app.get(ReportUpload, ANYWHERE).results(lines, this.recorder)) {
      yield JSON.parse(result) as LineResult;
    }
  }

  readModels(): Promise<ReadModelStanding> {
    return this.app.get(ReadModelUpkeep, ANYWHERE).standing();
  }

  async startRebuild(): Promise<void> {
    this.app.get(ReadModelUpkeep, ANYWHERE).startRebuild();
  }

  async exportTo(path: string, { basis, name }: ExportWanted, onProgress: OnProgress): Promise<Exported> {
    const read = readExportOfRecord({ basis: String(basis), file: name }, (events) =>
      onProgress(events, basis + 1),
    );
    const { path: kept, ...exported } = await this.put(wellFormed(read));
    await copyFile(kept, path);
    return exported;
  }

  async *panel(parameters: RawParameters): AsyncGenerator<Uint8Array> {
    const form = panelForm(parameters);
    const { bytes, close } = await this.refusing(() =>
      writePanel(this.app.get(QueryBus, ANYWHERE), form, wellFormed),
    );
    try {
      yield* bytes;
    } finally {
      close();
    }
  }

  async *follow(parameters: RepeatedParameters, { once, signal }: Following): AsyncGenerator<string> {
    const question = wellFormed(readFeedQuestion(parameters, FOLLOW_PARAMETERS));
    const feed = this.app.get(Feed, ANYWHERE);
    const after = await this.refusing(() => placeInFeed(feed, question));
    const head = once ? await feed.head() : Infinity;
    if (after >= head) {
      return;
    }
    for await (const { events, last } of feed.follow(after, question.filter, { signal })) {
      yield* events.filter(({ position }) => position <= head).map(({ json }) => json);
      if (last >= head) {
        return;
      }
    }
  }

  close(): Promise<void> {
    return this.app.close();
  }

  private put<R>(query: Query<R>): Promise<R> {
    return this.refusing(() => this.app.get(QueryBus, ANYWHERE).execute(query));
  }

  /** What was not done because it is refused is told as a refusal. */
  private async refusing<R>(work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal) {
        throw error;
      }
      const problem = problemOf(error);
      throw problem.status === 500 ? error : new Refusal(problem);
    }
  }
}

const ANYWHERE = { strict: false };
