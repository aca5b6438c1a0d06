import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig, type Config } from '../config/config.js';
import type { RawParameters } from '../deal/question.js';
import type { Service } from '../service.js';
import { writeShort } from './ask.js';
import { DONE, newPage, REFUSED, type Context, type ExitCode } from './context.js';
import { importFile, newTally, sayTally, type Tally } from './import.js';
import type { Knownwhen } from './knownwhen.js';
import { OverHttp } from './over-http.js';
import { showProgress } from './progress.js';
import { commandFor, type Request } from './prose/asked.js';
import { writeTimelineShort } from './prose/timeline-text.js';
import { When } from '../prose/when.js';
import { aborted, isPortTaken } from './serve.js';

export interface DemoOptions {
  readonly data?: string;
  readonly once?: boolean;
}

const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));
const DEMO_DATA = join('data', 'demo');

/** Starts the service with the sample histories and shows on them what was known when. */
export async function demo(context: Context, options: DemoOptions): Promise<ExitCode> {
  const { terminal } = context;
  const config = readConfig(
    { ...terminal.env, KNOWNWHEN_DATA: undefined, EVENTSTORE_URL: undefined },
    { data: options.data ?? DEMO_DATA },
  );
  const stop = context.untilStopped();
  const service = await startAnywhere(context, config);
  try {
    const tally = await importSamples(context, new OverHttp(service.url), stop);
    if (stop.aborted) {
      return DONE;
    }
    await terminal.print(
      `The ten sample histories are in ${config.dataDirectory}: ${sayTally(tally)}.\n`.replace('..', '.'),
    );
    await walk(context, service.url);
    if (options.once !== true) {
      await terminal.print(sayWhereNext(context, service.url));
      await aborted(stop);
    }
    return tally.refused > 0 ? REFUSED : DONE;
  } finally {
    await service.close();
  }
}

async function startAnywhere({ terminal }: Context, config: Config): Promise<Service> {
  const { startService } = await import('../service.js');
  try {
    return await startService(config);
  } catch (error) {
    if (!isPortTaken(error)) {
      throw error;
    }
    await terminal.complain(`Port ${config.port} is taken by another program; the demo takes a free one.`);
    return startService({ ...config, port: 0 });
  }
}

async function importSamples({ terminal }: Context, knownwhen: Knownwhen, stop: AbortSignal): Promise<Tally> {
  const files = (await readdir(SAMPLES)).filter((name) => name.endsWith('.ndjson')).toSorted(notesLast);
  const progress = showProgress(terminal.watched, 'importing', files.length);
  const tally = newTally();
  for (const name of files) {
    const file = join(SAMPLES, name);
    const silent = { add() {}, reach() {}, end() {} };
    const upload = { file, stop, progress: silent, tell: async () => {} };
    await importFile({ terminal }, knownwhen, upload, tally);
    progress.add(1);
  }
  progress.end();
  return tally;
}

/** The desk's notes are about deals of the other files. */
function notesLast(a: string, b: string): number {
  return Number(a.startsWith('desk')) - Number(b.startsWith('desk')) || (a < b ? -1 : 1);
}

interface Scene {
  readonly title: string;
  readonly shots: readonly Shot[];
}

interface Shot {
  readonly command: 'ask' | 'timeline';
  readonly deal: string;
  readonly parameters: RawParameters;
}

const asPublic = (deal: string, knownAt: string, more: RawParameters = {}): Shot => ({
  command: 'ask',
  deal,
  parameters: { audience: 'public', knownAt, ...more },
});

const SCENES: readonly Scene[] = [
  {
    title: 'Amazon and OpenAI, the day before and the day after the first report of 16 December 2025',
    shots: [asPublic('amazon-openai', '2025-12-15'), asPublic('amazon-openai', '2025-12-17')],
  },
  {
    title: 'A stake in Twitter that passed 5% on 14 March 2022 and was disclosed on 4 April',
    shots: [
      asPublic('twitter-musk', '2022-04-03'),
      asPublic('twitter-musk', '2022-04-06', { effectiveAt: '2022-03-20' }),
    ],
  },
  {
    title: 'Headlines sent by mistake, one minute after they came and the day after',
    shots: [
      asPublic('google-apple-erroneous', '2017-10-10T09:35:00-04:00', { zone: 'America/New_York' }),
      asPublic('google-apple-erroneous', '2017-10-11', { zone: 'America/New_York' }),
    ],
  },
  {
    title: 'A termination that leaked, was denied, and came true two weeks later',
    shots: [
      asPublic('zee-sony', '2024-01-10', { zone: 'Asia/Kolkata' }),
      asPublic('zee-sony', '2024-01-23', { zone: 'Asia/Kolkata' }),
    ],
  },
  {
    title: 'What only the desk knows: its own (invented) notes were never published',
    shots: [
      {
        command: 'timeline',
        deal: 'amazon-openai',
        parameters: { audience: 'desk', sourceKind: 'internal' },
      },
      {
        command: 'timeline',
        deal: 'amazon-openai',
        parameters: { audience: 'public', sourceKind: 'internal' },
      },
    ],
  },
];

/** Asks each question and shows it with the command that asks it. */
async function walk(context: Context, url: string): Promise<void> {
  const knownwhen = new OverHttp(url);
  for (const { title, shots } of SCENES) {
    const page = newPage(context);
    page.verbatim([page.style.bold(`== ${title}`)]);
    for (const { command, deal, parameters } of shots) {
      const request: Request = { program: context.program, command, deal, parameters, place: ['--url', url] };
      page.gap();
      page.verbatim([`$ ${page.style.command(commandFor(request))}`]);
      if (command === 'ask') {
        await writeShort(page, knownwhen, await knownwhen.ask(deal, parameters), request);
      } else {
        const when = new When(parameters.zone ?? 'UTC');
        writeTimelineShort(page, await knownwhen.timeline(deal, parameters), when, request);
      }
    }
    await context.terminal.print(`${page.toString()}\n`);
  }
}

function sayWhereNext({ program }: Context, url: string): string {
  return [
    `The page is at ${url}: the same deals, to look at. ${url}/docs shows how to ask over HTTP.`,
    'In another terminal, any of the commands above answers in full. Or:',
    `  ${program} list --audience public --known-at 2022-07-31 --url ${url}`,
    `  ${program} timeline twitter-musk --late-by P7D --url ${url}`,
    'Ctrl-C ends it.',
  ].join('\n');
}
