import type { Answer } from '../../deal/knowledge.js';
import { SAME_AS } from '../../deal/report.js';
import type { TimelineEntry } from '../../deal/timeline.js';
import { commandToRepeat, isAboutNow, sayAsked, type Request } from './asked.js';
import { sayLink, sayMilestone, sayParty, sayReview, sayStatement } from '../../prose/claim-text.js';
import { reportOf, sayRemovals, sayUndetermined, weighty } from '../../prose/doubts.js';
import { headline } from '../../prose/headline.js';
import { counted, listed } from '../../prose/listed.js';
import type { Page } from './page.js';
import { facetName, inOrder, itemsOf } from '../../prose/terms-text.js';
import type { Told } from '../../prose/told.js';
import { sayKind, saySource, spoken } from '../../prose/words.js';

const MOST_MILESTONES = 5;
const LONGEST_SUMMARY = 240;

/** What was known of one deal, made for a terminal. */
export function writeAnswer(page: Page, answer: Answer, told: Told, request: Request): void {
  page.headline(headline(answer, told, isAboutNow(request)));
  page.gap();
  writeSlugs(page, answer, told);
  writeStatus(page, answer, told);
  writeFirstKnown(page, answer, told);
  page.gap();
  writeTerms(page, answer, told);
  writePeople(page, answer, told);
  writeEvents(page, answer, told);
  page.gap();
  writeDoubts(page, answer, told);
  writeTakenBack(page, told);
  page.gap();
  writeSources(page, answer, told);
  writeQuestion(page, answer, told, request);
}

/** That the deal is recorded under several slugs, and who says so. */
function writeSlugs(page: Page, { deal, alsoRecordedAs, related, asked }: Answer, told: Told): void {
  if (alsoRecordedAs.length === 0) {
    return;
  }
  const links = related.filter(({ relation }) => relation === SAME_AS);
  const by = [...new Set(links.map(({ event }) => told.by(event)))];
  const saying = by.length === 0 ? '' : `, according to ${listed(by)}`;
  const about = asked.deal === undefined ? '' : ` (asked about as ${asked.deal})`;
  page.row('recorded as', `${listed([deal, ...alsoRecordedAs])}: one deal${saying}${about}`);
}

function writeStatus(page: Page, answer: Answer, told: Told): void {
  const { status, episode, officiallyConfirmed } = answer;
  if (!status) {
    page.row('status', 'none known');
    return;
  }
  const official = officiallyConfirmed
    ? ', officially'
    : status.value === 'confirmed'
      ? ', by no official source'
      : '';
  const again = episode > 1 ? ` (episode ${episode}: it had collapsed before)` : '';
  page.row('status', `${spoken(status.value)}${official}${again}`);
  const sinceEvent = told.startOf(status);
  const other = told.by(sinceEvent) === told.by(status.event) ? '' : `, says ${told.by(sinceEvent)}`;
  page.row('since', `${told.effect(sinceEvent, status.since)}${other}`);
  const source = told.source(status.event);
  page.row('on the word of', source ? saySource(source) : told.by(status.event));
}

function writeFirstKnown(page: Page, { firstKnownAt, asked }: Answer, told: Told): void {
  const first = told.firstPublished(firstKnownAt!);
  if (asked.audience === 'public' && first) {
    page.row('first known', `${told.published(first)}, from ${first.source.name}`);
  } else if (asked.audience === 'public') {
    page.row('first known', told.when.instant(firstKnownAt!));
  } else {
    page.row('first held', `${told.when.stamp(firstKnownAt!)}, when its first report was recorded`);
  }
}

function writeTerms(page: Page, { terms }: Answer, told: Told): void {
  const rows = inOrder(Object.keys(terms)).flatMap((facet) => {
    const { event, ...value } = terms[facet as keyof typeof terms]!;
    const entry = told.entry(event);
    const at = entry ? told.effect(event, entry.effect.latest) : '';
    return itemsOf(facet, value, told.when).map((item, place) =>
      place === 0 ? [facetName(facet), item, at, told.by(event)] : ['', item],
    );
  });
  page.table('terms', rows);
  page.gap();
}

