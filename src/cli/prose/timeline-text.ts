import type { Timeline, TimelineEntry } from '../../deal/timeline.js';
import { commandToRepeat, isAboutNow, sayAsked, type Request } from './asked.js';
import { writeDates } from './answer-text.js';
import { sayRemovals } from '../../prose/doubts.js';
import { sayClaim } from '../../prose/claim-text.js';
import { counted, listed } from '../../prose/listed.js';
import { wrap } from './layout.js';
import type { Page } from './page.js';
import { Told } from '../../prose/told.js';
import { sayDuration, type When } from '../../prose/when.js';
import { nameSource, spoken, whose } from '../../prose/words.js';

/** Every claim known then, report by report in order of effect, each with its three times. */
export function writeTimeline(page: Page, timeline: Timeline, when: When, request: Request): void {
  writeTimelineShort(page, timeline, when, request);
  page.gap();
  writeDates(page, Told.by(timeline, when));
  page.row('asked', sayAsked(timeline.asked, when, isAboutNow(request)));
  page.command('to repeat', commandToRepeat(request, timeline.asked));
}

/** The claims alone. */
export function writeTimelineShort(page: Page, timeline: Timeline, when: When, request: Request): void {
  const told = Told.by(timeline, when);
  page.headline(opening(timeline, when, request));
  reportsOf(timeline.claims).forEach((report) => writeReport(page, report, told));
}

function opening({ deal, alsoRecordedAs, claims, asked }: Timeline, when: When, request: Request): string {
  const now = isAboutNow(request);
  const moment = now ? '' : `on ${when.instant(asked.knownAt)} `;
  const { lateBy } = request.parameters;
  const late = lateBy === undefined ? '' : ` that came more than ${sayDuration(lateBy)} late`;
  const kinds =
    asked.sourceKind === undefined ? '' : ` from ${asked.sourceKind.map(spoken).join(' and ')} sources`;
  const count = claims.length === 0 ? 'no claims' : counted(claims.length, 'claim');
  const order =
    claims.length === 0 ? '' : `, in ${counted(reportsOf(claims).length, 'report')}, in order of effect`;
  const also = alsoRecordedAs.length === 0 ? '' : ` (also recorded as ${listed(alsoRecordedAs)})`;
  return `${deal}${also}: ${moment}${whose(asked)} ${now ? 'knows' : 'knew'} ${count}${kinds}${late}${order}.`;
}

/** Claims of one report that follow each other. */
export function reportsOf(claims: readonly TimelineEntry[]): (readonly TimelineEntry[])[] {
  const reports: TimelineEntry[][] = [];
  for (const claim of claims) {
    const last = reports.at(-1);
    if (last?.[0]?.reportId === claim.reportId && last[0].deal === claim.deal) {
      last.push(claim);
    } else {
      reports.push([claim]);
    }
  }
  return reports;
}

export function writeReport(page: Page, claims: readonly TimelineEntry[], told: Told): void {
  const [first] = claims as readonly [TimelineEntry];
  const { style } = page;
  page.gap();
  const removed = first.removedBy !== undefined;
  const title = `${told.effect(first.event, first.effect.latest)}  ${first.reportId}`;
  page.verbatim([style.bold(removed ? style.struck(title) : title)]);
  if (first.removedBy) {
    indented(page, `no longer counts: ${sayRemovals(first.removedBy, told)}`, style.warn.bind(style));
  }
  const attribution = first.source.attribution === undefined ? '' : `: ${first.source.attribution}`;
  indented(page, `${nameSource(first.source)}${attribution}`);
  const summary = told.summary(first.event);
  if (summary !== undefined) {
    indented(page, summary);
  }
  for (const claim of claims) {
    indented(page, `- ${sayClaim(claim, told.when)}`, removed ? style.struck.bind(style) : undefined);
  }
  indented(page, threeTimes(first, told), style.dim.bind(style));
}

function threeTimes(claim: TimelineEntry, told: Told): string {
  const { deal, receivedAt, recordedAt, recordedBy, effectiveAt } = claim;
  const effect = effectiveAt ? told.when.given(effectiveAt) : 'as published or recorded';
  const received = receivedAt ? `; received ${told.when.given(receivedAt)}` : '';
  const under = told.isOfSeveralSlugs ? ` under ${deal}` : '';
  const published = claim.publishedAt ? `published ${told.published(claim)}` : 'not published';
  return `took effect ${effect}; ${published}${received}; recorded ${told.when.stamp(recordedAt)}${under} by ${recordedBy.id}`;
}

const MARGIN = 2;
const HANGING = 4;

function indented(page: Page, text: string, paint: (line: string) => string = (line) => line): void {
  page.verbatim(
    wrap(text, page.width - HANGING).map(
      (line, place) => ' '.repeat(place === 0 ? MARGIN : HANGING) + paint(line),
    ),
  );
}
