import { seededRandom } from '../seeded-random.js';

const STATUSES = ['rumored', 'in_talks', 'terms_changing', 'confirmed', 'collapsed'] as const;
const DAY_MS = 86_400_000;
const START = Date.UTC(2019, 0, 1);

/** The lines of an upload that makes so many deals, of one report each, over six years. The same count gives the same lines. */
export function linesOfDeals(count: number): string {
  const random = seededRandom(11);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const lines = Array.from({ length: count }, (_, place) => {
    const number = String(place).padStart(5, '0');
    const target = `Company ${number}`;
    return JSON.stringify({
      deal: `deal-${number}`,
      title: `Purchase of ${target}`,
      reportId: `deal-${number}/first`,
      source: { name: `Wire ${Math.floor(random() * 20)}`, kind: 'press' },
      publishedAt: new Date(START + Math.floor(random() * 2_190) * DAY_MS).toISOString(),
      status: pick(STATUSES),
      terms: {
        amount: {
          value: `${Math.floor(1 + random() * 9_000)}000000`,
          qualifier: 'approximately',
          currency: 'USD',
        },
      },
      parties: [{ name: target, roles: ['target'] }],
    });
  });
  return `${lines.join('\n')}\n`;
}
