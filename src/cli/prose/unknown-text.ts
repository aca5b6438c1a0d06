import type { Answer } from '../../deal/knowledge.js';
import type { Timeline, TimelineEntry } from '../../deal/timeline.js';
import { commandFor, commandToRepeat, isAboutNow, sayAsked, type Request } from './asked.js';
import type { Page } from './page.js';
import { sayUndetermined } from '../../prose/doubts.js';
import { unknownHeadline } from '../../prose/headline.js';
import { Told } from '../../prose/told.js';
import { isBefore, isDate, placeOf, type When } from '../../prose/when.js';
import { nameSource } from '../../prose/words.js';

/** What is known by now of a deal that was not known then: to say why, and what to ask instead. */
export interface Hindsight {
  /** The same question about now. */
  readonly now: Answer;
  readonly nowTimeline: Timeline;
  /** The same question about the public; absent when it was about the public. */
  readonly public?: Answer;
}

/** That a deal was not known, why, what to ask instead, and the question as it was understood. */
export function writeUnknown(
  page: Page,
  answer: Answer,
  hindsight: Hindsight,
  told: Told,
  request: Request,
): void {
  writeReason(page, answer, hindsight, told, request);
  page.gap();
  page.row('asked', sayAsked(answer.asked, told.when, isAboutNow(request)));
  page.command('to repeat', commandToRepeat(request, answer.asked));
}

export function writeReason(
  page: Page,
  answer: Answer,
  hindsight: Hindsight,
  told: Told,
  request: Request,
): void {
  if (answer.reason === 'undetermined') {
    writeUndetermined(page, answer, hindsight, told, request);
  } else if (answer.asked.audience === 'public') {
    writeUnpublished(page, answer, hindsight, told.when, request);
  } else {
    writeUnrecorded(page, answer, hindsight, told.when, request);
  }
}

function writeUnpublished(
  page: Page,
  answer: Answer,
  { now, nowTimeline }: Hindsight,
  when: When,
  request: Request,
): void {
  page.headline(unknownHeadline(answer, when));
  page.gap();
  if (now.firstKnownAt === null) {
    page.row('why', 'nothing about it has been published to this day, as far as the record goes');
    page.command('ask instead', commandFor(request, { audience: undefined, knownAt: undefined }));
    return;
  }
  const first = Told.by(nowTimeline, when).claims.filter(({ publishedAt }) =>
    [publishedAt?.latest, publishedAt?.earliest].includes(now.firstKnownAt!),
  );
  page.row('became known', `${whenPublished(first[0], now.firstKnownAt, when)}${firstSource(first[0])}`);
  const known = { knownAt: when.isoDay(now.firstKnownAt) };
  const early = earliestEffect(first);
  if (early && !isBefore(answer.asked.effectiveAt, early.effect.latest)) {
    page.row(
      'had been so',
      `since ${when.given(early.effectiveAt!)}, as that report tells: true by then, but nobody outside could know`,
    );
    page.command('ask instead', commandFor(request, { ...known, effectiveAt: undefined }));
    const then = request.parameters.effectiveAt ?? request.parameters.knownAt;
    page.command('or, about then', commandFor(request, { ...known, effectiveAt: then }));
  } else {
    page.command('ask instead', commandFor(request, { ...known, effectiveAt: undefined }));
  }
}

function whenPublished(first: TimelineEntry | undefined, at: string, when: When): string {
  const time = first?.publishedAt;
  if (!time || !isDate(time)) {
    return `on ${when.instant(at)}`;
  }
  const place = time.zone === when.zone ? '' : ` in ${placeOf(time.zone)}`;
  const end = when.given(time) === when.instant(at) ? '' : ` (${when.instant(at)})`;
  return `${when.whenGiven(time)}${place}, for certain from the end of it${end}`;
}

function firstSource(first: TimelineEntry | undefined): string {
  return first ? `, by ${nameSource(first.source)}` : '';
}

function earliestEffect(claims: readonly TimelineEntry[]): TimelineEntry | undefined {
  return claims
    .filter(({ effectiveAt }) => effectiveAt !== undefined)
    .toSorted((a, b) => (isBefore(a.effect.latest, b.effect.latest) ? -1 : 1))
    .at(0);
}

function writeUnrecorded(
  page: Page,
  answer: Answer,
  hindsight: Hindsight,
  when: When,
  request: Request,
): void {
  const { now, nowTimeline } = hindsight;
  page.headline(unknownHeadline(answer, when));
  page.gap();
  const first = nowTimeline.claims.find(({ recordedAt }) => recordedAt === now.firstKnownAt);
  const by = first ? `, by ${first.recordedBy.id}` : '';
  const told = firstPublished(nowTimeline.claims);
  const late = told?.publishedAt
    ? `; the first of them had been published ${when.whenGiven(told.publishedAt)}`
    : '';
  page.row(
    'why',
    `the desk knows a report only from when it recorded it, and recorded the first on this deal on ` +
      `${now.firstKnownAt === null ? 'no time yet' : when.stamp(now.firstKnownAt)}${by}${late}`,
  );
  const then = hindsight.public;
  if (then) {
    const known = then.known
      ? 'did know of it by then'
      : 'did not know of it then either, and this question tells why';
    page.row('the public', known);
    page.command('ask instead', commandFor(request, { audience: 'public' }));
  }
  page.command('or, about now', commandFor(request, { knownAt: undefined, effectiveAt: undefined }));
}

function firstPublished(claims: readonly TimelineEntry[]): TimelineEntry | undefined {
  return claims
    .filter(({ publishedAt }) => publishedAt !== undefined)
    .toSorted((a, b) => (isBefore(a.publishedAt!.latest, b.publishedAt!.latest) ? -1 : 1))
    .at(0);
}

function writeUndetermined(
  page: Page,
  answer: Answer,
  { now }: Hindsight,
  told: Told,
  request: Request,
): void {
  const { when } = told;
  page.headline(unknownHeadline(answer, when));
  page.gap();
  sayUndetermined(answer.undetermined, told).forEach((line, place) =>
    page.row(place === 0 ? 'why' : '', line),
  );
  page.command('as possible', commandFor(request, { certainty: 'possible' }));
  if (now.firstKnownAt !== null) {
    const known = { knownAt: when.isoDay(now.firstKnownAt), effectiveAt: undefined };
    page.command('for certain', commandFor(request, known));
  }
}
