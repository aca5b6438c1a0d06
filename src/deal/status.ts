/** What a deal is known to be doing. Meanings: see the README's table of the five statuses. */
export const STATUSES = ['rumored', 'in_talks', 'terms_changing', 'confirmed', 'collapsed'] as const;
export type Status = (typeof STATUSES)[number];

export function isStatus(word: string): word is Status {
  return (STATUSES as readonly string[]).includes(word);
}

/** Status claims are stored under the name of what happened. */
export const STATUS_EVENTS = {
  rumored: 'DealRumored',
  in_talks: 'TalksReported',
  terms_changing: 'TermsChangeReported',
  confirmed: 'DealConfirmed',
  collapsed: 'DealCollapsed',
} as const satisfies Record<Status, string>;

export type StatusEventType = (typeof STATUS_EVENTS)[Status];

/**
 * Steps that do not happen in the world: a deal that was agreed is not merely rumored again, it collapses first. From
 * `collapsed` a deal may come back at any status.
 */
export function isStepBack(from: Status, to: Status): boolean {
  switch (from) {
    case 'confirmed':
      return to === 'rumored' || to === 'in_talks';
    case 'in_talks':
    case 'terms_changing':
      return to === 'rumored';
    case 'rumored':
    case 'collapsed':
      return false;
  }
}
