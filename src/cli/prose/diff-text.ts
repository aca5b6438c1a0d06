import type { Change, Diff } from '../../deal/diff.js';
import { commandFor, type Request } from './asked.js';
import { writeDates } from './answer-text.js';
import { nameOf, tellChange } from '../../prose/changes-told.js';
import { counted } from '../../prose/listed.js';
import type { Page } from './page.js';
import { reportsOf, writeReport } from './timeline-text.js';
import { Told } from '../../prose/told.js';
import { type When } from '../../prose/when.js';
import { whose } from '../../prose/words.js';

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

/** A list changes item by item; anything else from one value to another. */
function sayChange(change: Change, when: When): string[] {
  const told = tellChange(change, when);
  if (told.kind === 'value') {
    return [told.was === told.is ? `${told.is}, said again` : `${told.was} -> ${told.is}`];
  }
  const lines = [...told.came.map((item) => `+ ${item}`), ...told.went.map((item) => `- ${item}`)];
  return lines.length > 0 ? lines : ['said again, by another source'];
}
