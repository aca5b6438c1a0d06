import type { ChangesPage, DealChange } from '../../queries/deal-changes.js';
import { commandFor, isAboutNow, type Request } from './asked.js';
import { whose } from '../../prose/words.js';
import { nameOf } from '../../prose/changes-told.js';
import { counted } from '../../prose/listed.js';
import { columns } from './layout.js';
import type { Page } from './page.js';
import type { When } from '../../prose/when.js';

/** The deals about which something was learned, one a row. */
export function writeChangesPage(page: Page, found: ChangesPage, when: When, request: Request): void {
  const { changes, from, to, next } = found;
  const until = isAboutNow(request) ? 'now' : when.instant(to.knownAt);
  const of = changes.length === 0 ? 'of no deal' : `of ${counted(changes.length, 'deal')}`;
  const more = next === null ? '' : ' and more';
  page.headline(
    `Between ${when.instant(from.knownAt)} and ${until} ${whose(to)} learned something ${of}${more}.`,
  );
  if (changes.length > 0) {
    page.gap();
    const [head, ...lines] = columns([HEAD, ...changes.map(row)], page.width);
    page.verbatim([page.style.dim(head!), ...lines]);
  }
  page.gap();
  page.command(
    'to repeat',
    commandFor(request, { to: request.parameters.to ?? to.knownAt, basis: String(to.basis) }),
  );
  if (next !== null) {
    page.command('next page', commandFor(request, { cursor: next }));
  }
}

const HEAD = ['deal', 'claims', 'taken back', 'changed'];

function row({ deal, learned, takenBack, changed }: DealChange): string[] {
  return [deal, String(learned), String(takenBack), changed.map(nameOf).join(', ')];
}
