import type { View } from './address.js';

/** The views of one deal, in the order of their tabs. */
export const TABS: readonly { readonly view: View; readonly name: string }[] = [
  { view: 'deal', name: 'The deal' },
  { view: 'timeline', name: 'Timeline' },
  { view: 'map', name: 'Knowledge map' },
  { view: 'differences', name: 'Differences' },
];
