import type { FunctionComponent } from 'preact';
import type { Address, View } from './address.js';
import { DealView } from './views/deal/deal-view.js';
import { later } from './later.js';
import { DealsView } from './views/deals/deals-view.js';
import { MapView } from './views/map/map-view.js';
import { TimelineView } from './views/timeline/timeline-view.js';

/** What every view is given: the address it shows, and a number that grows when it should ask again. */
export interface ViewProps {
  readonly address: Address;
  readonly beat: number;
}

export interface Route {
  /** What it is called in the tabs, and in the title of the window. */
  readonly name: string;
  readonly view: FunctionComponent<ViewProps>;
}

/** The views that there are, in the order of the tabs. A view of one deal is a tab of that deal. */
export const ROUTES: Readonly<Partial<Record<View, Route>> & { deals: Route }> = {
  deals: { name: 'Deals', view: DealsView },
  deal: { name: 'The deal', view: DealView },
  map: { name: 'Knowledge map', view: MapView },
  timeline: { name: 'Timeline', view: TimelineView },
  differences: {
    name: 'Differences',
    view: later(async () => (await import('./views/differences/differences-view.js')).DifferencesView),
  },
  print: {
    name: 'Page to file',
    view: later(async () => (await import('./views/print/print-view.js')).PrintView),
  },
  record: {
    name: 'Record',
    view: later(async () => (await import('./views/record/record-view.js')).RecordView),
  },
};
