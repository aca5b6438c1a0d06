import { PassThrough, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Recorder } from '../deal/claim.js';
import { InOrder } from './in-order.js';
import { linesOf, type Line } from './lines.js';
import { describeProblem, sentenceOf, type PlaceOfFault, type Rule } from './problem.js';
import { ReportsTaken, type Taken } from './reports-taken.js';
import { Shutdown } from './shutdown.js';
import { parseStrictJson } from './strict-json.js';

/** Longest body of one report, and longest line of an upload. */
export const MOST_REPORT_BYTES = 2 * 1024 * 1024;

/** Reports of one upload that are under way at once. */
const MOST_IN_FLIGHT = 256;

/** Takes in newline-delimited reports and gives one line of result for each, in order. */
@Injectable()
export class ReportUpload {
  constructor(
    private readonly reports: ReportsTaken,
    private readonly shutdown: Shutdown,
  ) {}

  /** Ends when the body does. When nobody takes results any more, no further line is read. */
  results(body: Readable, recorder: Recorder): AsyncGenerator<string> {
    const works = new InOrder<string>(MOST_IN_FLIGHT);
    void this.read(new CuttableBody(body, this.shutdown.cutOff), recorder, works);
    return works.results();
  }

  private async read(body: CuttableBody, recorder: Recorder, works: InOrder<string>): Promise<void> {
    let next = 1;
    try {
      for await (const line of linesOf(body.bytes, MOST_REPORT_BYTES)) {
        if (works.isAbandoned || (body.wasCut && !line.ended)) {
          break;
        }
        next = line.number + 1;
        if (!isBlank(line)) {
          await works.add(this.resultOf(line, recorder));
        }
      }
      if (body.wasCut) {
        const rest = refuse('shutting-down', `line ${next} and all after it were not read`);
        await works.add(Promise.resolve(show(next, rest)));
      }
    } catch {
      // The caller hung up: nobody waits for the results.
    } finally {
      works.end();
    }
  }

  private async resultOf(line: Line, recorder: Recorder): Promise<string> {
    return show(line.number, await this.take(line, recorder));
  }

  private async take({ bytes, ended }: Line, recorder: Recorder): Promise<Taken> {
    if (this.shutdown.begun) {
      return refuse('shutting-down', 'the service shuts down; this report was not recorded');
    }
    if (bytes === null) {
      return refuse('body-too-large', `the line is longer than ${MOST_REPORT_BYTES} bytes`);
    }
    const parsed = parseStrictJson(bytes);
    if (parsed.ok) {
      return this.reports.take(parsed.value, recorder);
    }
    const hint = ended ? '' : ' (no line feed ends this last line: it may have been cut off)';
    return refuse('malformed-json', sentenceOf('the line', parsed.fault) + hint, [parsed.fault]);
  }
}

/** A body as it comes in, up to a signal that ends it early. */
class CuttableBody {
  readonly bytes = new PassThrough();
  wasCut = false;

  constructor(body: Readable, cut: AbortSignal) {
    const end = () => {
      this.wasCut = !body.readableEnded;
      body.unpipe(this.bytes);
      this.bytes.end();
    };
    cut.addEventListener('abort', end, { once: true });
    this.bytes.once('close', () => cut.removeEventListener('abort', end));
    body.once('error', (error) => this.bytes.destroy(error));
    body.pipe(this.bytes);
  }
}

function isBlank({ bytes }: Line): boolean {
  return bytes !== null && bytes.length <= 80 && bytes.toString('latin1').trim() === '';
}

function refuse(rule: Rule, detail: string, errors: readonly PlaceOfFault[] = []): Taken {
  const problem = describeProblem(rule, detail, errors);
  return { status: problem.status, problem };
}

function show(line: number, taken: Taken): string {
  const result = 'problem' in taken ? taken.problem : taken.receipt;
  return `${JSON.stringify({ line, status: taken.status, ...result })}\n`;
}
