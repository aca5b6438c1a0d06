import { Command, Option } from 'commander';
import type { ExportOptions } from './export.js';
import type { FollowOptions } from './follow.js';
import type { PanelOptions } from './panel.js';
import type { AskingOptions, Context, ExitCode, Place } from './context.js';
import type { RecordOptions } from './record.js';
import type { ImportOptions } from './import.js';
import type { ServeOptions } from './serve.js';
import type { CopyingOptions } from './copy.js';
import type { DemoOptions } from './demo.js';

/** What the command line understands. `done` is told the exit code of the command that ran. */
export function programFor(context: Context, version: string, done: (code: ExitCode) => void): Command {
  const program = new Command('knownwhen')
    .description('What was known about a deal, by whom, at that moment?')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.terminal.print(text.trimEnd()),
      writeErr: (text) => void context.terminal.complain(text.trimEnd()),
    })
    .showHelpAfterError(`(${context.program} --help tells how it is used)`)
    .addHelpText('after', EXIT_CODES);
  addRecording(program, context, done);
  addAsking(program, context, done);
  addFollowing(program, context, done);
  addAnalysing(program, context, done);
  addUpkeep(program, context, done);
  return program;
}

const EXIT_CODES = `
Times are RFC 3339 instants (2017-10-10T09:35:00-04:00) or dates (2025-12-16, 2025-12, 2025), which mean their last
millisecond in --zone. Exit codes: 0 done, 1 refused, 2 wrong usage.`;

type Done = (code: ExitCode) => void;

function addRecording(program: Command, context: Context, done: Done): void {
  placed(program.command('import'))
    .description('record many reports: one JSON object a line; lines that are refused do not stop the others')
    .argument('<file...>', 'NDJSON files; - is stdin')
    .option('--json', 'print what became of each line, as NDJSON')
    .action(async (files: string[], options: ImportOptions) => {
      const { importFiles } = await import('./import.js');
      done(await importFiles(context, files, options));
    });
  placed(program.command('record'))
    .description('record one report, given as JSON')
    .argument('[file]', 'a JSON file; - is stdin', '-')
    .option('--if-revision <number>', 'only if the deal is still at this revision (-1: if it is new)')
    .option('--json', 'print the receipt, or the problem, as JSON')
    .action(async (file: string, options: RecordOptions) => {
      const { record } = await import('./record.js');
      done(await record(context, file, options));
    });
}

function addAsking(program: Command, context: Context, done: Done): void {
  asking(program.command('ask'), 'knownAt')
    .description('what was known about a deal, by whom, at that moment')
    .argument('<deal>', 'its slug, such as amazon-openai')
    .action(async (deal: string, options: AskingOptions) => {
      const { ask } = await import('./ask.js');
      done(await ask(context, deal, options));
    });
  asking(program.command('list'), 'knownAt')
    .description('every deal that was known then')
    .option(
      '--status <statuses>',
      'rumored, in_talks, terms_changing, confirmed, collapsed, none; several with commas',
    )
    .option('--party <name>', 'only deals of this party, by name or alias')
    .option('--q <words>', 'only deals whose title or parties hold these words')
    .option('--currency <code>', 'only deals with a headline amount in this currency')
    .option('--amount-min <figure>', 'of at least this; with --currency')
    .option('--amount-max <figure>', 'of at most this; with --currency')
    .option('--episode <number>', 'only deals that came back from collapse this many times, less one')
    .option('--disputed <yes>', 'true: only deals whose status is disputed; false: only the others')
    .option('--sort <order>', 'deal, title, since or amount')
    .option('--limit <number>', 'deals a page, at most 1000 (default: 100)')
    .option('--cursor <cursor>', 'goes on where a page ended')
    .action(async (options: AskingOptions) => {
      const { list } = await import('./list.js');
      done(await list(context, options));
    });
  asking(program.command('timeline'), 'knownAt')
    .description('every claim known then, in order of effect, with its three times')
    .argument('<deal>', 'its slug')
    .option(
      '--late-by <duration>',
      'only claims that came more than this after they took effect, such as P1D',
    )
    .action(async (deal: string, options: AskingOptions) => {
      const { timeline } = await import('./timeline.js');
      done(await timeline(context, deal, options));
    });
  asking(program.command('diff'), 'span')
    .description('what was learned about a deal between two instants, or two bases, and what that changed')
    .argument('<deal>', 'its slug')
    .option('--from-basis <position>', 'what the record as it stood at this position said at from')
    .action(async (deal: string, options: AskingOptions) => {
      const { diff } = await import('./diff.js');
      done(await diff(context, deal, options));
    });
  asking(program.command('history'), 'always')
    .description('every value that a field of a deal ever had, and when it was the answer')
    .argument('<deal>', 'its slug')
    .requiredOption('--field <field>', 'status, episode, officiallyConfirmed, amount, title or parties')
    .action(async (deal: string, options: AskingOptions) => {
      const { history } = await import('./history.js');
      done(await history(context, deal, options));
    });
  asking(program.command('changes'), 'span')
    .description('the deals about which something was learned between two instants, and what that changed')
    .option('--limit <number>', 'deals a page, at most 1000 (default: 100)')
    .option('--cursor <cursor>', 'goes on where a page ended')
    .action(async (options: AskingOptions) => {
      const { changes } = await import('./changes.js');
      done(await changes(context, options));
    });
}

