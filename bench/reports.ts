import { seededRandom } from '../test/seeded-random.js';

/** Reports that look like real ones: about four events each, skewed over deals. The same seed gives the same reports. */
export function* generateReports(count: number, deals: number, seed = 1): Generator<Record<string, unknown>> {
  const random = seededRandom(seed);
  const told = new Map<string, number>();
  for (let place = 0; place < count; place++) {
    const deal = `deal-${Math.floor(deals * random() ** 2)}`;
    const order = told.get(deal) ?? 0;
    told.set(deal, order + 1);
    yield {
      deal,
      title: `Purchase of company ${deal}`,
      reportId: `${deal}/report-${order}`,
      source: {
        name: `Wire ${Math.floor(random() * 20)}`,
        kind: 'press',
        attribution: 'people familiar with the matter',
      },
      publishedAt: new Date(Date.UTC(2020, 0, 1 + Math.floor(place / 50), 9, place % 60)).toISOString(),
      summary:
        'The two companies are said to discuss a purchase; neither has confirmed it, and talks may end.',
      status: order === 0 ? 'rumored' : 'in_talks',
      terms: {
        amount: {
          value: String(1_000_000 * Math.floor(1 + random() * 9_000)),
          qualifier: 'approximately',
          currency: 'USD',
        },
      },
      ...(order === 0 && { parties: [{ name: `Company ${deal}`, roles: ['target'] }] }),
      statements: [{ party: `Company ${deal}`, position: 'declined_to_comment' }],
      milestone: { kind: order === 0 ? 'first_report' : 'report' },
    };
  }
}
