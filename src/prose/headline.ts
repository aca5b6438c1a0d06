import type { Answer } from '../deal/knowledge.js';
import { listed } from './listed.js';
import { saySize } from './terms-text.js';
import type { Told } from './told.js';
import { isBefore, type When } from './when.js';
import { spoken, statusTold, whose } from './words.js';

/** That a deal was not known, and why, in one sentence. */
export function unknownHeadline({ deal, reason, asked }: Answer, when: When): string {
  const at = when.instant(asked.knownAt);
  if (reason === 'undetermined') {
    return `Whether ${whose(asked)} knew of ${deal} on ${at} cannot be told: it may have been published by then.`;
  }
  const why =
    asked.audience === 'public'
      ? 'nothing about it had been published yet'
      : 'it had recorded nothing about it yet';
  return `On ${at} ${whose(asked)} did not know of ${deal}: ${why}.`;
}

/** What was known in one sentence that begins with the title. `now`: it is about what is known today. */
export function headline(answer: Answer, told: Told, now: boolean): string {
  return `${answer.title ?? answer.deal}: ${known(answer, told, now)}`;
}

/** The answer in one sentence, for where the title stands above it: what was known, or that nothing was. */
export function inOneSentence(answer: Answer, told: Told, now: boolean): string {
  const sentence = answer.known ? known(answer, told, now) : unknownHeadline(answer, told.when);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function known(answer: Answer, told: Told, now: boolean): string {
  const clauses = [
    whatOf(answer, told, now),
    confirmationOf(answer, told, now),
    sizeOf(answer, told),
    ...objections(answer, told, now),
    onlyFrom(answer),
  ].filter((clause) => clause !== '');
  return `${opening(answer, told, now)} ${clauses.join('; ')}.`;
}

function opening(answer: Answer, told: Told, now: boolean): string {
  const { knownAt, effectiveAt, certainty } = answer.asked;
  const verb = now ? 'knows' : 'knew';
  const might = certainty === 'possible' ? ' or may have known' : '';
  const past = now ? '' : `on ${told.when.instant(knownAt)} `;
  const back =
    effectiveAt === knownAt
      ? ''
      : `, looking ${isBefore(effectiveAt, knownAt) ? 'back' : 'ahead'} to ${told.when.instant(effectiveAt)},`;
  return past === ''
    ? `${whose(answer.asked)}${back} ${verb}${might}`
    : `${past.trimEnd()}${back === '' ? '' : back} ${whose(answer.asked)} ${verb}${might}`;
}

const CLOSED = new Set(['closed', 'completed']);

function whatOf(answer: Answer, told: Told, now: boolean): string {
  const { status, officiallyConfirmed } = answer;
  switch (status?.value) {
    case undefined:
      return withoutStatus(answer, told);
    case 'rumored':
      return 'of rumors only';
    case 'in_talks':
      return 'of talks';
    case 'terms_changing':
      return 'that its terms were being changed'.replace('were', now ? 'are' : 'were');
    case 'confirmed':
      if (!officiallyConfirmed) {
        return 'of an agreement, not officially confirmed';
      }
      return hasClosed(answer)
        ? `that it ${now ? 'has' : 'had'} closed`
        : 'of a binding agreement, officially confirmed';
    case 'collapsed':
      return `that it ${now ? 'has' : 'had'} collapsed, according to ${told.by(status.event)}`;
  }
}

function hasClosed({ milestones, status }: Answer): boolean {
  return milestones.some(({ kind, at }) => CLOSED.has(kind) && !isBefore(at, status!.since));
}

function withoutStatus({ asked, sources }: Answer, told: Told): string {
  const takenBack = told.claims.some(({ type, removedBy }) => removedBy && statusTold(type) !== undefined);
  if (takenBack) {
    return 'only that what had been reported was wrong: it was taken back';
  }
  if (sources === 0) {
    return asked.sourceKind === undefined
      ? 'of it, but of nothing that was so by then'
      : `nothing of it from ${asked.sourceKind.map(spoken).join(' or ')} sources`;
  }
  return 'of it, with no status reported yet';
}

const OPEN = new Set(['rumored', 'in_talks', 'terms_changing']);
const PRINCIPALS = new Set([
  'acquirer',
  'buyer',
  'bidder',
  'investor',
  'target',
  'seller',
  'merging_party',
  'partner',
]);

/** Whether the parties themselves have confirmed what is only reported. */
function confirmationOf(answer: Answer, told: Told, now: boolean): string {
  const { status } = answer;
  if (!status || !OPEN.has(status.value)) {
    return '';
  }
  const have = now ? 'has' : 'had';
  const official = officialSource(answer, told);
  if (official !== undefined) {
    return `confirmed by ${official}`;
  }
  const principals = answer.parties
    .filter(({ roles }) => roles.some((role) => PRINCIPALS.has(role)))
    .map(({ name }) => name);
  return principals.length === 2
    ? `neither ${principals.join(' nor ')} ${have} confirmed`
    : `no party ${have} confirmed`;
}

const OFFICIAL = new Set(['company', 'filing', 'regulator', 'court']);

/** A party that confirms the status, or the official source that reported it. */
function officialSource({ status, statements }: Answer, told: Told): string | undefined {
  const parties = statements
    .filter(
      ({ confirms, at }) => confirms !== undefined && (OPEN.has(confirms) || !isBefore(at, status!.since)),
    )
    .map(({ party }) => party);
  if (parties.length > 0) {
    return listed([...new Set(parties)]);
  }
  const run = told.claims.filter(
    ({ type, removedBy, source, effect }) =>
      !removedBy &&
      OFFICIAL.has(source.kind) &&
      statusTold(type) === status!.value &&
      !isBefore(effect.latest, status!.since),
  );
  return run.at(-1)?.source.name;
}

function sizeOf({ terms, status }: Answer, told: Told): string {
  const size = status?.value === 'collapsed' ? null : saySize(terms);
  return size ? `${size.said}, according to ${told.by(size.event)}` : '';
}

function onlyFrom({ asked: { sourceKind }, sources }: Answer): string {
  return sourceKind === undefined || sources === 0
    ? ''
    : `counting ${listed(sourceKind.map(spoken))} sources only`;
}

function objections(answer: Answer, told: Told, now: boolean): string[] {
  const { status, statements } = answer;
  const disputing = status?.disputed.filter(({ why }) => why === 'denied').map(({ by }) => by) ?? [];
  if (disputing.length > 0) {
    return [`${listed([...new Set(disputing)])} ${now ? 'disputes' : 'disputed'} it`];
  }
  if (status && status.disputed.length > 0) {
    return [`another party ${now ? 'disputes' : 'disputed'} it`];
  }
  const denial = statements.findLast(
    ({ denies, at }) => denies !== undefined && (!status || !isBefore(at, status.since)),
  );
  if (!denial) {
    return [];
  }
  const [denied] = told.claimsOf(told.entry(denial.event)?.deal ?? answer.deal, denial.denies!);
  const what = denied ? `a report by ${denied.source.name}` : `the report "${denial.denies}"`;
  return [`${denial.party} ${now ? 'has' : 'had'} denied ${what}`];
}
