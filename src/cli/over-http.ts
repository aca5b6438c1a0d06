import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { Diff } from '../deal/diff.js';
import type { History } from '../deal/history.js';
import type { Answer } from '../deal/knowledge.js';
import type { RawParameters } from '../deal/question.js';
import type { Timeline } from '../deal/timeline.js';
import { FOLLOW_PARAMETERS, readFeedQuestion, type RepeatedParameters } from '../feed/read-feed-question.js';
import type { Problem } from '../http/problem.js';
import type { ChangesPage } from '../queries/deal-changes.js';
import type { DealsPage } from '../queries/deals-as-known.js';
import { readDealAsKnown } from '../queries/read-deal-as-known.js';
import { readDealChanges } from '../queries/read-deal-changes.js';
import { readDealDiff } from '../queries/read-deal-diff.js';
import { readDealHistory } from '../queries/read-deal-history.js';
import { readDealTimeline } from '../queries/read-deal-timeline.js';
import { readDealsAsKnown } from '../queries/read-deals-as-known.js';
import { readPanel } from '../queries/read-panel.js';
import { readVintages } from '../queries/read-vintages.js';
import type { ReadModelStanding } from '../queries/read-model-upkeep.js';
import {
  Knownwhen,
  Refusal,
  UsageError,
  type Exported,
  type ExportWanted,
  type Following,
  type LineResult,
  type OnProgress,
  type Outcome,
} from './knownwhen.js';
import { followStream } from './follow-stream.js';
import { panelForm, readOneReport, wellFormed } from './well-formed.js';

/** A running service. What is wrong with a question is told here, in the same words, before it is sent. */
export class OverHttp extends Knownwhen {
  private readonly base: URL;

  constructor(url: string) {
    super();
    this.base = readUrl(url);
  }

  async ask(deal: string, parameters: RawParameters): Promise<Answer> {
    wellFormed(readDealAsKnown(deal, parameters));
    return (await this.get(`deals/${deal}`, parameters)).body as Answer;
  }

  async timeline(deal: string, parameters: RawParameters): Promise<Timeline> {
    wellFormed(readDealTimeline(deal, parameters));
    return (await this.get(`deals/${deal}/timeline`, parameters)).body as Timeline;
  }

  async diff(deal: string, parameters: RawParameters): Promise<Diff> {
    wellFormed(readDealDiff(deal, parameters));
    return (await this.get(`deals/${deal}/diff`, parameters)).body as Diff;
  }

  async history(deal: string, parameters: RawParameters): Promise<History> {
    wellFormed(readDealHistory(deal, parameters));
    return (await this.get(`deals/${deal}/history`, parameters)).body as History;
  }

  async changes(parameters: RawParameters): Promise<ChangesPage> {
    wellFormed(readDealChanges(parameters));
    const { body, reply } = await this.get('changes', parameters);
    return { ...(body as Omit<ChangesPage, 'next'>), next: cursorIn(reply.headers.link) };
  }

  async list(parameters: RawParameters): Promise<DealsPage> {
    wellFormed(readDealsAsKnown(parameters));
    const { body, reply } = await this.get('deals', parameters);
    return { ...(body as Omit<DealsPage, 'next'>), next: cursorIn(reply.headers.link) };
  }

  async record(json: Buffer, ifRevision?: number): Promise<Outcome> {
    const input = readOneReport(json);
    if (!input.ok) {
      return { status: input.problem.status, problem: input.problem };
    }
    const request = this.request('POST', `deals/${input.deal}/reports`, {
      'content-type': 'application/json',
      ...(ifRevision !== undefined && { 'if-match': `"r${ifRevision}"` }),
    });
    request.end(json);
    const reply = await this.replyTo(request);
    const body: unknown = await this.bodyOf(reply);
    return reply.statusCode === 200 || reply.statusCode === 201
      ? { status: reply.statusCode, receipt: body as Extract<Outcome, { receipt: unknown }>['receipt'] }
      : { status: reply.statusCode!, problem: body as Problem };
  }

  /** Sends lines and reads their results at the same time. */
  async *recordAll(lines: Readable): AsyncGenerator<LineResult> {
    const request = this.request('POST', 'reports', { 'content-type': 'application/x-ndjson' });
    const sent = pipeline(lines, request).catch(() => {
      // Why it failed is told by the reply, or by its absence.
    });
    const reply = await this.replyTo(request);
    if (reply.statusCode! >= 300) {
      throw new Refusal((await this.bodyOf(reply)) as Problem);
    }
    for await (const line of createInterface({ input: reply, crlfDelay: Infinity })) {
      yield JSON.parse(line) as LineResult;
    }
    if (!reply.complete) {
      throw this.unreachable('it hung up in the middle');
    }
    await sent;
  }

