import { encodeEvent } from '../dist/deal/stored-event.js';
import { instantOf } from '../dist/deal/instant.js';
import type { RecordedEvent } from '../dist/event-store/recorded-event.js';
import type { Claim } from '../dist/deal/claim.js';
import { seededRandom } from '../test/seeded-random.js';

const START = Date.UTC(2015, 0, 1);
const YEARS_MS = 10 * 365 * 86_400_000;
const DEALS_WITH_MANY_CLAIMS = 100;
const NEXT = {
  DealRumored: 'TalksReported',
  TalksReported: 'TermsChangeReported',
  TermsChangeReported: 'DealConfirmed',
  DealConfirmed: 'DealCollapsed',
  DealCollapsed: 'TalksReported',
} as const;
type StatusType = keyof typeof NEXT;

/** Where the generated history lies. */
export const SPAN = { from: START, to: START + YEARS_MS };

/**
 * Pages of events of many deals over ten years, each report of four claims recorded an hour after it was published. One
 * report in ten is about one of a hundred deals, the rest is spread evenly over all others.
 */
export function* manyDeals(deals: number, events: number): Generator<RecordedEvent[]> {
  const random = seededRandom(7);
  const reports = Math.floor(events / 4);
  const standing = new Map<number, { revision: number; status: StatusType }>();
  let page: RecordedEvent[] = [];
  let position = 0;
  for (let place = 0; place < reports; place++) {
    const introduced = Math.floor((place * deals) / reports);
    const isNew = place === 0 || introduced !== Math.floor(((place - 1) * deals) / reports);
    const often = Math.floor(random() * Math.min(DEALS_WITH_MANY_CLAIMS, introduced + 1));
    const chosen = isNew ? introduced : random() < 1 / 6 ? often : Math.floor(random() * (introduced + 1));
    const publishedAt = START + Math.floor((place * YEARS_MS) / reports);
    const before = standing.get(chosen);
    const status = before ? (random() < 0.4 ? NEXT[before.status] : before.status) : 'DealRumored';
    const claims = claimsOf(chosen, status, Math.floor(1 + random() * 9_000), before === undefined);
    const revision = before?.revision ?? -1;
    claims.forEach((claim, index) =>
      page.push(event(chosen, place, claim, index, publishedAt, position++, revision + 1 + index)),
    );
    standing.set(chosen, { revision: revision + claims.length, status });
    if (page.length >= 4_000) {
      yield page;
      page = [];
    }
  }
  yield page;
}

function claimsOf(deal: number, status: StatusType, millions: number, isFirst: boolean): Claim[] {
  const amount = { value: `${millions}000000`, qualifier: 'approximately', currency: 'USD' } as const;
  return [
    { type: status, contested: false },
    { type: 'TermsReported', terms: { amount } },
    isFirst
      ? { type: 'PartyNamed', name: `Company ${deal}`, roles: ['target'] }
      : { type: 'StatementMade', party: `Company ${deal}`, position: 'declined_to_comment' },
    { type: 'MilestoneReached', kind: 'report' },
  ];
}

export function slugOf(deal: number): string {
  return `deal-${String(deal).padStart(6, '0')}`;
}

/** One event as recorded an hour after it was published. */
export function event(
  deal: number,
  report: number,
  claim: Claim,
  index: number,
  publishedAt: number,
  position: number,
  revision: number,
  recordedAt = publishedAt + 3_600_000,
): RecordedEvent {
  const at = instantOf(publishedAt);
  const { type, data } = encodeEvent({
    deal: slugOf(deal),
    reportId: `report-${report}`,
    source: { name: `Wire ${report % 20}`, kind: 'press' },
    publishedAt: { value: new Date(at).toISOString(), zone: 'UTC', earliest: at, latest: at },
    recordedBy: { type: 'user', id: 'bench' },
    index,
    ...(index === 0 && { title: `Purchase of company ${deal}` }),
    claim,
  });
  const id = `${position}`.padStart(32, '0').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return { id, type, data, stream: `deal-${slugOf(deal)}`, revision, position, recordedAt };
}
