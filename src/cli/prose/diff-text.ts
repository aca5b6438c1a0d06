import type { Link, Milestone, Party, Review, Statement } from '../../deal/report.js';
import type { Change, Diff } from '../../deal/diff.js';
import { commandFor, type Request } from './asked.js';
import { writeDates } from './answer-text.js';
import { sayLink, sayMilestone, sayParty, sayReview, sayStatement } from '../../prose/claim-text.js';
import type { Figure } from '../../prose/figures.js';
import { counted } from '../../prose/listed.js';
import type { Page } from './page.js';
import { facetName, sayFacet } from '../../prose/terms-text.js';
import { reportsOf, writeReport } from './timeline-text.js';
import { Told } from '../../prose/told.js';
import { type When } from '../../prose/when.js';
import { spoken, whose } from '../../prose/words.js';

/** What was learned between two instants, what was taken back, and what that changed. */
export function writeDiff(page: Page, diff: Diff, when: When, request: Request): void {
  const { learned, takenBack, changed, from, to } = diff;
  const told = new Told([...learned, ...takenBack], when);
  const span = `between ${when.instant(from.knownAt)} and ${isToNow(request) ? 'now' : when.instant(to.knownAt)}`;
  const back =
    takenBack.length === 0
      ? ''
      : `; ${counted(takenBack.length, 'claim')} ${takenBack.length === 1 ? 'was' : 'were'} taken back`;
  page.headline(
    learned.length === 0
      ? `${diff.deal}: ${span} ${whose(to)} learned nothing.`
      : `${diff.deal}: ${span} ${whose(to)} learned ${counted(learned.length, 'claim')} in ${counted(reportsOf(learned).length, 'report')}${back}.`,
  );
  writeChanges(page, changed, when);
  writeClaims(page, 'LEARNED', learned, told);
  writeClaims(page, 'TAKEN BACK', takenBack, told);
  page.gap();
  writeDates(page, told);
  page.command(
    'to repeat',
    commandFor(request, { to: request.parameters.to ?? to.knownAt, basis: String(to.basis) }),
  );
}

function isToNow({ parameters }: Request): boolean {
  return parameters.to === undefined;
}

function writeClaims(page: Page, title: string, claims: Diff['learned'], told: Told): void {
  if (claims.length > 0) {
    page.gap();
    page.verbatim([page.style.bold(title)]);
    reportsOf(claims).forEach((report) => writeReport(page, report, told));
  }
}

function writeChanges(page: Page, changed: readonly Change[], when: When): void {
  if (changed.length === 0) {
    return;
  }
  page.gap();
  page.table(
    'changed',
    changed.flatMap((change) =>
      sayChange(change, when).map((said, place) => [place === 0 ? nameOf(change) : '', said]),
    ),
  );
}

export function nameOf({ field }: Change): string {
  return field.startsWith('terms.') ? facetName(field.slice('terms.'.length)) : (NAMES[field] ?? field);
}

const NAMES: Readonly<Record<string, string>> = { officiallyConfirmed: 'official', sources: 'sources' };

type Item = Party & Statement & Milestone & Review & Link;

const ITEMS: Readonly<Record<string, (item: Item) => string>> = {
  parties: sayParty,
  statements: (item) => `${item.party} ${sayStatement(item)}`,
  milestones: sayMilestone,
  reviews: sayReview,
  related: sayLink,
};

/** A list changes item by item; anything else from one value to another. */
function sayChange({ field, before, after }: Change, when: When): string[] {
  const sayItem = ITEMS[field];
  if (sayItem && Array.isArray(before) && Array.isArray(after)) {
    const [was, is] = [before, after].map((items) => (items as Item[]).map(sayItem)) as [string[], string[]];
    const lines = [
      ...is.filter((item) => !was.includes(item)).map((item) => `+ ${item}`),
      ...was.filter((item) => !is.includes(item)).map((item) => `- ${item}`),
    ];
    return lines.length > 0 ? lines : ['said again, by another source'];
  }
  const [was, is] = [before, after].map((value) => sayValue(field, value, when));
  return [was === is ? `${is}, said again` : `${was} -> ${is}`];
}

export function sayValue(field: string, value: unknown, when: When): string {
  if (value === null || value === undefined) {
    return 'nothing';
  }
  if (field === 'status') {
    const { value: status, disputed } = value as { value: string; disputed: readonly unknown[] };
    return `${spoken(status)}${disputed.length > 0 ? ' (disputed)' : ''}`;
  }
  if (field.startsWith('terms.')) {
    return sayFacet(field.slice('terms.'.length), value as Figure, when);
  }
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : `${value as string | number}`;
}