  async readModels(): Promise<ReadModelStanding> {
    return (await this.get('read-models', {})).body as ReadModelStanding;
  }

  async startRebuild(): Promise<void> {
    const reply = await this.replyTo(this.request('POST', 'read-models/rebuild', {}).end());
    await this.accepted(reply);
  }

  async exportTo(path: string, { basis, name }: ExportWanted, onProgress: OnProgress): Promise<Exported> {
    const reply = await this.whole(`exports/${basis}/${name}`);
    const total = Number(reply.headers['content-length']);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const counting = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        onProgress(sizeBytes, total);
        yield chunk;
      }
    };
    await pipeline(reply, counting, createWriteStream(path));
    const sha256 = hash.digest('hex');
    if (reply.headers['repr-digest'] !== `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`) {
      throw this.unreachable(`${name} did not arrive as it was sent`);
    }
    return { sizeBytes, sha256 };
  }

  async *panel(parameters: RawParameters): AsyncGenerator<Uint8Array> {
    const form = panelForm(parameters);
    wellFormed<unknown>(form.view === 'vintages' ? readVintages(form.rest) : readPanel(form.rest));
    const { view, format } = form;
    const reply = await this.whole(`panel${queryOf({ ...form.rest, view, format })}`);
    yield* reply as AsyncIterable<Buffer>;
  }

  async *follow(
    parameters: RepeatedParameters,
    { once, signal, onTrouble }: Following,
  ): AsyncGenerator<string> {
    wellFormed(readFeedQuestion(parameters, FOLLOW_PARAMETERS));
    if (once) {
      const reply = await this.whole(`events${repeatedQueryOf(parameters)}`, {
        accept: 'application/x-ndjson',
      });
      yield* createInterface({ input: reply, crlfDelay: Infinity });
      if (!reply.complete) {
        throw this.unreachable('it hung up in the middle');
      }
      return;
    }
    const connect = (headers: Record<string, string>) =>
      this.whole(`events/stream${repeatedQueryOf(parameters)}`, headers);
    yield* followStream(connect, { signal, onTrouble });
  }

  async close(): Promise<void> {}

  /** A reply that is more than its status: its body is still to be read. */
  private async whole(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
    const reply = await this.replyTo(this.request('GET', path, headers).end());
    if (reply.statusCode !== 200) {
      throw new Refusal((await this.bodyOf(reply)) as Problem);
    }
    return reply;
  }

  private async get(
    path: string,
    parameters: RawParameters,
  ): Promise<{ body: unknown; reply: IncomingMessage }> {
    const reply = await this.replyTo(this.request('GET', path + queryOf(parameters), {}).end());
    return { body: await this.accepted(reply), reply };
  }

  private async accepted(reply: IncomingMessage): Promise<unknown> {
    const body = await this.bodyOf(reply);
    if (reply.statusCode! >= 400) {
      throw new Refusal(body as Problem);
    }
    return body;
  }

  private request(method: string, path: string, headers: Record<string, string>): ClientRequest {
    const send = this.base.protocol === 'https:' ? httpsRequest : httpRequest;
    return send(new URL(path, this.base), { method, headers });
  }

  private replyTo(request: ClientRequest): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      request.once('response', resolve);
      request.on('error', (error: NodeJS.ErrnoException) =>
        reject(this.unreachable(error.code ?? error.message)),
      );
    });
  }

  private async bodyOf(reply: IncomingMessage): Promise<unknown> {
    const chunks: Buffer[] = [];
    for await (const chunk of reply) {
      chunks.push(chunk as Buffer);
    }
    try {
      return JSON.parse(Buffer.concat(chunks).toString('utf8'));
    } catch {
      throw this.unreachable(`what answers there (status ${reply.statusCode}) is something else`);
    }
  }

  private unreachable(why: string): Error {
    return new Error(`no Knownwhen service answers at ${this.base.origin} (${why})`);
  }
}

function queryOf(parameters: RawParameters): string {
  const given = Object.entries(parameters).filter((one): one is [string, string] => one[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

/** Parameters as an address has them, some of them several times. */
function repeatedQueryOf(parameters: RepeatedParameters): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) {
    [values ?? []].flat().forEach((value) => query.append(name, value));
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function readUrl(url: string): URL {
  const base = URL.parse(url.endsWith('/') ? url : `${url}/`);
  if (!base || !/^https?:$/.test(base.protocol)) {
    throw new UsageError(
      `--url must be the address of a service, such as http://127.0.0.1:3000, not "${url}"`,
    );
  }
  return base;
}

/** The cursor in a `Link: <...>; rel="next"`. */
function cursorIn(link: string | string[] | undefined): string | null {
  const next = /<([^>]*)>; rel="next"/.exec(String(link ?? ''))?.[1];
  return next === undefined ? null : new URL(next, 'http://service').searchParams.get('cursor');
}
