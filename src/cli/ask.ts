import type { Answer, AskedOfAnswer } from '../deal/knowledge.js';
import type { RawParameters } from '../deal/question.js';
import type { AskingOptions, Context, ExitCode } from './context.js';
import { askAboutDeal } from './deal-question.js';
import type { Knownwhen } from './knownwhen.js';
import { writeAnswer } from './prose/answer-text.js';
import type { Request } from './prose/asked.js';
import { headline } from '../prose/headline.js';
import type { Page } from './prose/page.js';
import { Told } from '../prose/told.js';
import { writeReason, writeUnknown, type Hindsight } from './prose/unknown-text.js';
import { When } from '../prose/when.js';

/** What was known of a deal. */
export function ask(context: Context, deal: string, options: AskingOptions): Promise<ExitCode> {
  return askAboutDeal(context, deal, options, {
    command: 'ask',
    ask: (knownwhen, of, parameters) => knownwhen.ask(of, parameters),
    write: writeFull,
  });
}

async function writeFull(page: Page, answer: Answer, request: Request, knownwhen: Knownwhen): Promise<void> {
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
async function toldOf(knownwhen: Knownwhen, answer: Answer, request: Request): Promise<Told> {
  const possible = await knownwhen.timeline(answer.deal, { ...pinned(answer.asked), certainty: 'possible' });
  return Told.behind(answer, possible, When.inZoneOf(request));
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