function writePeople(page: Page, { parties, statements, related }: Answer, told: Told): void {
  if (parties.length > 0) {
    page.row('parties', parties.map(sayParty).join(', '));
  }
  const said = [...Map.groupBy(statements, ({ party }) => party)].flatMap(([party, own]) =>
    own.map((statement, place) => [
      place === 0 ? party : '',
      sayStatement(statement),
      told.effect(statement.event, statement.at),
      told.by(statement.event),
    ]),
  );
  page.table('what they said', said);
  related.forEach((link, place) => page.row(place === 0 ? 'related' : '', sayLink(link)));
  page.gap();
}

function writeEvents(page: Page, { reviews, milestones }: Answer, told: Told): void {
  page.table(
    'regulators',
    reviews.map((review) => [told.effect(review.event, review.at), sayReview(review), told.by(review.event)]),
  );
  const last = milestones.slice(-MOST_MILESTONES);
  const rows = last.map((milestone) => [
    told.effect(milestone.event, milestone.at),
    ...sayInFull(milestone, told),
  ]);
  page.table(milestones.length > last.length ? 'lately' : 'milestones', rows);
  if (milestones.length > last.length) {
    page.row('', `(and ${counted(milestones.length - last.length, 'earlier milestone')})`, (line) =>
      page.style.dim(line),
    );
  }
}

/** The kind of a milestone, and the summary of its report; its detail and source where there is no summary. */
function sayInFull(milestone: Answer['milestones'][number], told: Told): string[] {
  const summary = told.summary(milestone.event);
  return summary === undefined
    ? [sayMilestone(milestone), told.by(milestone.event)]
    : [spoken(milestone.kind), shortened(summary)];
}

function shortened(text: string): string {
  return text.length <= LONGEST_SUMMARY ? text : `${text.slice(0, text.lastIndexOf(' ', LONGEST_SUMMARY))} …`;
}

function writeDoubts(page: Page, { status, undetermined, asked }: Answer, told: Told): void {
  const warn = (line: string) => page.style.warn(line);
  page.table(
    'disputed',
    (status?.disputed ?? []).map(({ why, by, at, event }) => [
      told.effect(event, at),
      why === 'denied' ? `denied by ${by}${aboutOf(told.entry(event))}` : `contested, as ${by} tells`,
    ]),
    warn,
  );
  page.table(
    'overruled',
    (status?.overruled ?? []).map(({ value, by, at, event }) => [
      told.effect(event, at),
      `${spoken(value)}, said ${by}: a step back that does not happen, so the status stayed`,
    ]),
    warn,
  );
  sayUndetermined(undetermined, told).forEach((line, place) =>
    page.row(place === 0 ? 'undetermined' : '', line, warn),
  );
  if (undetermined.some(({ why }) => why !== 'removed')) {
    const counts = asked.certainty === 'possible';
    page.row(
      '',
      counts ? '(counted here, as possible)' : '(not counted; --certainty possible counts it)',
      warn,
    );
  }
}

function aboutOf(entry: TimelineEntry | undefined): string {
  return entry?.claim.about === undefined ? '' : `: ${entry.claim.about as string}`;
}

/** Reports that somebody had known and that no longer count. */
function writeTakenBack(page: Page, told: Told): void {
  const removed = Map.groupBy(
    told.claims.filter(({ removedBy }) => removedBy),
    reportOf,
  );
  [...removed.values()].forEach((claims, place) => {
    const [{ source, removedBy }] = claims as [TimelineEntry];
    const said = weighty(claims, told) || counted(claims.length, 'claim');
    const line = `${source.name}, ${told.published(claims[0]!)}: ${said}; ${sayRemovals(removedBy!, told)}`;
    page.row(place === 0 ? 'taken back' : '', line, (text) => page.style.warn(text));
  });
}

function writeSources(page: Page, answer: Answer, told: Told): void {
  const rows = [...told.sourcesCounted(answer)].map(([kind, names]) => [sayKind(kind), names.join('; ')]);
  page.table(answer.sources === 1 ? '1 source' : `${answer.sources} sources`, rows);
}

function writeQuestion(page: Page, { asked }: Answer, told: Told, request: Request): void {
  writeDates(page, told);
  page.row('asked', sayAsked(asked, told.when, isAboutNow(request)));
  page.command('to repeat', commandToRepeat(request, asked));
}

/** Tells in whose days bare dates are, and on whose clocks times of day. */
export function writeDates(page: Page, told: Told): void {
  const places = told.foreignPlaces();
  const dates =
    places.length === 0
      ? ''
      : `; bare dates are the sources' own, days of ${listed(places)} counted from their end`;
  page.row('times', `of day are ${told.when.clocks}${dates}`);
}
