import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../../deal/knowledge.js';
import { STATUSES } from '../../../deal/status.js';
import type { Timeline } from '../../../deal/timeline.js';
import { addressOf } from '../../api.js';
import { useAnswer } from '../../asking.js';

interface ListedDeal {
  readonly deal: string;
  readonly title: string | null;
}

/** What the record holds of the deal that is being written about, to suggest and to tell. */
export interface KnownDeal {
  readonly isKnown: boolean;
  readonly title: string | null;
  readonly suggestions: readonly string[];
  readonly parties: readonly string[];
  readonly targets: readonly string[];
}

const PAUSE_MS = 250;
const MOST_SUGGESTIONS = '20';

/** Looks for the deal in the list (which finds none without an error), and at the deal itself once it is there. */
export function useKnownDeal(deal: string): KnownDeal {
  const settled = useSettled(deal);
  const list = useAnswer<{ deals: readonly ListedDeal[] }>(
    addressOf('/deals', {
      audience: 'desk',
      limit: MOST_SUGGESTIONS,
      q: settled === '' ? undefined : settled,
    }),
    'deals',
  );
  const found = list.value?.deals.find((one) => one.deal === deal);
  const path = found === undefined ? null : `/deals/${encodeURIComponent(deal)}`;
  const answer = useAnswer<Answer>(path && addressOf(path, { audience: 'desk' }), deal);
  const timeline = useAnswer<Timeline>(path && addressOf(`${path}/timeline`, { audience: 'desk' }), deal);
  const own = timeline.value?.claims.filter((claim) => claim.deal === deal) ?? [];
  const reports = new Set(own.map(({ reportId }) => reportId));
  return {
    isKnown: found !== undefined,
    title: found?.title ?? null,
    suggestions: list.value?.deals.map((one) => one.deal) ?? [],
    parties: answer.value?.parties.map(({ name }) => name) ?? [],
    targets: [...STATUSES, ...reports],
  };
}

/** What is typed, once typing has paused. */
function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const pause = setTimeout(() => setSettled(typed), PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed]);
  return settled;
}
