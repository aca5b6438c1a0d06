import type { DealRow } from '../../deal/deal-row.js';
import type { DealsPage } from '../../queries/deals-as-known.js';
import { commandFor, commandToRepeat, isAboutNow, sayAsked, type Request } from './asked.js';
import { sayFigure } from '../../prose/figures.js';
import { counted } from '../../prose/listed.js';
import { columns } from './layout.js';
import type { Page } from './page.js';
import type { When } from '../../prose/when.js';
import { spoken, whose } from '../../prose/words.js';

/** The deals known then, one a row. */
export function writeList(page: Page, list: DealsPage, when: When, request: Request): void {
  const { asked, deals, total, next } = list;
  const now = isAboutNow(request);
  const moment = now ? '' : `on ${when.instant(asked.knownAt)} `;
  const filtered = FILTERS.some((name) => request.parameters[name] !== undefined);
  const verb = now ? 'knows' : 'knew';
  const how = filtered ? ' that this question asks for' : '';
  const opening = `${moment}${whose(asked)} ${verb} of ${total === 0 ? 'no deals' : counted(total, 'deal')}${how}`;
  page.headline(`${opening.charAt(0).toUpperCase()}${opening.slice(1)}.`);
  if (deals.length > 0) {
    page.gap();
    const [head, ...rows] = columns([HEAD, ...deals.map((deal) => row(deal, when))], page.width);
    page.verbatim([page.style.dim(head!), ...rows]);
  }
  page.gap();
  if (total === 0 && asked.audience === 'desk' && !now) {
    page.row('why', 'the desk knows a report only from when it recorded it, whenever it was published');
    page.command('ask instead', commandFor(request, { audience: 'public' }));
  }
  if (deals.length < total) {
    page.row('shown', `${deals.length} of ${total}`);
  }
  page.row('asked', sayAsked(asked, when, now));
  page.command('to repeat', commandToRepeat(request, asked));
  if (next !== null) {
    page.command('next page', commandFor(request, { cursor: next }));
  }
}

const FILTERS = ['status', 'party', 'q', 'currency', 'episode', 'disputed'];
const HEAD = ['deal', 'title', 'status', 'since', 'amount', 'remarks'];

function row(deal: DealRow, when: When): string[] {
  return [
    deal.deal,
    deal.title ?? '',
    deal.status === null ? '-' : spoken(deal.status),
    deal.since === null ? '-' : when.dayMeant(deal.since),
    deal.amount === null ? '-' : sayFigure(withoutBasis(deal.amount)),
    remarks(deal).join(', '),
  ];
}

function withoutBasis({ basis: _, ...amount }: NonNullable<DealRow['amount']>): {
  readonly [member: string]: unknown;
} {
  return amount;
}

function remarks(deal: DealRow): string[] {
  const { alsoRecordedAs, disputed, episode, officiallyConfirmed, status, undetermined } = deal;
  return [
    ...(alsoRecordedAs.length > 0 ? [`also ${alsoRecordedAs.join(', ')}`] : []),
    ...(status === 'confirmed' && !officiallyConfirmed ? ['not official'] : []),
    ...(disputed ? ['disputed'] : []),
    ...(episode > 1 ? [`episode ${episode}`] : []),
    ...(undetermined ? ['partly undetermined'] : []),
  ];
}
