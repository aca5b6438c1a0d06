import type { Status } from '../deal/status.js';

export type StatusOrNone = Status | 'none';

/** The statuses in the order in which deals usually go through them. */
export const ALL_STATUSES: readonly StatusOrNone[] = [
  'rumored',
  'in_talks',
  'terms_changing',
  'confirmed',
  'collapsed',
  'none',
];

const NAMES: Readonly<Record<StatusOrNone, string>> = {
  rumored: 'Rumored',
  in_talks: 'In talks',
  terms_changing: 'Terms changing',
  confirmed: 'Confirmed',
  collapsed: 'Collapsed',
  none: 'No status yet',
};

export function statusName(status: StatusOrNone): string {
  return NAMES[status];
}