function addFollowing(program: Command, context: Context, done: Done): void {
  const several = (value: string, before: string[] = []) => [...before, value];
  placed(program.command('follow'))
    .description('every event as it is recorded, from where you left off; Ctrl-C ends it')
    .option('--after <position>', 'only events behind this position (default: from the first)')
    .option('--from <time>', 'instead: from the first event recorded then or later')
    .option('--zone <zone>', 'time zone of dates, such as Europe/Paris (default: UTC)')
    .option(
      '--type <types>',
      'only events of these types, such as TalksReported; several with commas',
      several,
    )
    .option('--deal <deals>', 'only events of these deals; several with commas', several)
    .option('--party <name>', 'only events of deals with this party; may be given several times', several)
    .option('--once', 'end at the newest event instead of waiting for more')
    .option('--json', 'print CloudEvents, one a line, as in a pipe')
    .action(async (options: FollowOptions) => {
      const { follow } = await import('./follow.js');
      done(await follow(context, options));
    });
}

function addAnalysing(program: Command, context: Context, done: Done): void {
  asking(program.command('panel'), 'dates')
    .description('every deal on many dates, each date knowing only what was known on it')
    .option('--dates <dates>', 'parted by commas')
    .option('--every <period>', 'instead: day, week, month or quarter, with --from and --to')
    .option('--from <date>', 'first day')
    .option('--to <date>', 'last day')
    .option('--status <statuses>', 'only deals of these statuses; several with commas')
    .option('--party <name>', 'only deals of this party, by name or alias')
    .option('--q <words>', 'only deals whose title or parties hold these words')
    .option('--view <view>', 'dates (default), or vintages: every value that a field ever had')
    .option('--field <fields>', 'of vintages: only these fields; several with commas')
    .option('--format <format>', 'csv (default), json, ndjson or parquet')
    .option('--out <file>', 'write to a file instead of stdout')
    .action(async (options: PanelOptions) => {
      const { panel } = await import('./panel.js');
      done(await panel(context, options));
    });
  placed(program.command('export'))
    .description('the record up to a position, as files that are always the same for the same position')
    .option('--basis <position>', 'the newest position that they hold (default: the newest there is)')
    .option(
      '--format <formats>',
      'parquet (default), csv or ndjson of all events; parquet also has the history of every value; several with commas',
    )
    .option('--out <dir>', 'directory that they are written to (default: .)')
    .option('--json', 'print what was written, as JSON')
    .action(async (options: ExportOptions) => {
      const { exportFiles } = await import('./export.js');
      done(await exportFiles(context, options));
    });
}

