import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { ReportUpload } from '../../src/http/report-upload.js';
import type { ReportsTaken } from '../../src/http/reports-taken.js';
import { Shutdown } from '../../src/http/shutdown.js';
import { resultLines } from './client.js';
import { report, runService, type RunningService } from './running-service.js';

let service: RunningService;
beforeAll(async () => {
  service = await runService();
});
afterAll(() => service.close());

function openUpload(): { upload: ClientRequest; answer: Promise<IncomingMessage> } {
  const upload = request(`${service.url}/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/jsonl', 'transfer-encoding': 'chunked' },
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    upload.once('response', resolve).once('error', reject);
  });
  upload.flushHeaders();
  return { upload, answer };
}

async function text(answer: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    all += String(chunk);
  }
  return all;
}

describe('an upload of many reports', () => {
  it('answers each line in order, and no bad line stops the rest', async () => {
    const lines = Array.from({ length: 1_500 }, (_, n) => {
      const deal = `deal-${n % 40}`;
      switch (n % 100) {
        case 17:
          return '{"deal":"broken"';
        case 42:
          return JSON.stringify(report(deal, { reportId: `n/${n}`, colour: 'red' }));
        case 77:
          return ['', '   ', '\r'][n % 3]!;
        default:
          return `${JSON.stringify(report(deal, { reportId: `n/${n}` }))}${n % 5 === 0 ? '\r' : ''}`;
      }
    });
    const results = await service.upload(`${lines.join('\n')}\n`);
    const expected = lines.flatMap((_, n) => {
      const status = { 17: 400, 42: 400, 77: null }[n % 100];
      return status === null ? [] : [{ line: n + 1, status: status ?? 201 }];
    });
    expect(results.map(({ line, status }) => ({ line, status }))).toEqual(expected);
    const { body } = await service.get('/deals/deal-3/timeline');
    const recorded = body.claims.map(({ reportId }: { reportId: string }) => Number(reportId.slice(2)));
    expect(recorded).toEqual(recorded.toSorted((a: number, b: number) => a - b));
  });

  it('changes nothing when it is sent again', async () => {
    const lines = Array.from({ length: 50 }, (_, n) => JSON.stringify(report(`again-${n}`))).join('\n');
    expect((await service.upload(lines)).map(({ status }) => status)).toEqual(Array(50).fill(201));
    const head = await service.head();
    expect((await service.upload(lines)).map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(await service.head()).toBe(head);
  });

  it('takes a whole last line without a line feed, and says of half a one that it may have been cut off', async () => {
    const whole = JSON.stringify(report('unended'));
    expect(await service.upload(whole)).toMatchObject([{ line: 1, status: 201 }]);
    const results = await service.upload(`${whole}\n${whole.slice(0, 60)}`);
    expect(results).toMatchObject([
      { line: 1, status: 200 },
      { line: 2, status: 400, type: '/problems/malformed-json', detail: expect.stringContaining('cut off') },
    ]);
  });

  it('passes over a line of more than 2 MiB and goes on', async () => {
    const long = JSON.stringify(report('long', { summary: 'x'.repeat(2_200_000) }));
    expect(await service.upload(`${long}\n${JSON.stringify(report('short'))}\n`)).toMatchObject([
      { line: 1, status: 413, type: '/problems/body-too-large' },
      { line: 2, status: 201 },
    ]);
  });

  it('answers a line before the next one is sent', async () => {
    const { upload, answer } = openUpload();
    const results = (await answer).setEncoding('utf8')[Symbol.asyncIterator]();
    for (let n = 0; n < 3; n++) {
      upload.write(`${JSON.stringify(report('interactive', { reportId: `interactive/${n}` }))}\n`);
      const { value } = (await results.next()) as { value: string };
      expect(resultLines(value)).toMatchObject([{ line: n + 1, status: 201 }]);
    }
    upload.end();
    expect((await results.next()).done).toBe(true);
  });

  it('gives a slow reader everything, in order', async () => {
    const { upload, answer } = openUpload();
    upload.end('{\n'.repeat(100_000));
    const slow = await answer;
    await pause(300);
    const results = resultLines(await text(slow));
    expect(results).toHaveLength(100_000);
    expect(results.every(({ line, status }, n) => line === n + 1 && status === 400)).toBe(true);
  });

  it('takes no more of the upload than it can give results for', async () => {
    let sent = 0;
    const endless = Readable.from(
      (function* lines() {
        for (;;) {
          sent++;
          yield Buffer.from(`{"n":${sent}}\n`);
        }
      })(),
      { objectMode: false },
    );
    const refused = { status: 400, problem: {} };
    const reports = { take: async () => refused } as unknown as ReportsTaken;
    const results = new ReportUpload(reports, new Shutdown()).results(endless, {
      type: 'unauthenticated',
      id: 'test',
    });
    await results.next();
    await pause(50);
    const taken = sent;
    await pause(50);
    expect(sent).toBe(taken);
    expect(taken).toBeLessThan(20_000);
    await results.return(undefined);
    await pause(10);
    expect(endless.destroyed || !endless.readableFlowing).toBe(true);
  });

  it('stops the work when the caller hangs up', async () => {
    const before = await service.head();
    const { upload, answer } = openUpload();
    upload.on('error', () => {});
    const count = 20_000;
    for (let n = 0; n < count; n++) {
      upload.write(`${JSON.stringify(report('hung-up', { reportId: `hung-up/${n}` }))}\n`);
    }
    (await answer).once('data', () => upload.destroy()).on('error', () => {});
    await new Promise((resolve) => upload.once('close', resolve));
    let [last, now] = [-1, await service.head()];
    while (now !== last) {
      await pause(200);
      [last, now] = [now, await service.head()];
    }
    expect(now).toBeGreaterThan(before);
    expect(now - before).toBeLessThan(count / 2);
  }, 30_000);

  it('takes no header that speaks of one report', async () => {
    for (const [header, value] of [
      ['if-match', '"r1"'],
      ['idempotency-key', 'x'],
    ] as const) {
      const reply = await service.post('/reports', '\n', {
        'content-type': 'application/x-ndjson',
        [header]: value,
      });
      expect(reply.status).toBe(400);
    }
  });

  it('gives an empty answer to an empty upload', async () => {
    expect(await service.upload('')).toEqual([]);
    expect(await service.upload('\n\n')).toEqual([]);
  });
});
