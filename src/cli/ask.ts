import type { Answer, AskedOfAnswer } from '../deal/knowledge.js';
import type { RawParameters } from '../deal/question.js';
import {
  DONE,
  newPage,
  parametersIn,
  requestOf,
  withKnownwhen,
  type AskingOptions,
  type Context,
  type ExitCode,
} from './context.js';
import type { Knownwhen } from './knownwhen.js';
import { withNearMatches } from './near-matches.js';
import { writeAnswer } from './prose/answer-text.js';
import type { Request } from './prose/asked.js';
import { headline } from './prose/headline.js';
import type { Page } from './prose/page.js';
import { Told } from './prose/told.js';
import { writeReason, writeUnknown, type Hindsight } from './prose/unknown-text.js';
import { When } from './prose/when.js';

/** What was known of a deal. */
export async function ask(context: Context, deal: string, options: AskingOptions): Promise<ExitCode> {
  return withKnownwhen(context, options, 'asking', (knownwhen) =>
    withNearMatches<ExitCode>(knownwhen, deal, async () => {
      const answer = await knownwhen.ask(deal, parametersIn(options));
      if (options.json) {
        await context.terminal.print(JSON.stringify(answer));
        return DONE;
      }
      const page = newPage(context);
      await writeFull(page, knownwhen, answer, requestOf(context, 'ask', options, deal));
      await context.terminal.print(page.toString());
      return DONE;
    }),
  );
}

async function writeFull(page: Page, knownwhen: Knownwhen, answer: Answer, request: Request): Promise<void> {
  const told = await toldOf(knownwhen, answer, request);
  if (answer.known) {
    writeAnswer(page, answer, told, request);
  } else {
    writeUnknown(page, answer, await hindsight(knownwhen, answer), told, request);
  }
}

/** The headline alone, and why and what to ask instead where a deal was not known. */
export async function writeShort(
  page: Page,
  knownwhen: Knownwhen,
  answer: Answer,
  request: Request,
): Promise<void> {
  const told = await toldOf(knownwhen, answer, request);
  if (answer.known) {
    page.headline(headline(answer, told, request.parameters.knownAt === undefined));
  } else {
    writeReason(page, answer, await hindsight(knownwhen, answer), told, request);
  }
}

/** The claims behind an answer, those that only possibly count among them. */
async function toldOf(knownwhen: Knownwhen, { deal, asked }: Answer, request: Request): Promise<Told> {
  const timeline = await knownwhen.timeline(deal, { ...pinned(asked), certainty: 'possible' });
  return Told.by(timeline, new When(request.parameters.zone ?? 'UTC'));
}

async function hindsight(knownwhen: Knownwhen, { deal, asked }: Answer): Promise<Hindsight> {
  const { knownAt: _, effectiveAt: __, ...lasting } = pinned(asked);
  const now = await knownwhen.ask(deal, lasting);
  const nowTimeline = await knownwhen.timeline(deal, { ...pinned(now.asked), certainty: 'possible' });
  return asked.audience === 'public'
    ? { now, nowTimeline }
    : { now, nowTimeline, public: await knownwhen.ask(deal, { ...pinned(asked), audience: 'public' }) };
}

/** The parameters that ask the very same. */
function pinned({
  audience,
  knownAt,
  effectiveAt,
  certainty,
  basis,
  sourceKind,
}: AskedOfAnswer): RawParameters {
  return {
    audience,
    knownAt,
    effectiveAt,
    certainty,
    basis: String(basis),
    ...(sourceKind && { sourceKind: sourceKind.join(',') }),
  };
}