function addUpkeep(program: Command, context: Context, done: Done): void {
  program
    .command('serve')
    .description('run the service')
    .addOption(DATA())
    .option('--port <number>', 'port to listen on; 0 picks a free one (default: KNOWNWHEN_PORT, or 3000)')
    .option('--host <address>', 'a loopback address (default: KNOWNWHEN_HOST, or 127.0.0.1)')
    .option(
      '--public-url <url>',
      'address at which others reach the service, which events and documents refer to (default: KNOWNWHEN_PUBLIC_URL, or where it listens)',
    )
    .option(
      '--eventstore-port <number>',
      'port where EventStoreDB clients may read the record; 0 picks a free one (default: KNOWNWHEN_EVENTSTORE_PORT, or off)',
    )
    .option(
      '--eventstore-host <address>',
      'address of that port; others than loopback open the whole record to whoever reaches it (default: KNOWNWHEN_EVENTSTORE_HOST, or 127.0.0.1)',
    )
    .option(
      '--webhook-allow <hosts>',
      'hosts, parted by commas, that webhooks may lead to though they are internal or not https, such as 10.0.0.7:8080 (default: KNOWNWHEN_WEBHOOK_ALLOW, or none)',
    )
    .option('--json', 'print the ready line as JSON: {"url": ...}')
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./serve.js');
      done(await serve(context, options));
    });
  placed(program.command('rebuild'))
    .description('make the read models anew from the record, while the old ones answer')
    .option('--json', 'print where they stand, as JSON')
    .action(async (options: Place & { json?: boolean }) => {
      const { rebuild } = await import('./rebuild.js');
      done(await rebuild(context, options));
    });
  program
    .command('copy')
    .description('copy a whole record to another place, event by event, and check it by reading it again')
    .requiredOption('--from <place>', 'sqlite:DIR (a data directory), or esdb://... (a cluster)')
    .requiredOption('--to <place>', 'likewise; empty, or what an interrupted copying left')
    .option('--json', 'print what was copied as JSON: {"count": ..., "root": ...}')
    .action(async (options: CopyingOptions) => {
      const { copy } = await import('./copy.js');
      done(await copy(context, options));
    });
  program
    .command('demo')
    .description('start the service with the sample histories, and walk through what was known when')
    .option('--data <dir>', 'directory of the record (default: ./data/demo)')
    .option('--once', 'end after the walk-through instead of serving on')
    .action(async (options: DemoOptions) => {
      const { demo } = await import('./demo.js');
      done(await demo(context, options));
    });
}

const DATA = () => new Option('--data <dir>', 'directory of the record (default: KNOWNWHEN_DATA, or ./data)');

/** Where the record is. */
function placed(command: Command): Command {
  return command
    .addOption(DATA())
    .option('--url <url>', 'ask a running service instead, such as http://127.0.0.1:3000');
}

/** What every question takes. */
function asking(command: Command, knowing: 'knownAt' | 'span' | 'dates' | 'always'): Command {
  command.option(
    '--audience <whose>',
    'desk: everything recorded (default); public: only what was published',
  );
  if (knowing === 'knownAt') {
    command.option('--known-at <time>', 'what was known at this instant (default: now)');
  }
  if (knowing === 'span') {
    command.requiredOption('--from <time>', 'what was learned after this instant');
    command.option('--to <time>', 'and up to this one (default: now)');
  }
  if (knowing === 'knownAt' || knowing === 'span') {
    command.option(
      '--effective-at <time>',
      'about how things stood at this instant (default: when it was known)',
    );
  }
  if (knowing !== 'dates') {
    command.option('--json', 'print the answer as the API gives it');
  }
  return placed(
    command
      .option('--certainty <kind>', 'certain (default), or possible: counts what may have been known')
      .option('--basis <position>', 'by the record as it stood at this position (default: the newest)')
      .option('--zone <zone>', 'time zone of dates, such as Europe/Paris (default: UTC)')
      .option('--source-kind <kinds>', 'only claims from these kinds of sources; several with commas')
      .option('--min-position <position>', 'wait until answers know this position'),
  );
}
